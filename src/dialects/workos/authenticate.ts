/** Who calls: `Authorization: Bearer sk_…`, known before anything else of the request is looked at. */
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import { asCaller, type DialectContext } from '../dialect.ts';

export interface Authentication {
  /** For a route's `onRequest`: refuses whoever has no key in force. */
  authenticate: onRequestHookHandler;
  /** The caller that `authenticate` found. */
  actorOf(request: FastifyRequest): Actor;
}

export function createAuthentication({ operations }: Pick<DialectContext, 'operations'>): Authentication {
  const { authentication } = operations;
  const callers = new WeakMap<FastifyRequest, Actor>();
  return {
    authenticate(request, _reply, done) {
      const key = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (!key) throw new DomainError('unauthenticated', 'send an API key as `Authorization: Bearer sk_…`');
      const believed = authentication.believed.byKey(key);
      if (believed) {
        callers.set(request, asCaller(believed, request, 'workos'));
        return done();
      }
      authentication
        .byKey(key)
        .then((actor) => void callers.set(request, asCaller(actor, request, 'workos')))
        .then(() => done(), done);
    },
    actorOf(request) {
      const actor = callers.get(request);
      if (!actor) throw new Error('the route lacks its `authenticate` hook');
      return actor;
    },
  };
}
