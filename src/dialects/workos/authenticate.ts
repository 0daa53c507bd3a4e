/** Who calls: `Authorization: Bearer sk_…`, known before anything else of the request is looked at. */
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import { callerOf, type DialectContext } from '../dialect.ts';

export interface Authentication {
  /** For a route's `onRequest`: refuses whoever has no key in force. */
  authenticate(request: FastifyRequest): Promise<void>;
  /** The caller that `authenticate` found. */
  actorOf(request: FastifyRequest): Actor;
}

export function createAuthentication({ operations }: Pick<DialectContext, 'operations'>): Authentication {
  const callers = new WeakMap<FastifyRequest, Actor>();
  return {
    async authenticate(request) {
      const [, key] = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
      if (!key) throw new DomainError('unauthenticated', 'send an API key as `Authorization: Bearer sk_…`');
      callers.set(request, { ...(await operations.authentication.byKey(key)), ...callerOf(request, 'workos') });
    },
    actorOf(request) {
      const actor = callers.get(request);
      if (!actor) throw new Error('the route lacks its `authenticate` hook');
      return actor;
    },
  };
}
