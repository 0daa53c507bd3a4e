/**
 * `GET /user_management/users/:id/identities`: the one list without an envelope, a bare array of three keys each.
 * Linking and unlinking have no words here: WorkOS links by itself and never by hand.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { IdentitySummary } from '../../domain/identity.ts';
import type { DialectContext } from '../dialect.ts';
import type { Authentication } from './authenticate.ts';
import { wordsOfStrategies } from './provider-words.ts';
import { readUserId, UserParams } from './users.ts';

const unknownToSdks = new Set(['grok', 'twitter']);

/**
 * WorkOS's word for a strategy, as it stands in this list alone: everywhere else it writes `GitHubOAuth`.
 * INVARIANT: only words that every SDK has. The PHP and Rust SDKs fail on the whole answer for any other; they do for
 * `GrokOAuth` and `XOAuth` as well, which WorkOS itself has by now, so that Grok and X are left out.
 */
export const wordOfStrategy: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(wordsOfStrategies).filter(([strategy]) => !unknownToSdks.has(strategy))),
  github: 'GithubOAuth',
};

export interface WireIdentity {
  idp_id: string;
  type: 'OAuth';
  provider: string;
}

/** An identity of a strategy that WorkOS has no word for is left out. */
export function toWireIdentities(identities: IdentitySummary[]): WireIdentity[] {
  return identities.flatMap(({ subject, provider: { strategy } }) => {
    const provider = wordOfStrategy[strategy];
    return provider === undefined ? [] : [{ idp_id: subject, type: 'OAuth' as const, provider }];
  });
}

export function addIdentities(app: FastifyInstance, { operations }: DialectContext, { actorOf }: Authentication): void {
  app
    .withTypeProvider<TypeBoxTypeProvider>()
    .get('/user_management/users/:id/identities', { schema: { params: UserParams } }, async (request) =>
      toWireIdentities(await operations.identities.summariesOfUser(actorOf(request), readUserId(request.params.id))),
    );
}
