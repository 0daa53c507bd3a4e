/** The tables of the schema, as objects: one entry a noun. `migrations/` holds the same in SQL. */
import type { ApiKey } from '../../domain/api-key.ts';
import type { Application, ApplicationConsent, ApplicationSubject } from '../../domain/application.ts';
import type { ConnectionTest } from '../../domain/connection-test.ts';
import type { Event } from '../../domain/event.ts';
import type { Identity } from '../../domain/identity.ts';
import type { Connection, IdentityProvider } from '../../domain/identity-provider.ts';
import { emailKey, phoneKey, usernameKey } from '../../domain/normalise.ts';
import type { Operator } from '../../domain/operator.ts';
import type { PendingLink, Separation } from '../../domain/pending-link.ts';
import type { Policy } from '../../domain/policy.ts';
import type { IdentityTokens } from '../../domain/provider-tokens.ts';
import type { EmailSignIn, Session, SignIn } from '../../domain/session.ts';
import type { Suggestion, Sweep } from '../../domain/suggestion.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { User } from '../../domain/user.ts';
import type {
  IdempotentAnswer,
  ImportProgress,
  ImportRefusal,
  OpenidRecord,
  SealedServiceProviderKey,
  SigningKey,
  TakenStatement,
} from '../store.ts';
import { defineTable } from './table.ts';

export const tenants = defineTable<Tenant>({
  name: 'tenants',
  key: ['id'],
  fields: {
    id: 'plain',
    name: 'plain',
    slug: 'plain',
    isMaster: 'plain',
    settings: 'plain',
    createdAt: 'time',
    updatedAt: 'time',
  },
});

export const apiKeys = defineTable<ApiKey>({
  name: 'api_keys',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    name: 'plain',
    secretHash: 'bytes',
    sealedSecret: 'plain',
    scopes: 'plain',
    identityProviderId: 'plain',
    createdBy: 'plain',
    createdAt: 'time',
    lastUsedAt: 'time',
    expiresAt: 'time',
    revokedAt: 'time',
    revokedBy: 'plain',
  },
});

export const users = defineTable<User>({
  name: 'users',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    email: 'plain',
    emailVerified: 'plain',
    phone: 'plain',
    phoneVerified: 'plain',
    username: 'plain',
    externalId: 'plain',
    name: 'plain',
    givenName: 'plain',
    familyName: 'plain',
    nickname: 'plain',
    picture: 'plain',
    locale: 'plain',
    profile: 'json',
    userMetadata: 'json',
    appMetadata: 'json',
    status: 'plain',
    originKey: 'plain',
    lastLoginAt: 'time',
    loginsCount: 'plain',
    mergedInto: 'plain',
    createdAt: 'time',
    updatedAt: 'time',
  },
  derived: {
    email_key: ({ email }) => email && emailKey(email),
    phone_key: ({ phone }) => phone && phoneKey(phone),
    username_key: ({ username }) => username && usernameKey(username),
  },
});

export const identityProviders = defineTable<IdentityProvider>({
  name: 'identity_providers',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    strategy: 'plain',
    name: 'plain',
    displayName: 'plain',
    logo: 'plain',
    enabled: 'plain',
    config: 'plain',
    linkingRule: 'plain',
    metadata: 'plain',
    syncStatus: 'plain',
    lastSyncedAt: 'time',
    syncError: 'plain',
    createdAt: 'time',
    updatedAt: 'time',
  },
});

export const connections = defineTable<Connection>({
  name: 'connections',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    identityProviderId: 'plain',
    identifier: 'plain',
    displayName: 'plain',
    type: 'plain',
    logo: 'plain',
    clientId: 'plain',
    sealedClientSecret: 'plain',
    config: 'plain',
    claimMapping: 'plain',
    enabled: 'plain',
    loginOnly: 'plain',
    createdAt: 'time',
    updatedAt: 'time',
  },
});

export const identities = defineTable<Identity>({
  name: 'identities',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    identityProviderId: 'plain',
    subjectType: 'plain',
    subject: 'plain',
    userId: 'plain',
    email: 'plain',
    emailVerified: 'plain',
    phone: 'plain',
    phoneVerified: 'plain',
    username: 'plain',
    displayName: 'plain',
    claims: 'json',
    linkedBy: 'plain',
    linkedAt: 'time',
    position: 'plain',
    connectionIds: 'list',
    firstLoginAt: 'time',
    lastLoginAt: 'time',
    loginsCount: 'plain',
    lastSyncedAt: 'time',
    createdAt: 'time',
    updatedAt: 'time',
  },
  derived: { email_key: ({ email }) => email && emailKey(email) },
});

export const events = defineTable<Event>({
  name: 'events',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    type: 'plain',
    actor: 'json',
    userId: 'plain',
    counterpartUserId: 'plain',
    identityId: 'plain',
    identityProviderId: 'plain',
    before: 'json',
    after: 'json',
    decision: 'json',
    requestId: 'plain',
    undoes: 'plain',
    createdAt: 'time',
  },
});

export const sessions = defineTable<Session>({
  name: 'sessions',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    userId: 'plain',
    identityId: 'plain',
    secretHash: 'bytes',
    ip: 'plain',
    userAgent: 'plain',
    createdAt: 'time',
    lastSeenAt: 'time',
    expiresAt: 'time',
    endedAt: 'time',
    ending: 'plain',
    replacedBy: 'plain',
  },
});

export const signIns = defineTable<SignIn>({
  name: 'sign_ins',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    connectionId: 'plain',
    identityProviderId: 'plain',
    stateHash: 'bytes',
    browserHash: 'bytes',
    sealedChecks: 'plain',
    sealedPosted: 'plain',
    returnTo: 'plain',
    pendingLinkId: 'plain',
    intent: 'plain',
    connectionTestId: 'plain',
    createdAt: 'time',
    expiresAt: 'time',
    usedAt: 'time',
  },
});

export const emailSignIns = defineTable<EmailSignIn>({
  name: 'email_sign_ins',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    connectionId: 'plain',
    address: 'plain',
    addressKey: 'plain',
    browserHash: 'bytes',
    returnTo: 'plain',
    pendingLinkId: 'plain',
    intent: 'plain',
    codeHash: 'bytes',
    codeExpiresAt: 'time',
    codesSent: 'plain',
    attempts: 'plain',
    createdAt: 'time',
    expiresAt: 'time',
    usedAt: 'time',
  },
});

export const connectionTests = defineTable<ConnectionTest>({
  name: 'connection_tests',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    connectionId: 'plain',
    secretHash: 'bytes',
    actor: 'plain',
    status: 'plain',
    report: 'plain',
    createdAt: 'time',
    expiresAt: 'time',
    finishedAt: 'time',
  },
});

export const idempotencyKeys = defineTable<IdempotentAnswer>({
  name: 'idempotency_keys',
  key: ['tenantId', 'apiKeyId', 'key'],
  fields: {
    tenantId: 'plain',
    apiKeyId: 'plain',
    key: 'plain',
    fingerprint: 'bytes',
    answer: 'plain',
    createdAt: 'time',
  },
});

export const signingKeys = defineTable<SigningKey>({
  name: 'signing_keys',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    algorithm: 'plain',
    publicJwk: 'plain',
    sealedPrivateJwk: 'plain',
    createdAt: 'time',
  },
});

export const serviceProviderKeys = defineTable<SealedServiceProviderKey>({
  name: 'service_provider_keys',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    certificate: 'plain',
    sealedPrivateKey: 'plain',
    createdAt: 'time',
    signsSince: 'time',
  },
});

export const takenStatements = defineTable<TakenStatement>({
  name: 'taken_statements',
  key: ['tenantId', 'identityProviderId', 'statementId'],
  fields: {
    tenantId: 'plain',
    identityProviderId: 'plain',
    statementId: 'plain',
    expiresAt: 'time',
  },
});

export const imports = defineTable<ImportProgress>({
  name: 'imports',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    linesDone: 'plain',
    accepted: 'plain',
    refused: 'plain',
    updatedAt: 'time',
    updated: 'plain',
    skipped: 'plain',
  },
});

export const importRefusals = defineTable<ImportRefusal>({
  name: 'import_refusals',
  key: ['tenantId', 'importId', 'line'],
  fields: {
    tenantId: 'plain',
    importId: 'plain',
    line: 'plain',
    code: 'plain',
    message: 'plain',
    rowId: 'plain',
  },
});

export const pendingLinks = defineTable<PendingLink>({
  name: 'pending_links',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    identityId: 'plain',
    connectionId: 'plain',
    candidates: 'plain',
    blind: 'plain',
    decision: 'plain',
    browserHash: 'bytes',
    returnTo: 'plain',
    codeHash: 'bytes',
    codeUserId: 'plain',
    codeExpiresAt: 'time',
    codesSent: 'plain',
    attempts: 'plain',
    createdAt: 'time',
    expiresAt: 'time',
    settledAt: 'time',
    settledAs: 'plain',
  },
});

export const separations = defineTable<Separation>({
  name: 'separations',
  key: ['tenantId', 'identityProviderId', 'subjectType', 'subject', 'userId'],
  fields: {
    tenantId: 'plain',
    identityProviderId: 'plain',
    subjectType: 'plain',
    subject: 'plain',
    userId: 'plain',
    cause: 'plain',
    createdAt: 'time',
  },
});

export const policies = defineTable<Policy>({
  name: 'policies',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    name: 'plain',
    description: 'plain',
    cedar: 'plain',
    enabled: 'plain',
    priority: 'plain',
    version: 'plain',
    createdAt: 'time',
    updatedAt: 'time',
  },
});

export const suggestions = defineTable<Suggestion>({
  name: 'suggestions',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    kind: 'plain',
    userId: 'plain',
    otherUserId: 'plain',
    identityId: 'plain',
    evidence: 'plain',
    status: 'plain',
    createdAt: 'time',
    decidedAt: 'time',
    decidedBy: 'plain',
  },
});

export const sweeps = defineTable<Sweep>({
  name: 'sweeps',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    reached: 'plain',
    usersSeen: 'plain',
    usersTotal: 'plain',
    suggestionsMade: 'plain',
    startedAt: 'time',
    updatedAt: 'time',
    finishedAt: 'time',
  },
});

export const applications = defineTable<Application>({
  name: 'applications',
  key: ['tenantId', 'id'],
  fields: {
    tenantId: 'plain',
    id: 'plain',
    clientId: 'plain',
    name: 'plain',
    authMethod: 'plain',
    sealedSecret: 'plain',
    redirectUris: 'plain',
    postLogoutRedirectUris: 'plain',
    webOrigins: 'plain',
    grantTypes: 'plain',
    apis: 'plain',
    firstParty: 'plain',
    pkceRequired: 'plain',
    subjectFormat: 'plain',
    mergedSubject: 'plain',
    accessTokenSeconds: 'plain',
    refreshTokenSeconds: 'plain',
    createdAt: 'time',
    updatedAt: 'time',
  },
});

export const applicationSubjects = defineTable<ApplicationSubject>({
  name: 'application_subjects',
  key: ['tenantId', 'applicationId', 'userId'],
  fields: { tenantId: 'plain', applicationId: 'plain', userId: 'plain', subject: 'plain', createdAt: 'time' },
});

export const applicationConsents = defineTable<ApplicationConsent>({
  name: 'application_consents',
  key: ['tenantId', 'applicationId', 'userId'],
  fields: { tenantId: 'plain', applicationId: 'plain', userId: 'plain', scopes: 'plain', updatedAt: 'time' },
});

export const operators = defineTable<Operator>({
  name: 'operators',
  key: ['tenantId', 'userId'],
  fields: { tenantId: 'plain', userId: 'plain', role: 'plain', createdAt: 'time', updatedAt: 'time' },
});

export const openidRecords = defineTable<OpenidRecord>({
  name: 'openid_records',
  key: ['tenantId', 'kind', 'key'],
  fields: {
    tenantId: 'plain',
    kind: 'plain',
    key: 'bytes',
    grantKey: 'bytes',
    clientId: 'plain',
    userId: 'plain',
    payload: 'plain',
    consumedAt: 'time',
    expiresAt: 'time',
  },
});

export const identityTokens = defineTable<IdentityTokens>({
  name: 'identity_tokens',
  key: ['tenantId', 'identityId', 'connectionId'],
  fields: {
    tenantId: 'plain',
    identityId: 'plain',
    connectionId: 'plain',
    tokenType: 'plain',
    sealedAccessToken: 'plain',
    sealedRefreshToken: 'plain',
    sealedIdToken: 'plain',
    sealedTokenSecret: 'plain',
    scopes: 'plain',
    status: 'plain',
    version: 'plain',
    expiresAt: 'time',
    obtainedAt: 'time',
    idTokenAt: 'time',
    renewalId: 'plain',
    renewalUntil: 'time',
    takeableUntil: 'time',
    waitsUntil: 'time',
    createdAt: 'time',
    updatedAt: 'time',
  },
  derived: { key_id: ({ sealedAccessToken }) => sealedAccessToken.split('.')[1] },
});
