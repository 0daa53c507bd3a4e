/**
 * The GenAuth (Authing) V3 management API: users, their identities, and the sources and connections they come from.
 * This folder owns that API's paths, words, ids, envelope and its two ways to prove who is calling. It decides nothing:
 * every endpoint is an operation in other words. What this API can say and this server does not do is in
 * `docs/ledger/genauth.md`.
 */
import { Type } from 'typebox';
import type { Dialect } from '../dialect.ts';
import { addConnectionEndpoints } from './connections.ts';
import { addEndUserEndpoints } from './end-user.ts';
import { createEndpoints } from './endpoints.ts';
import { addErrorHandler } from './envelope.ts';
import { wordOf } from './errors.ts';
import { addHistoryEndpoints } from './history.ts';
import { addIdentityEndpoints } from './identities.ts';
import { required } from './input.ts';
import { addListUsersEndpoints } from './list-users.ts';
import { issueManagementToken } from './management-token.ts';
import { addSourceEndpoints } from './sources.ts';
import { addUnsupportedPaths } from './unsupported.ts';
import { userSpelling } from './user-spelling.ts';
import { addUserEndpoints } from './users.ts';

export const genauth: Dialect = {
  name: 'genauth',
  prefixes: ['/api/v3'],
  wordOf,
  users: userSpelling,
  register(app, context) {
    addErrorHandler(app);
    // Answers are about people, and some hold tokens (RFC 6749 §5.1): nothing on the way keeps them.
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('cache-control', 'no-store');
      done();
    });
    const endpoints = createEndpoints(app, context);
    endpoints.openPost(
      'get-management-token',
      Type.Object({ accessKeyId: required(), accessKeySecret: required() }),
      ({ operations, input }) => issueManagementToken(operations, input, context.now()),
    );
    addUserEndpoints(endpoints);
    addListUsersEndpoints(endpoints);
    addIdentityEndpoints(endpoints);
    addHistoryEndpoints(endpoints);
    addSourceEndpoints(endpoints);
    addConnectionEndpoints(endpoints);
    addEndUserEndpoints(app, context);
    addUnsupportedPaths(app);
  },
};
