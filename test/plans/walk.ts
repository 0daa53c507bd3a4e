/**
 * Every method of the store once, on a database that `fillManyRows` made, with what a request would ask: the statements that
 * the product has are those that this meets. A method has a step named after it, and where its statement depends on what
 * is asked for, a step for each shape of it that an API can ask for.
 */
import type {
  DeletionPlace,
  EventSearch,
  IdentitySearch,
  PageRequest,
  Rows,
  Store,
  UserBrowsing,
  UserSearch,
} from '../../src/stores/store.ts';
import { eventIdOf, idOf } from '../support/many-rows.ts';

/** The work of one step, in a transaction that is rolled back. */
type Step = (rows: Rows) => Promise<unknown>;

const tenantId = idOf('tenant', 0);
const user = idOf('user', 1000);
const other = idOf('user', 2001);
const identity = idOf('identity', 2000);
const identities = [identity, idOf('identity', 2001)];
const provider = idOf('provider', 0);
const connection = idOf('connection', 0);
const application = idOf('application', 0);
const held = idOf('held', 1000);
const at = '2026-01-15T13:00:00.120Z';
/** Before everything but what the earliest users left: what is due for removal is little. */
const early = '2026-01-15T12:05:00.120Z';
const key = { identityProviderId: provider, subjectType: '', subject: 'subject-1000' };
/** Ids that no row has. */
let fresh = 0;
const newId = () => {
  fresh += 1;
  return `02000000-0000-7000-8000-${fresh.toString(16).padStart(12, '0')}`;
};
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

async function seek<T>(found: Promise<T | null>): Promise<T> {
  const row = await found;
  if (row === null) throw new Error('the walk asks for a row that is not there');
  return row;
}

const pages: Record<string, PageRequest> = {
  'first page': { limit: 50 },
  'next page': { limit: 50, after: '01900000-0000-7000-8000-000000010000' },
  'page before': { limit: 50, before: '01900000-0000-7000-ffff-000000010000' },
  'newest first': { limit: 50, descending: true },
  'newest first, next page': { limit: 50, descending: true, after: '01900000-0000-7000-ffff-000000010000' },
};

/** Each of them alone and all of them with each other. */
function combine<T extends object>(choices: Record<string, T>): Record<string, T> {
  let combined: [string, T][] = [['', {} as T]];
  for (const [name, choice] of Object.entries(choices))
    combined = combined.flatMap(([others, taken]) => [
      [others, taken] as [string, T],
      [others ? `${others}, ${name}` : name, { ...taken, ...choice }] as [string, T],
    ]);
  return Object.fromEntries(combined.filter(([name]) => name !== ''));
}

function stepsOf<T>(method: string, shapes: Record<string, T>, run: (rows: Rows, shape: T) => Promise<unknown>) {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [`${method}: ${name}`, (rows: Rows) => run(rows, shape)]),
  );
}

const identitySearches: Record<string, IdentitySearch> = {
  ...combine<IdentitySearch>({
    provider: { identityProviderId: provider },
    subject: { subject: 'subject-1000' },
    email: { emailKey: 'user1000@example.com' },
    'linked by': { linkedBy: 'scim' },
    unlinked: { unlinked: true },
  }),
  linked: { unlinked: false },
};

const eventSearches: Record<string, EventSearch> = {
  user: { userId: user },
  actor: { actorId: idOf('other', 1) },
  'actor, types, from': { actorId: idOf('other', 1), types: ['user.updated', 'user.created'], from: early },
  'user, types': { userId: user, types: ['user.signed_in', 'identity.linked'] },
  'user, types, changed': { userId: user, types: ['user.updated', 'user.signed_in'], changed: 'email' },
  'user, types, decided, ip, from, to': {
    userId: user,
    types: ['user.signed_in', 'user.created'],
    decided: true,
    ip: '192.0.2.1',
    from: early,
    to: at,
  },
  'user, provider': { userId: user, identityProviderId: provider },
  'user, from, to': { userId: user, from: early, to: at },
  identity: { identityId: identity },
  'identity, types, to': { identityId: identity, types: ['user.signed_in'], to: at },
  types: { types: ['user.merged', 'user.created'] },
  'types, rare': { types: ['connection.deleted'] },
  'types, from, to': { types: ['user.merged', 'user.created'], from: early, to: at },
  'provider, types': { identityProviderId: provider, types: ['connection.deleted'] },
  provider: { identityProviderId: provider },
  'provider, of few': { identityProviderId: idOf('provider', 99_999_999) },
  'from, to': { from: early, to: at },
  from: { from: '2026-01-18T00:00:00.000Z' },
  to: { to: '2026-01-18T00:00:00.000Z' },
  undoes: { undoes: eventIdOf(400) },
};

const userSearches: Record<string, Omit<UserSearch, 'offset' | 'limit'>> = {
  everyone: { filter: null, sort: [] },
  'everyone, newest first': { filter: null, sort: [{ field: 'createdAt', descending: true }] },
  'user id': { filter: { field: 'originKey', op: 'is', value: 'auth0|0000000000000000000003e8' }, sort: [] },
  email: { filter: { field: 'email', op: 'equals', value: 'User1000@example.com' }, sort: [] },
  'email, exactly': { filter: { field: 'email', op: 'is', value: 'user1000@example.com' }, sort: [] },
  'some of these emails': { filter: { field: 'email', op: 'in', value: ['user1000@example.com'] }, sort: [] },
  username: { filter: { field: 'username', op: 'equals', value: 'user1000' }, sort: [] },
  'username, exactly': { filter: { field: 'username', op: 'is', value: 'user1000' }, sort: [] },
  phone: { filter: { field: 'phone', op: 'is', value: '+4930000001000' }, sort: [] },
  'external id': { filter: { field: 'externalId', op: 'is', value: 'external-999' }, sort: [] },
  subject: { filter: { field: 'identity.subject', op: 'is', value: 'subject-1000' }, sort: [] },
  'custom data': {
    filter: { any: [{ field: 'userMetadata.employee', op: 'is', value: '1000' }] },
    sort: [],
  },
  'part of a text': {
    filter: {
      any: [
        { field: 'email', op: 'contains', value: 'user1000@' },
        { field: 'name', op: 'contains', value: 'user1000@' },
      ],
    },
    sort: [],
  },
};

const userBrowsings: Record<string, Partial<UserBrowsing>> = {
  everyone: {},
  provider: { identityProviderId: provider },
  'provider, of few': { identityProviderId: idOf('provider', 99_999_999) },
  'several identities': { severalIdentities: true },
  'provider, several identities': { identityProviderId: provider, severalIdentities: true },
  suspended: { status: 'suspended' },
  merged: { status: 'merged' },
  created: { createdFrom: early, createdTo: at },
  handle: {
    handle: {
      text: 'user1000',
      ids: [user, other],
      originKeys: ['auth0|0000000000000000000003e8'],
      emailKey: 'user1000@example.com',
      phoneKeys: ['+4930000001000'],
      subjects: ['subject-1000'],
      identityProviderId: null,
    },
    identityProviderId: provider,
    severalIdentities: true,
    createdFrom: early,
  },
};

export const steps: Record<string, Step> = {
  'tenants.byId': (rows) => rows.tenants.byId(tenantId),
  'tenants.bySlug': (rows) => rows.tenants.bySlug('tenant-7'),
  'tenants.byHost': (rows) => rows.tenants.byHost('tenant-10.example.com'),
  ...stepsOf('tenants.list', pages, (rows, page) => rows.tenants.list(page)),
  'tenants.insert': async (rows) =>
    rows.tenants.insert({ ...(await seek(rows.tenants.byId(tenantId))), id: newId(), slug: 'a-new-one' }),
  'tenants.update': async (rows) => rows.tenants.update(await seek(rows.tenants.byId(tenantId))),

  'tenants.beingDeleted': (rows) => rows.tenants.beingDeleted(100),
  'tenants.forgetful': (rows) => rows.tenants.forgetful(),
  'tenants.holderOfHost': (rows) => rows.tenants.holderOfHost('tenant-10.example.com'),
  'tenants.markDeleted': (rows) => rows.tenants.markDeleted(idOf('tenant', 3), at),
  'tenants.deleteSome': async (rows) => {
    const going = idOf('tenant', 3);
    await rows.tenants.markDeleted(going, at);
    let place: DeletionPlace = { table: 0, after: null };
    for (;;) {
      const step = await rows.tenants.deleteSome(going, place, 5);
      if (step.state !== 'going_on') return;
      place = step.place;
    }
  },

  'apiKeys.byId': (rows) => rows.apiKeys.byId(tenantId, idOf('other', 1)),
  ...stepsOf('apiKeys.list', pages, (rows, page) => rows.apiKeys.list(tenantId, page, {})),
  'apiKeys.list: provider': (rows) => rows.apiKeys.list(tenantId, { limit: 50 }, { identityProviderId: provider }),
  'apiKeys.insert': async (rows) =>
    rows.apiKeys.insert({ ...(await seek(rows.apiKeys.byId(tenantId, idOf('other', 1)))), id: newId() }),
  'apiKeys.update': async (rows) => rows.apiKeys.update(await seek(rows.apiKeys.byId(tenantId, idOf('other', 1)))),
  'apiKeys.touch': (rows) => rows.apiKeys.touch([{ tenantId, id: idOf('other', 1) }], at),

  'users.byIdOrTombstone': (rows) => rows.users.byIdOrTombstone(tenantId, user),
  'users.byId': (rows) => rows.users.byId(tenantId, user),
  'users.byIds': (rows) => rows.users.byIds(tenantId, [user, other]),
  'users.byEmailKey': (rows) => rows.users.byEmailKey(tenantId, 'user1000@example.com'),
  'users.byPhoneKey': (rows) => rows.users.byPhoneKey(tenantId, '+4930000001000'),
  'users.byPhoneKeys': (rows) => rows.users.byPhoneKeys(tenantId, ['+4930000001000', '1000']),
  'users.byUsernameKey': (rows) => rows.users.byUsernameKey(tenantId, 'user1000'),
  'users.byExternalId': (rows) => rows.users.byExternalId(tenantId, 'external-999'),
  'users.byOriginKey': (rows) => rows.users.byOriginKey(tenantId, 'auth0|0000000000000000000003e8'),
  'users.bySubject': (rows) => rows.users.bySubject(tenantId, provider, 'subject-1000'),
  ...stepsOf('users.list', pages, (rows, page) => rows.users.list(tenantId, page, {})),
  'users.list: email': (rows) => rows.users.list(tenantId, { limit: 50 }, { emailKey: 'user1000@example.com' }),
  ...stepsOf('users.search', userSearches, (rows, search) =>
    rows.users.search(tenantId, { ...search, offset: 0, limit: 50 }),
  ),
  ...stepsOf('users.browse', userBrowsings, (rows, browsing) =>
    rows.users.browse(tenantId, { limit: 50, after: user, descending: true }, { handle: null, ...browsing }),
  ),
  'users.byNames': (rows) =>
    rows.users.byNames(tenantId, {
      emailKeys: ['user1000@example.com'],
      phoneKeys: ['+4930000001000'],
      usernameKeys: ['user1000'],
      externalIds: ['external-999'],
      originKeys: ['auth0|0000000000000000000003e8'],
    }),
  'users.idsAfter': (rows) => rows.users.idsAfter(tenantId, user, 100),
  'users.count': (rows) => rows.users.count(tenantId),
  'users.tombstonesBelow': (rows) => rows.users.tombstonesBelow(tenantId, [user, other]),
  'users.lock': (rows) => rows.users.lock(tenantId, [user, other]),
  'users.insert': async (rows) =>
    rows.users.insert([
      {
        ...(await seek(rows.users.byId(tenantId, user))),
        id: newId(),
        username: null,
        externalId: null,
        originKey: null,
      },
    ]),
  'users.insertWithIdentities': async (rows) => {
    const [known] = await seek(rows.identities.ofUser(tenantId, user));
    const { provider: _provider, ...own } = known!;
    const made = {
      ...(await seek(rows.users.byId(tenantId, user))),
      id: newId(),
      username: null,
      externalId: null,
      originKey: null,
    };
    await rows.users.insertWithIdentities(
      [made],
      [{ ...own, id: newId(), userId: made.id, subject: 'another new one' }],
    );
  },
  'users.update': async (rows) => rows.users.update(await seek(rows.users.byId(tenantId, user))),
  // Without identities, as whoever is removed must be.
  'users.delete': (rows) => rows.users.delete(tenantId, idOf('user', 1007)),
  'users.tombstonesOf': (rows) => rows.users.tombstonesOf(tenantId, user),

  'identities.byId': (rows) => rows.identities.byId(tenantId, identity),
  'identities.byKey': (rows) => rows.identities.byKey(tenantId, key),
  'identities.bySubject': (rows) => rows.identities.bySubject(tenantId, provider, 'subject-1000'),
  'identities.summariesBySubject': (rows) => rows.identities.summariesBySubject(tenantId, provider, 'subject-1000'),
  'identities.ofUser': (rows) => rows.identities.ofUser(tenantId, user),
  'identities.summariesOfUser': (rows) => rows.identities.summariesOfUser(tenantId, user),
  'identities.ofUsers': (rows) => rows.identities.ofUsers(tenantId, [user, other]),
  ...stepsOf('identities.list', pages, (rows, page) => rows.identities.list(tenantId, page, {})),
  ...stepsOf('identities.list', identitySearches, (rows, search) =>
    rows.identities.list(tenantId, { limit: 50 }, search),
  ),
  'identities.list: provider, of few': (rows) =>
    rows.identities.list(tenantId, { limit: 50 }, { identityProviderId: idOf('provider', 99_999_999) }),
  'identities.lock': (rows) => rows.identities.lock(tenantId, identities),
  'identities.lockOfUser': (rows) => rows.identities.lockOfUser(tenantId, user),
  'identities.byKeys': (rows) => rows.identities.byKeys(tenantId, [key]),
  'identities.insert': async (rows) =>
    rows.identities.insert([
      { ...(await seek(rows.identities.byId(tenantId, identity))), id: newId(), subject: 'a new one' },
    ]),
  'identities.update': async (rows) =>
    rows.identities.update([{ ...(await seek(rows.identities.byId(tenantId, identity))), userId: other }]),
  'identities.delete': (rows) => rows.identities.delete(tenantId, identities),
  'identities.ofProvider': (rows) => rows.identities.ofProvider(tenantId, provider, 500),

  'userLines.endOfPage': (rows) => rows.userLines.endOfPage(tenantId, user, 500),
  'userLines.ofUsers': (rows) => rows.userLines.ofUsers(tenantId, user, idOf('user', 1500)),
  'userLines.hasTombstones': (rows) => rows.userLines.hasTombstones(tenantId),
  'userLines.ofTombstones': (rows) => rows.userLines.ofTombstones(tenantId, user, idOf('user', 1500)),
  'identityTokens.ofIdentities': (rows) => rows.identityTokens.ofIdentities(tenantId, identities),
  'identityTokens.byKey': (rows) => rows.identityTokens.byKey(tenantId, identity, connection),
  'identityTokens.lock': (rows) => rows.identityTokens.lock(tenantId, identity, connection),
  'identityTokens.insert': async (rows) =>
    rows.identityTokens.insert({
      ...(await seek(rows.identityTokens.byKey(tenantId, identity, connection))),
      connectionId: idOf('connection', 1),
    }),
  'identityTokens.update': async (rows) =>
    rows.identityTokens.update(await seek(rows.identityTokens.byKey(tenantId, identity, connection))),
  'identityTokens.take': (rows) => rows.identityTokens.take(tenantId, identities, connection),
  'identityTokens.takeOfConnection': (rows) => rows.identityTokens.takeOfConnection(tenantId, connection, 100),
  'identityTokens.takeWaiting': (rows) => rows.identityTokens.takeWaiting(tenantId, at),

  'identityProviders.byId': (rows) => rows.identityProviders.byId(tenantId, provider),
  'identityProviders.byIds': (rows) => rows.identityProviders.byIds(tenantId, [provider]),
  'identityProviders.byName': (rows) => rows.identityProviders.byName(tenantId, 'github'),
  ...stepsOf('identityProviders.list', pages, (rows, page) => rows.identityProviders.list(tenantId, page, {})),
  ...stepsOf(
    'identityProviders.list',
    combine<{ enabled?: boolean; strategies?: string[] }>({
      enabled: { enabled: true },
      strategies: { strategies: ['github'] },
    }),
    (rows, search) => rows.identityProviders.list(tenantId, { limit: 50 }, search),
  ),
  'identityProviders.countIdentities': (rows) => rows.identityProviders.countIdentities(tenantId, provider),
  'identityProviders.lock': (rows) => rows.identityProviders.lock(tenantId, provider),
  'identityProviders.insert': async (rows) =>
    rows.identityProviders.insert({
      ...(await seek(rows.identityProviders.byId(tenantId, provider))),
      id: newId(),
      name: 'a new one',
    }),
  'identityProviders.update': async (rows) =>
    rows.identityProviders.update(await seek(rows.identityProviders.byId(tenantId, provider))),
  'identityProviders.delete': (rows) => rows.identityProviders.delete(tenantId, newId()),

  'connections.byId': (rows) => rows.connections.byId(tenantId, connection),
  'connections.byIdentifier': (rows) => rows.connections.byIdentifier(tenantId, 'connection-1'),
  'connections.ofProvider': (rows) => rows.connections.ofProvider(tenantId, provider),
  'connections.ofTenant': (rows) => rows.connections.ofTenant(tenantId),
  'connections.lock': (rows) => rows.connections.lock(tenantId, connection),
  'connections.insert': async (rows) =>
    rows.connections.insert({
      ...(await seek(rows.connections.byId(tenantId, connection))),
      id: newId(),
      identifier: 'a new one',
    }),
  'connections.update': async (rows) =>
    rows.connections.update(await seek(rows.connections.byId(tenantId, connection))),
  'connections.delete': (rows) => rows.connections.delete(tenantId, newId()),

  'events.byId': (rows) => rows.events.byId(tenantId, eventIdOf(2000)),
  ...stepsOf('events.list', pages, (rows, page) => rows.events.list(tenantId, page, {})),
  ...stepsOf('events.list', eventSearches, (rows, search) =>
    rows.events.list(tenantId, { limit: 50, descending: true }, search),
  ),
  'events.list: user, next page': (rows) =>
    rows.events.list(tenantId, { limit: 500, after: eventIdOf(2) }, { userId: user }),
  'events.list: types, next page': (rows) =>
    rows.events.list(tenantId, { limit: 500, after: eventIdOf(2) }, { types: ['user.merged', 'user.created'] }),
  'events.pageByOffset': (rows) => rows.events.pageByOffset(tenantId, { offset: 0, limit: 50, descending: true }),
  'events.pageByOffset: user': (rows) =>
    rows.events.pageByOffset(tenantId, { userId: user, offset: 0, limit: 50, descending: true }),
  'events.pageByOffset: user, types, decided, ip, from, to': (rows) =>
    rows.events.pageByOffset(tenantId, {
      ...eventSearches['user, types, decided, ip, from, to'],
      offset: 0,
      limit: 50,
      descending: true,
    }),
  'events.idsBehind': (rows) => rows.events.idsBehind(tenantId, eventIdOf(400), 2000),
  'events.byIds': (rows) => rows.events.byIds(tenantId, [eventIdOf(400), eventIdOf(401)]),
  'events.keptAfter': (rows) => rows.events.keptAfter(tenantId),
  'events.removeSome': (rows) =>
    rows.events.removeSome(tenantId, {
      before: eventIdOf(3000),
      types: ['user.signed_in'],
      unless: { field: 'email', in: ['user.updated'] },
      limit: 500,
    }),
  'events.append': async (rows) =>
    rows.events.append([{ ...(await seek(rows.events.byId(tenantId, eventIdOf(2000)))), id: newId() }]),

  'sessions.byId': (rows) => rows.sessions.byId(tenantId, idOf('other', 1000)),
  'sessions.ofUser': (rows) => rows.sessions.ofUser(tenantId, user),
  'sessions.insert': async (rows) =>
    rows.sessions.insert({ ...(await seek(rows.sessions.byId(tenantId, idOf('other', 1000)))), id: newId() }),
  'sessions.end': (rows) => rows.sessions.end({ tenantId, userId: user, id: idOf('other', 1000) }, 'closed', at),
  'sessions.replace': (rows) => rows.sessions.replace({ tenantId, userId: user, id: idOf('other', 1000) }, newId(), at),
  'sessions.touch': (rows) => rows.sessions.touch(tenantId, idOf('other', 1000), at),
  'sessions.endOfUser': (rows) => rows.sessions.endOfUser(tenantId, user, 'revoked', at),
  'sessions.endOfIdentities': (rows) => rows.sessions.endOfIdentities(tenantId, identities, 'revoked', at),

  'signIns.byId': (rows) => rows.signIns.byId(tenantId, idOf('other', 1000)),
  'signIns.insert': async (rows) =>
    rows.signIns.insert({ ...(await seek(rows.signIns.byId(tenantId, idOf('other', 1000)))), id: newId() }),
  'signIns.use': (rows) => rows.signIns.use(tenantId, idOf('other', 1000), at),
  'signIns.keepPosted': (rows) => rows.signIns.keepPosted(tenantId, idOf('other', 1000), 'sealed'),
  'signIns.deleteExpired': (rows) => rows.signIns.deleteExpired(tenantId, early),
  'signIns.trim': (rows) => rows.signIns.trim(tenantId, 10_000),

  'emailSignIns.byId': (rows) => rows.emailSignIns.byId(tenantId, idOf('other', 1000)),
  'emailSignIns.lock': (rows) => rows.emailSignIns.lock(tenantId, idOf('other', 1000)),
  'emailSignIns.insert': async (rows) =>
    rows.emailSignIns.insert({ ...(await seek(rows.emailSignIns.byId(tenantId, idOf('other', 1000)))), id: newId() }),
  'emailSignIns.update': async (rows) =>
    rows.emailSignIns.update(await seek(rows.emailSignIns.byId(tenantId, idOf('other', 1000)))),
  'emailSignIns.countOpen': (rows) => rows.emailSignIns.countOpen(tenantId, '2026-02-15T00:00:00.000Z', 1000),
  'emailSignIns.deleteExpired': (rows) => rows.emailSignIns.deleteExpired(tenantId, early),

  'connectionTests.byId': (rows) => rows.connectionTests.byId(tenantId, idOf('other', 1)),
  'connectionTests.lock': (rows) => rows.connectionTests.lock(tenantId, idOf('other', 1)),
  'connectionTests.insert': async (rows) =>
    rows.connectionTests.insert({
      ...(await seek(rows.connectionTests.byId(tenantId, idOf('other', 1)))),
      id: newId(),
    }),
  'connectionTests.update': async (rows) =>
    rows.connectionTests.update(await seek(rows.connectionTests.byId(tenantId, idOf('other', 1)))),
  'connectionTests.countOpen': (rows) => rows.connectionTests.countOpen(tenantId, at, 100),
  'connectionTests.deleteOlderThan': (rows) => rows.connectionTests.deleteOlderThan(tenantId, early),

  'pendingLinks.byId': (rows) => rows.pendingLinks.byId(tenantId, idOf('other', 1000)),
  'pendingLinks.lock': (rows) => rows.pendingLinks.lock(tenantId, idOf('other', 1000)),
  'pendingLinks.insert': async (rows) =>
    rows.pendingLinks.insert({ ...(await seek(rows.pendingLinks.byId(tenantId, idOf('other', 1000)))), id: newId() }),
  'pendingLinks.update': async (rows) =>
    rows.pendingLinks.update(await seek(rows.pendingLinks.byId(tenantId, idOf('other', 1000)))),
  'pendingLinks.supersede': (rows) => rows.pendingLinks.supersede(tenantId, held, at),
  'pendingLinks.countOpen': (rows) => rows.pendingLinks.countOpen(tenantId, '2026-02-15T00:00:00.000Z', 1000),
  ...stepsOf('pendingLinks.listOpen', { 'first page': { limit: 50 } }, (rows, page) =>
    rows.pendingLinks.listOpen(tenantId, at, page),
  ),
  'pendingLinks.deleteExpired': (rows) => rows.pendingLinks.deleteExpired(tenantId, early),

  'separations.ofSubject': (rows) => rows.separations.ofSubject(tenantId, { ...key, subject: 'subject-1001' }),
  'separations.among': (rows) => rows.separations.among(tenantId, [user, other]),
  'separations.insert': (rows) =>
    rows.separations.insert([{ ...key, tenantId, userId: other, cause: 'unlinked', createdAt: at }]),
  'separations.delete': (rows) => rows.separations.delete(tenantId, { ...key, subject: 'subject-1001' }, user),

  'policies.byId': (rows) => rows.policies.byId(tenantId, idOf('other', 1)),
  ...stepsOf('policies.list', pages, (rows, page) => rows.policies.list(tenantId, page, {})),
  'policies.list: enabled': (rows) => rows.policies.list(tenantId, { limit: 50 }, { enabled: true }),
  'policies.enabled': (rows) => rows.policies.enabled(tenantId),
  'policies.lock': (rows) => rows.policies.lock(tenantId, idOf('other', 1)),
  'policies.insert': async (rows) =>
    rows.policies.insert({
      ...(await seek(rows.policies.byId(tenantId, idOf('other', 1)))),
      id: newId(),
      name: 'a new one',
    }),
  'policies.update': async (rows) => rows.policies.update(await seek(rows.policies.byId(tenantId, idOf('other', 1)))),
  'policies.delete': (rows) => rows.policies.delete(tenantId, idOf('other', 1)),

  'suggestions.byId': (rows) => rows.suggestions.byId(tenantId, idOf('other', 1000)),
  ...stepsOf('suggestions.list', pages, (rows, page) => rows.suggestions.list(tenantId, page, {})),
  ...stepsOf(
    'suggestions.list',
    combine<Parameters<Rows['suggestions']['list']>[2]>({
      status: { status: 'open' },
      kind: { kind: 'arrival' },
      user: { userId: user },
    }),
    (rows, search) => rows.suggestions.list(tenantId, { limit: 50 }, search),
  ),
  'suggestions.lookalikes': (rows) => rows.suggestions.lookalikes(tenantId, [user, other], 20),
  'suggestions.dismissedAmong': (rows) => rows.suggestions.dismissedAmong(tenantId, [user, other]),
  'suggestions.lock': (rows) => rows.suggestions.lock(tenantId, [idOf('other', 1000)]),
  'suggestions.lockOfIdentity': (rows) => rows.suggestions.lockOfIdentity(tenantId, held),
  'suggestions.insert': async (rows) =>
    rows.suggestions.insert([
      {
        ...(await seek(rows.suggestions.byId(tenantId, idOf('other', 1000)))),
        id: newId(),
        otherUserId: other,
      },
    ]),
  'suggestions.update': async (rows) =>
    rows.suggestions.update([await seek(rows.suggestions.byId(tenantId, idOf('other', 1000)))]),

  'statistics.users': (rows) => rows.statistics.users(tenantId, 10_000),
  'statistics.identities': (rows) => rows.statistics.identities(tenantId, 10_000),
  'statistics.openSuggestions': (rows) => rows.statistics.openSuggestions(tenantId, 1000),
  'statistics.decisions': (rows) =>
    rows.statistics.decisions(
      tenantId,
      Array.from({ length: 48 }, (_, index) => new Date(Date.parse(early) + index * 3_600_000).toISOString()),
      { sign_in: 'user.signed_in', create_user: 'user.created' },
      100,
    ),
  'statistics.troubles': (rows) => rows.statistics.troubles(tenantId, early, 5000),

  'sweeps.byId': (rows) => rows.sweeps.byId(tenantId, idOf('other', 1)),
  ...stepsOf('sweeps.list', pages, (rows, page) => rows.sweeps.list(tenantId, page)),
  'sweeps.lock': (rows) => rows.sweeps.lock(tenantId, idOf('other', 1)),
  'sweeps.insert': async (rows) =>
    rows.sweeps.insert({ ...(await seek(rows.sweeps.byId(tenantId, idOf('other', 1)))), id: newId() }),
  'sweeps.update': async (rows) => rows.sweeps.update(await seek(rows.sweeps.byId(tenantId, idOf('other', 1)))),

  'applications.byId': (rows) => rows.applications.byId(tenantId, application),
  'applications.byClientId': (rows) => rows.applications.byClientId(tenantId, 'client-1'),
  ...stepsOf('applications.list', pages, (rows, page) => rows.applications.list(tenantId, page)),
  'applications.lock': (rows) => rows.applications.lock(tenantId, application),
  'applications.insert': async (rows) =>
    rows.applications.insert({
      ...(await seek(rows.applications.byId(tenantId, application))),
      id: newId(),
      clientId: 'a new one',
    }),
  'applications.update': async (rows) =>
    rows.applications.update(await seek(rows.applications.byId(tenantId, application))),
  'applications.delete': (rows) => rows.applications.delete(tenantId, newId()),
  'operators.byUser': (rows) => rows.operators.byUser(tenantId, user),
  ...stepsOf('operators.list', pages, (rows, page) => rows.operators.list(tenantId, page)),
  'operators.owners': (rows) => rows.operators.owners(tenantId, 2),
  'operators.insert': (rows) =>
    rows.operators.insert({ tenantId, userId: other, role: 'operator', createdAt: at, updatedAt: at }),
  'operators.update': async (rows) => rows.operators.update(await seek(rows.operators.byUser(tenantId, user))),
  'operators.delete': (rows) => rows.operators.delete(tenantId, user),
  'applicationSubjects.ofUsers': (rows) => rows.applicationSubjects.ofUsers(tenantId, application, [user, other]),
  'applicationSubjects.bySubject': (rows) => rows.applicationSubjects.bySubject(tenantId, application, 'pairwise-1000'),
  'applicationSubjects.insert': (rows) =>
    rows.applicationSubjects.insert({
      tenantId,
      applicationId: application,
      userId: other,
      subject: 'a new one',
      createdAt: at,
    }),
  'applicationConsents.of': (rows) => rows.applicationConsents.of(tenantId, application, user),
  'applicationConsents.save': (rows) =>
    rows.applicationConsents.save({ tenantId, applicationId: application, userId: other, scopes: [], updatedAt: at }),

  'openidRecords.byKey': (rows) => rows.openidRecords.byKey(tenantId, 'RefreshToken', bytes('00')),
  'openidRecords.save': (rows) => rows.openidRecords.save(openidRecord),
  'openidRecords.insertNew': (rows) => rows.openidRecords.insertNew(openidRecord),
  'openidRecords.consume': (rows) => rows.openidRecords.consume(tenantId, 'RefreshToken', bytes('00'), at),
  'openidRecords.delete': (rows) => rows.openidRecords.delete(tenantId, 'RefreshToken', bytes('00')),
  'openidRecords.deleteOfGrant': (rows) => rows.openidRecords.deleteOfGrant(tenantId, bytes('00')),
  'openidRecords.deleteOfUsers': (rows) => rows.openidRecords.deleteOfUsers(tenantId, [user, other]),
  'openidRecords.deleteOfClient': (rows) => rows.openidRecords.deleteOfClient(tenantId, 'client-1'),
  'openidRecords.trimRequests': (rows) => rows.openidRecords.trimRequests(tenantId, 10_000),
  'openidRecords.deleteExpired': (rows) => rows.openidRecords.deleteExpired(tenantId, at),

  'idempotencyKeys.byKey': (rows) => rows.idempotencyKeys.byKey(tenantId, idOf('other', 0), 'request-1000'),
  'idempotencyKeys.insert': async (rows) =>
    rows.idempotencyKeys.insert({
      ...(await seek(rows.idempotencyKeys.byKey(tenantId, idOf('other', 0), 'request-1000'))),
      key: 'a new one',
    }),
  'idempotencyKeys.deleteOlderThan': (rows) => rows.idempotencyKeys.deleteOlderThan(tenantId, early),

  'signingKeys.ofTenant': (rows) => rows.signingKeys.ofTenant(tenantId),
  'signingKeys.insert': async (rows) => {
    const [known] = await rows.signingKeys.ofTenant(tenantId);
    await rows.signingKeys.insert({ ...known!, id: newId() });
  },
  'serviceProviderKeys.ofTenant': (rows) => rows.serviceProviderKeys.ofTenant(tenantId),
  'serviceProviderKeys.insert': async (rows) => {
    const [known] = await rows.serviceProviderKeys.ofTenant(tenantId);
    await rows.serviceProviderKeys.insert({ ...known!, id: newId() });
  },
  'serviceProviderKeys.startSigning': (rows) => rows.serviceProviderKeys.startSigning(tenantId, idOf('other', 1), at),
  'serviceProviderKeys.delete': (rows) => rows.serviceProviderKeys.delete(tenantId, idOf('other', 1)),

  'takenStatements.take': (rows) =>
    rows.takenStatements.take({ tenantId, identityProviderId: provider, statementId: 'a new one', expiresAt: at }),
  'takenStatements.deleteExpired': (rows) => rows.takenStatements.deleteExpired(tenantId, early),

  'imports.byId': (rows) => rows.imports.byId(tenantId, 'import-1'),
  'imports.save': (rows) => rows.imports.save({ ...importProgress, linesDone: 2, accepted: 2 }),
  'imports.save: one that begins': (rows) => rows.imports.save({ ...importProgress, id: 'a new one' }),
  'imports.delete': (rows) => rows.imports.delete(tenantId, 'import-1'),
  'importRefusals.list': (rows) => rows.importRefusals.list(tenantId, 'import-0', { limit: 250, after: 100 }),
  'importRefusals.insert': (rows) =>
    rows.importRefusals.insert([
      { tenantId, importId: 'import-1', line: 5000, code: 'invalid_input', message: 'wrong', rowId: null },
    ]),
  'importRefusals.deleteSome': (rows) => rows.importRefusals.deleteSome(tenantId, 'import-0', 500),

  lockKeys: (rows) => rows.lockKeys(tenantId, ['a', 'b']),
  'lockKeys: very many': (rows) =>
    rows.lockKeys(
      tenantId,
      Array.from({ length: 300 }, (_, nth) => `key ${nth}`),
    ),
};

const importProgress = {
  tenantId,
  id: 'import-1',
  linesDone: 0,
  accepted: 0,
  updated: 0,
  skipped: 0,
  refused: 0,
  updatedAt: at,
};

const openidRecord = {
  tenantId,
  kind: 'RefreshToken',
  key: bytes('01'),
  grantKey: null,
  clientId: 'client-0',
  userId: user,
  payload: {},
  consumedAt: null,
  expiresAt: at,
};

class Undone extends Error {}

/** Does what a step does and takes it back. */
export async function walk(store: Store, step: Step, seen: (method: string) => void): Promise<void> {
  const undo = store.transaction(async (rows) => {
    await step(watchMethods(rows, seen));
    throw new Undone();
  });
  await undo.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
}

/** What optimistic work reads and writes with: a link and an unlink, as the operations do them. */
export const optimisticSteps: Record<string, (store: Store) => Promise<unknown>> = {
  'optimistic link': (store) =>
    store.optimistic(async (rows) => {
      await rows.users.lock(tenantId, [user]);
      const theirs = await rows.identities.lockOfUser(tenantId, user);
      const [known] = await rows.identities.byKeys(tenantId, [key]);
      await rows.identityProviders.byId(tenantId, provider);
      await rows.identities.update([{ ...known!, loginsCount: 1 }]);
      await rows.identities.insert([{ ...theirs[0]!, id: newId(), subject: 'linked', position: theirs.length }]);
      await rows.separations.delete(tenantId, key, user);
      await rows.separations.insert([{ ...key, tenantId, userId: other, cause: 'unlinked', createdAt: at }]);
      await rows.sessions.endOfIdentities(tenantId, [newId()], 'closed', at);
      const event = await seek(store.reads.events.byId(tenantId, eventIdOf(2000)));
      await rows.events.append([{ ...event, id: newId() }]);
    }),
  'optimistic reads': (store) =>
    store.optimistic(async (rows) => {
      await rows.policies.enabled(idOf('tenant', 999_999));
      await rows.identityTokens.take(tenantId, [idOf('identity', 3)]);
    }),
};

/** Every method of the rows, as `noun.method`. */
export function methodsOf(rows: Rows): string[] {
  return Object.entries(rows).flatMap(([noun, methods]) =>
    typeof methods === 'function' ? [noun] : Object.keys(methods).map((method) => `${noun}.${method}`),
  );
}

function watchMethods(rows: Rows, seen: (method: string) => void): Rows {
  const watch = (noun: string, target: object) =>
    new Proxy(target, {
      get: (of, name) => {
        seen(`${noun}.${String(name)}`);
        return Reflect.get(of, name);
      },
    });
  return new Proxy(rows, {
    get: (of, name) => {
      const value = Reflect.get(of, name);
      if (typeof value !== 'object') seen(String(name));
      return typeof value === 'object' ? watch(String(name), value) : value;
    },
  });
}
