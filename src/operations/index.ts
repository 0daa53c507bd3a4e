/**
 * The verbs. Each takes the actor first, checks its scope, loads and locks what it needs, lets the domain decide, writes
 * the result and one event, in one transaction. Nothing here knows HTTP or any vendor's words: the dialects translate.
 */
import type { Actor } from '../domain/actor.ts';
import type { Json } from '../domain/json.ts';
import { joinTransaction } from '../stores/store.ts';
import { createAccountOperations } from './account.ts';
import { createApiKeyOperations } from './api-keys.ts';
import { createAppAuthorizationOperations } from './app-authorizations.ts';
import { createAppEmailCodeOperations } from './app-email-codes.ts';
import { createAppGrantOperations } from './app-grants.ts';
import { createApplicationOperations } from './applications.ts';
import { createAsOfOperation } from './as-of.ts';
import { type Authentication, createAuthentication } from './authentication.ts';
import { createBrowseUsersOperation } from './browse-users.ts';
import { createBulkLinkOperation } from './bulk-link.ts';
import { createConnectionTestOperations } from './connection-tests.ts';
import { createConnectionOperations } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { createEmailSignInOperations } from './email-sign-ins.ts';
import { createEventOperations } from './events.ts';
import { createExplainOperation } from './explain.ts';
import { createExplainEventOperation } from './explain-event.ts';
import { createExportOperation } from './export-users.ts';
import { answerOnce, type IdempotentRequest } from './idempotency.ts';
import { createIdentityOperations } from './identities.ts';
import { createIdentityProviderOperations } from './identity-providers.ts';
import { createImportPieceOperations } from './import-pieces.ts';
import { createImportOperations } from './import-users.ts';
import { createLinkIntentOperations } from './link-intents.ts';
import { createLinkingPresetOperation } from './linking-presets.ts';
import { createLogOutElsewhere } from './log-out-elsewhere.ts';
import { createMergeOperation } from './merge.ts';
import { createOpenidOperations } from './openid.ts';
import { createOperatorAccess } from './operator-access.ts';
import { createOperatorOperations } from './operators.ts';
import { createPendingLinkOperations } from './pending-links.ts';
import { createPolicyOperations } from './policies.ts';
import { createDryRunOperation } from './policy-dry-run.ts';
import { createEvaluateOperation } from './policy-evaluation.ts';
import { createPreviewMappingOperation } from './preview-mapping.ts';
import { createPreviewOperations } from './previews.ts';
import { createProviderTokenOperations } from './provider-tokens.ts';
import { createReceivedSignInOperations } from './received-sign-in.ts';
import { createSamlKeyOperations } from './saml-keys.ts';
import { createSessionOperations } from './sessions.ts';
import { createSignInOperations } from './sign-in.ts';
import { createStatisticsOperations } from './statistics.ts';
import { createStrategyOperations } from './strategies.ts';
import { createSuggestionOperations } from './suggestions.ts';
import { createSweepOperations } from './sweep.ts';
import { createTenantOperations } from './tenants.ts';
import { createTokenOperations, type TokenOperations } from './tokens.ts';
import { createUndoOperation } from './undo.ts';
import { createUnlinkOperation } from './unlink.ts';
import { createUpkeep } from './upkeep.ts';
import { createUserSightOperations } from './user-sights.ts';
import { createPersonalAccess, createProofOperation } from './user-tokens.ts';
import { createUserOperations } from './users.ts';
import { createVerifyArrivalOperations } from './verify-arrival.ts';
import { createWaitingLinksOperation } from './waiting-links.ts';
import { createEventWatch, type WatchEvents } from './watch-events.ts';

/** What holds no state of its own: made again for each transaction that is joined. */
function createVerbs(deps: Dependencies, tokens: TokenOperations) {
  const imports = createImportOperations(deps);
  return {
    tenants: createTenantOperations(deps),
    apiKeys: createApiKeyOperations(deps),
    users: { ...createUserOperations(deps), browse: createBrowseUsersOperation(deps) },
    userSights: createUserSightOperations(deps),
    previews: createPreviewOperations(deps),
    upkeep: createUpkeep(deps),
    merge: createMergeOperation(deps),
    undo: createUndoOperation(deps),
    imports: { ...imports, ...createImportPieceOperations(deps, imports) },
    exportUsers: createExportOperation(deps),
    identities: {
      ...createIdentityOperations(deps),
      unlink: createUnlinkOperation(deps),
      ofUserAsOf: createAsOfOperation(deps),
      bulkLink: createBulkLinkOperation(deps),
    },
    identityProviders: createIdentityProviderOperations(deps),
    connections: { ...createConnectionOperations(deps), previewMapping: createPreviewMappingOperation(deps) },
    connectionTests: createConnectionTestOperations(deps),
    samlKeys: createSamlKeyOperations(deps),
    strategies: createStrategyOperations(deps),
    statistics: createStatisticsOperations(deps),
    providerTokens: createProviderTokenOperations(deps),
    events: { ...createEventOperations(deps), explain: createExplainEventOperation(deps) },
    policies: {
      ...createPolicyOperations(deps),
      evaluate: createEvaluateOperation(deps),
      dryRun: createDryRunOperation(deps),
    },
    operators: createOperatorOperations(deps),
    applications: createApplicationOperations(deps),
    openid: createOpenidOperations(deps, tokens),
    appAuthorizations: createAppAuthorizationOperations(deps),
    appGrants: createAppGrantOperations(deps),
    appEmailCodes: createAppEmailCodeOperations(deps),
    verifyArrival: createVerifyArrivalOperations(deps),
    sessions: createSessionOperations(deps),
    logOutElsewhere: createLogOutElsewhere(deps),
    signIn: { ...createSignInOperations(deps), ...createReceivedSignInOperations(deps) },
    emailSignIns: createEmailSignInOperations(deps),
    account: createAccountOperations(deps),
    linkIntents: createLinkIntentOperations(deps),
    pendingLinks: createPendingLinkOperations(deps),
    waitingLinks: createWaitingLinksOperation(deps),
    suggestions: createSuggestionOperations(deps),
    sweeps: createSweepOperations(deps),
    linking: { explain: createExplainOperation(deps), applyPreset: createLinkingPresetOperation(deps) },
  };
}

export type { Page, PageRequest } from '../stores/store.ts';

export type Verbs = ReturnType<typeof createVerbs>;

export interface Operations extends Verbs {
  authentication: Authentication & {
    /** Who calls with an access token of a signed-in person. */
    byPersonalToken: ReturnType<typeof createPersonalAccess>;
    /** Who calls with an access token of the console, and to work in which tenant. */
    byOperatorToken: ReturnType<typeof createOperatorAccess>;
  };
  /** Takes an ID token as proof that its person signed in just now. */
  takeProof: ReturnType<typeof createProofOperation>;
  tokens: ReturnType<typeof createTokenOperations>;
  /** Tells of events as they happen, outside of any transaction. */
  watchEvents: WatchEvents;
  /** Runs several verbs in one transaction: all of their changes are made or, when one throws, none. */
  together<T>(work: (operations: Operations) => Promise<T>): Promise<T>;
  /** Runs `work` once for an Idempotency-Key, in one transaction with the record of its answer. */
  once<T extends Json>(
    actor: Actor,
    request: IdempotentRequest,
    work: (operations: Operations) => Promise<T>,
  ): Promise<{ answer: T; replayed: boolean }>;
}

export function createOperations(deps: Dependencies): Operations {
  const tokens = createTokenOperations(deps);
  const authentication = {
    ...createAuthentication(deps, tokens),
    byPersonalToken: createPersonalAccess(deps, tokens),
    byOperatorToken: createOperatorAccess(deps, tokens),
  };

  const watchEvents = createEventWatch(deps);

  const assemble = (current: Dependencies): Operations => {
    const verbs = createVerbs(current, tokens);
    return {
      ...verbs,
      authentication,
      tokens,
      watchEvents,
      takeProof: createProofOperation(current, tokens),
      together: (work) =>
        current.store.transaction((rows) =>
          work(assemble({ ...current, store: joinTransaction(current.store, rows) })),
        ),
      once: (actor, request, work) => answerOnce(current, actor, request, (joined) => work(assemble(joined))),
    };
  };
  return assemble(deps);
}
