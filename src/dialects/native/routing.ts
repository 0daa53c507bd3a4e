/** What every resource's routes are added to, and how each describes itself for the OpenAPI document. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Scope } from '../../domain/scopes.ts';

export type NativeApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** The groups of operations, in the order of the reference. */
export const tags = {
  Users: 'People in a tenant: make, find, change, suspend, merge, delete.',
  Imports: 'Users with their identities from a file, piece by piece: stopped and gone on with at any time.',
  Identities: 'Who is whom: the identities of a user, looking them up, linking, moving and unlinking them.',
  Linking: 'Who joins whom when somebody arrives, and why.',
  'Identity providers': 'The sources of identities that a tenant registered.',
  Connections: 'The configured ways in through an identity provider.',
  Suggestions: 'Users that look the same, and arrivals that somebody shall decide on: approve or dismiss.',
  Sessions: 'Signed-in browsers of a user.',
  Events: 'What happened: every change, who made it, before and after.',
  Statistics: 'How much there is and what happened, in numbers.',
  Policies: 'Cedar text that stands over the linking rules: what a tenant forbids, and what it says to people then.',
  Applications:
    'Programs that sign their users in here: OAuth clients, and the keys that their tokens are signed with.',
  'API keys': 'Credentials of applications.',
  Tenants: 'Customers of one installation. Keys of the master tenant see and make others.',
  Operators: 'Who works in the console, and as what.',
} as const;

export interface About {
  id: string;
  tag: keyof typeof tags;
  summary: string;
  description?: string;
  /** The scopes that the key needs. */
  scopes: Scope[];
  /** The refusals of its own, beside those that every operation may give. */
  errors?: ErrorCode[];
  /** A POST that only asks: repeating it needs no key. */
  readsOnly?: true;
  /** A POST that says what it begins at, and is refused when that is over: repeating it needs no key either. */
  saysWhere?: true;
}

/** The part of a route's schema that only the OpenAPI document reads. */
export function describe({ id, tag, summary, description, scopes, errors = [], readsOnly, saysWhere }: About) {
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    'x-scopes': scopes,
    'x-errors': errors,
    ...(readsOnly && { 'x-reads-only': true }),
    ...(saysWhere && { 'x-says-where': true }),
  };
}
