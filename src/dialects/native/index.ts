/**
 * The native dialect, `/v1`: everything that the product can do, under JITSudo's paths, fields and errors where it has
 * them and in the same manner where it has none. Every other dialect shows a part of what is here.
 *
 * To follow a request: `authenticate.ts` says who calls, the resource's own file (`users.ts`, `identities.ts`, …) holds
 * the route with its schema and calls one operation, the noun's file (`user.ts`, `identity.ts`) writes the answer, and
 * `errors.ts` writes every refusal. `openapi.ts` describes the same routes; nothing is described twice.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Dialect, DialectContext } from '../dialect.ts';
import { addApiKeyRoutes } from './api-keys.ts';
import { addApplicationRoutes } from './applications.ts';
import { actorDecoration, createAuthentication } from './authenticate.ts';
import { addBulkLinkRoute } from './bulk-link.ts';
import { addClaimMappingRoute } from './claim-mapping-preview.ts';
import { addConnectionTestRoutes } from './connection-tests.ts';
import { addConnectionRoutes } from './connections.ts';
import { sendRefusal, wordOf } from './errors.ts';
import { addEventExportRoute } from './event-export.ts';
import { addEventStreamRoute } from './event-stream.ts';
import { addEventRoutes } from './events.ts';
import { addExplainRoute } from './explain.ts';
import { addFindUsersRoute } from './find-users.ts';
import { addIdentityRoutes } from './identities.ts';
import { addIdentityProviderRoutes } from './identity-providers.ts';
import { addIdentityTokenRoute } from './identity-tokens.ts';
import { addImportRoutes } from './imports.ts';
import { addLinkingPresetRoute } from './linking-presets.ts';
import { lowerCaseIds } from './lower-case-ids.ts';
import { addMergeRoute } from './merge.ts';
import { addDescription, addSharedSchemas } from './openapi.ts';
import { addOperatorRoutes } from './operators.ts';
import { addPendingLinkRoute } from './pending-links.ts';
import { addPermissionRoute } from './permissions.ts';
import { addPolicyRoutes } from './policies.ts';
import { addPolicyTrialRoutes } from './policy-trials.ts';
import { addPreviewRoutes } from './previews.ts';
import { addSamlKeyRoutes } from './saml-keys.ts';
import { addSessionRoutes } from './sessions.ts';
import { addSignInAddressRoute } from './sign-in-addresses.ts';
import { addStatisticsRoutes } from './statistics.ts';
import { addStrategyRoute } from './strategies.ts';
import { addSuggestionRoutes } from './suggestions.ts';
import { addSweepRoutes } from './sweeps.ts';
import { addTenantPageRoutes } from './tenant-pages.ts';
import { addTenantRoutes } from './tenants.ts';
import { addUserExportRoute } from './user-export.ts';
import { addUserIdentityRoutes } from './user-identities.ts';
import { addUserSightRoutes } from './user-sights.ts';
import { userSpelling } from './user-spelling.ts';
import { addUserRoutes } from './users.ts';

export const native: Dialect = {
  name: 'native',
  prefixes: ['/v1'],
  wordOf,
  users: userSpelling,
  register,
};

async function register(app: FastifyInstance, context: DialectContext): Promise<void> {
  app.setErrorHandler(sendRefusal);
  // JSON alone: the forms and plain text that the server reads elsewhere are 415 here.
  app.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded']);
  addSharedSchemas(app);
  await addDescription(app, context);
  await app.register(async (guarded) => addOperations(guarded, context));
}

/** Everything behind a key. What is unknown is refused without one: the paths are no secret. */
function addOperations(guarded: FastifyInstance, context: DialectContext): void {
  const app = guarded.withTypeProvider<TypeBoxTypeProvider>();
  app.decorateRequest(actorDecoration, null);
  const authenticate = createAuthentication(context.operations);
  app.addHook('onRequest', authenticate);
  app.addHook('preValidation', lowerCaseIds);
  addUserRoutes(app, context);
  addFindUsersRoute(app, context);
  addMergeRoute(app, context);
  addUserExportRoute(app, context);
  app.register(async (own) => addImportRoutes(own, context));
  addUserSightRoutes(app, context);
  addPreviewRoutes(app, context);
  addUserIdentityRoutes(app, context);
  addIdentityRoutes(app, context);
  addIdentityTokenRoute(app, context);
  addBulkLinkRoute(app, context);
  addExplainRoute(app, context);
  addLinkingPresetRoute(app, context);
  addIdentityProviderRoutes(app, context);
  addConnectionRoutes(app, context);
  addSamlKeyRoutes(app, context);
  addStrategyRoute(app, context);
  addSignInAddressRoute(app, context);
  addClaimMappingRoute(app, context);
  addConnectionTestRoutes(app, context);
  addSuggestionRoutes(app, context);
  addPendingLinkRoute(app, context);
  addSweepRoutes(app, context);
  addSessionRoutes(app, context);
  addEventRoutes(app, context);
  addEventExportRoute(app, context);
  addEventStreamRoute(app, context, authenticate);
  addStatisticsRoutes(app, context);
  addPolicyRoutes(app, context);
  addPolicyTrialRoutes(app, context);
  addApplicationRoutes(app, context);
  addApiKeyRoutes(app, context);
  addPermissionRoute(app);
  addTenantRoutes(app, context);
  addTenantPageRoutes(app, context);
  addOperatorRoutes(app, context);
}
