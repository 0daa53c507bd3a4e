/**
 * The WorkOS dialect: users, their identities and sessions, events and signing keys, as `@workos-inc/node` and its
 * siblings ask for them. It owns WorkOS's paths, field names and errors, and decides nothing. Where it differs from the
 * API that it imitates is told in docs/ledger/workos.md.
 */
import type { Dialect } from '../dialect.ts';
import { createAuthentication } from './authenticate.ts';
import { addAuthorize } from './authorize.ts';
import { sendError, wordOf } from './errors.ts';
import { addEvents } from './events.ts';
import { addGrants } from './grants.ts';
import { addIdentities } from './identities.ts';
import { addJwks } from './jwks.ts';
import { addMagicAuth } from './magic-auth.ts';
import { addSessions } from './sessions.ts';
import { refuseUnanswered } from './unanswered.ts';
import { userSpelling } from './user-spelling.ts';
import { addUsers } from './users.ts';

export const workos: Dialect = {
  name: 'workos',
  prefixes: ['/user_management', '/sso', '/events'],
  wordOf,
  users: userSpelling,
  async register(app, context) {
    app.setErrorHandler(sendError);
    addJwks(app, context);
    addAuthorize(app, context);
    addGrants(app, context);
    refuseUnanswered(app);

    await app.register(async (guarded) => {
      const authentication = createAuthentication(context);
      // JSON alone: a form has no numbers, booleans or nulls.
      guarded.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain']);
      guarded.addHook('onRequest', authentication.authenticate);
      addUsers(guarded, context, authentication);
      addIdentities(guarded, context, authentication);
      addSessions(guarded, context, authentication);
      addMagicAuth(guarded, context, authentication);
      addEvents(guarded, context, authentication);
    });
  },
};
