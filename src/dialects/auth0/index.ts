/**
 * The auth0 dialect: the parts of Auth0's Management API (`/api/v2`) that are about users, their identities, connections
 * and logs, and the token endpoint that its SDKs log in at. Callers are API keys, as machine-to-machine clients. What
 * the vendor has and this dialect has not is listed in docs/ledger/auth0.md, and answered with 501 by `unanswered.ts`.
 *
 * A connection of this API is an identity provider of ours with its first connection; its link merges two users.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Dialect, DialectContext } from '../dialect.ts';
import { addAuthentication } from './authenticate.ts';
import { addConnections } from './connections.ts';
import { addCrossOrigin } from './cross-origin.ts';
import { handleError, wordOf } from './errors.ts';
import { identityRoutes } from './identities.ts';
import { addLogs, logRoutes } from './logs.ts';
import { addRateLimit } from './rate-limit.ts';
import { sessionRoutes } from './sessions.ts';
import { addTokenEndpoint } from './token.ts';
import { addUnanswered } from './unanswered.ts';
import { addUserRoutes } from './user-routes.ts';
import { userSpelling } from './user-spelling.ts';
import { addUsers, userRoutes } from './users.ts';

export interface Auth0DialectOptions {
  /** Unpredictable bytes, for the ids of users of a database connection. */
  bytes?: (length: number) => Buffer;
}

export function createAuth0Dialect(options: Auth0DialectOptions = {}): Dialect {
  const { bytes = randomBytes } = options;
  return {
    name: 'auth0',
    prefixes: ['/api/v2', '/oauth/token'],
    wordOf,
    users: userSpelling,
    async register(app: FastifyInstance, context: DialectContext) {
      app.setErrorHandler(handleError);
      // The framework reads plain text by itself; here only JSON and forms are bodies.
      app.removeContentTypeParser('text/plain');
      addAuthentication(app, context);
      await addRateLimit(app, context);
      addTokenEndpoint(app, context);
      addCrossOrigin(app);
      addUsers(app, context, () => bytes(12).toString('hex'));
      addUserRoutes(app, [
        ...userRoutes(context),
        ...identityRoutes(context),
        ...logRoutes(context),
        ...sessionRoutes(context),
      ]);
      addConnections(app, context);
      addLogs(app, context);
      addUnanswered(app);
    },
  };
}

export const auth0 = createAuth0Dialect();
