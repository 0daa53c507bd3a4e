/** One of everything that a tenant can have, and names that nobody has: what another tenant asks for. */
import { createEntropy } from '../../src/app.ts';
import type { Actor } from '../../src/domain/actor.ts';
import { blankReport } from '../../src/domain/connection-test.ts';
import { createId, createShortId, toHex, toShortCode, toTimestamp, toUlid } from '../../src/domain/ids.ts';
import { createCertifiedKey } from '../../src/vault/self-signed.ts';
import type { TestApp } from '../support/test-app.ts';
import type { Kind } from './routes-with-ids.ts';

/** A name of each kind, as the database has it. */
export type Possessions = Record<Kind | 'twin', string>;

const entropy = createEntropy();
/** Of every key that stands in a row here: making one takes long. */
const { certificate } = await createCertifiedKey('possessed', new Date());
let made = 0;

/** Names as those of `createPossessions`, of nothing. */
export function nameNothing(): Possessions {
  made += 1;
  const [id, provider] = [createId(entropy), createShortId(entropy)];
  return { ...namesOf(String(made).padStart(4, '0'), provider), ...allOf(id), provider, tenant: id };
}

export async function createPossessions({ operations, app }: TestApp, actor: Actor): Promise<Possessions> {
  made += 1;
  const nth = String(made).padStart(4, '0');
  const now = toTimestamp(Date.now());
  const { id: provider, name } = await operations.identityProviders.create(actor, {
    strategy: 'oidc',
    name: `provider-${nth}`,
  });
  const names = namesOf(nth, provider);
  const connection = await operations.connections.create(actor, {
    identityProviderId: provider,
    identifier: `connection-${nth}`,
    clientId: 'client',
    clientSecret: 'secret',
    config: { issuer: `https://${nth}.example.com` },
  });
  const { user } = await operations.users.create(actor, {
    profile: {
      email: names.email,
      emailVerified: true,
      phone: names.phone,
      username: names.username,
      externalId: names.externalId,
      userMetadata: { badge: nth },
    },
    originKey: `oidc|people/${nth}`,
    identities: [{ identityProviderId: provider, subject: `people/${nth}` }],
  });
  const { identity } = await operations.identities.link(actor, {
    userId: user.id,
    identityProviderId: provider,
    subject: names.subject,
    email: names.email,
    linkedBy: 'scim',
  });
  const [event] = (await operations.events.list(actor, { limit: 1, descending: true }, { types: ['identity.linked'] }))
    .items;
  const twin = await operations.users.create(actor, {
    profile: { email: names.email, emailVerified: true },
    unique: [],
  });
  const [suggestion] = (await operations.suggestions.list(actor, { limit: 1 }, { userId: user.id })).items;
  // The address is the user's alone from now on, so that asking by it finds one.
  await operations.users.update(actor, twin.user.id, { profile: { email: `twin-${names.email}` } });
  const policy = await operations.policies.create(actor, {
    name: `policy-${nth}`,
    cedar: 'permit(principal, action, resource);',
    enabled: false,
  });
  const { apiKey } = await operations.apiKeys.create(actor, {
    name: 'bound',
    scopes: [],
    identityProviderId: provider,
  });
  const { application } = await operations.applications.create(actor, {
    name: `application-${nth}`,
    redirectUris: ['https://app.example.com/callback'],
  });
  await operations.imports.takePiece(actor, {
    importId: names.import,
    bytes: Buffer.from('{\n'),
    from: 0,
    onExisting: 'refuse',
    unique: [],
    dryRun: false,
  });
  const [session, sweep, connectionTest] = [createId(entropy), createId(entropy), createId(entropy)];
  const samlKey = createId(entropy);
  await app.store.transaction(async (rows) => {
    await rows.sessions.insert({
      id: session,
      tenantId: actor.tenantId,
      userId: user.id,
      identityId: identity.id,
      secretHash: entropy.bytes(32),
      ip: null,
      userAgent: null,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: toTimestamp(Date.now() + 3_600_000),
      endedAt: null,
      ending: null,
      replacedBy: null,
    });
    await rows.connectionTests.insert({
      id: connectionTest,
      tenantId: actor.tenantId,
      connectionId: connection.id,
      secretHash: entropy.bytes(32),
      actor: {},
      status: 'passed',
      report: blankReport('redirect'),
      createdAt: now,
      expiresAt: now,
      finishedAt: now,
    });
    await rows.serviceProviderKeys.insert({
      id: samlKey,
      tenantId: actor.tenantId,
      certificate,
      sealedPrivateKey: 'sealed',
      createdAt: now,
      signsSince: null,
    });
    await rows.sweeps.insert({
      id: sweep,
      tenantId: actor.tenantId,
      reached: null,
      usersSeen: 0,
      usersTotal: 1,
      suggestionsMade: 0,
      startedAt: now,
      updatedAt: now,
      finishedAt: now,
    });
  });
  return {
    ...names,
    tenant: actor.tenantId,
    provider,
    providerName: name,
    connection: connection.id,
    connectionTest,
    user: user.id,
    twin: twin.user.id,
    identity: identity.id,
    event: event!.id,
    suggestion: suggestion!.id,
    policy: policy.policy.id,
    apiKey: apiKey.id,
    application: application.id,
    samlKey,
    session,
    sweep,
  };
}

function namesOf(nth: string, provider: string) {
  return {
    email: `person-${nth}@example.com`,
    phone: `+1202555${nth}`,
    username: `person-${nth}`,
    externalId: `external-${nth}`,
    subject: `subject-${nth}`,
    identityName: `${provider}:subject-${nth}`,
    customField: `badge:${nth}`,
    providerName: `provider-${nth}`,
    import: `import-${nth}`,
  };
}

function allOf(id: string) {
  const kinds = [
    'apiKey',
    'application',
    'connection',
    'connectionTest',
    'event',
    'identity',
    'policy',
    'samlKey',
    'session',
    'suggestion',
    'sweep',
  ] as const;
  return {
    ...(Object.fromEntries(kinds.map((kind) => [kind, id])) as Record<(typeof kinds)[number], string>),
    user: id,
    twin: id,
  };
}

/** How the dialect writes the name; `where` it matters for a user of Auth0, whom we call after a subject. */
export function spell(dialect: string, kind: Kind | 'twin', names: Possessions): string {
  const name = names[kind];
  const isUser = kind === 'user' || kind === 'twin';
  switch (dialect) {
    case 'workos':
      if (isUser) return `user_${toUlid(name)}`;
      return kind === 'session' || kind === 'event' ? `${kind}_${toUlid(name)}` : name;
    case 'auth0':
      if (kind === 'user') return `oidc|people/${names.customField.slice(-4)}`;
      if (kind === 'twin') return `auth0|${toHex(name)}`;
      if (kind === 'provider' || kind === 'connection') return `con_${toShortCode(names.provider)}`;
      return kind === 'event' ? toHex(name) : name;
    case 'genauth':
      return isUser || ['provider', 'connection', 'tenant'].includes(kind)
        ? toHex(name)
        : kind === 'identityName'
          ? name.replace(names.provider, toHex(names.provider))
          : name;
    default:
      return name;
  }
}
