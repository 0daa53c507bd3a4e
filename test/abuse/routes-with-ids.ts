/**
 * Every place in which a route of a dialect takes the name of something, read from the routes themselves, so that one
 * that is added later is tried too. What a name is a name of is told here; one that this file takes for another thing
 * than it is fails its test, since a tenant's own thing is then not found by it either.
 */

import { pino } from 'pino';
import { type Dialect, spellingsOf } from '../../src/dialects/dialect.ts';
import { createSharedMemory } from '../../src/operations/shared-memory.ts';
import { writerFor } from '../../src/server/letters.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import { createServer } from '../../src/server/server.ts';
import type { TestApp } from '../support/test-app.ts';

/** What a place takes: an id of one of these, or another name by which one is looked up. */
export type Kind =
  | 'apiKey'
  | 'application'
  | 'connection'
  | 'connectionTest'
  | 'customField'
  | 'email'
  | 'event'
  | 'externalId'
  | 'identity'
  | 'identityName'
  | 'import'
  | 'phone'
  | 'policy'
  | 'provider'
  | 'providerName'
  | 'samlKey'
  | 'session'
  | 'subject'
  | 'suggestion'
  | 'sweep'
  | 'tenant'
  | 'user'
  | 'username';

export interface Route {
  dialect: string;
  method: string;
  url: string;
  query: Schema;
  body: Schema;
  places: Place[];
}

export interface Place {
  in: 'path' | 'query' | 'body';
  /** From the outside in; `[]` is the first of a list. */
  path: string[];
  kind: Kind;
  /** What else must be said for the name to be of this kind. */
  with?: { path: string[]; value: string };
}

export interface Schema {
  type?: string;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
}

/** What is answered for as long as somebody listens; what it tells of others' things is tried where it is tested. */
const endless = ['/v1/events/stream'];

export async function listRoutes(it: TestApp, dialects: readonly Dialect[]): Promise<Route[]> {
  const routes: Route[] = [];
  const watched = dialects.map(
    (dialect): Dialect => ({
      ...dialect,
      async register(app, context) {
        let own = true;
        app.addHook('onRoute', ({ method, url, schema = {} }) => {
          // What the server adds to a dialect afterwards answers no method and no path, whatever their ids.
          if (!own || endless.includes(url)) return;
          const { querystring: query = {}, body = {} } = schema as { querystring?: Schema; body?: Schema };
          for (const each of [method].flat().filter((name) => name !== 'HEAD'))
            routes.push(withPlaces({ dialect: dialect.name, method: each, url, query, body }));
        });
        await dialect.register(app, context);
        own = false;
      },
    }),
  );
  const server = await createServer({
    dialects: watched,
    context: {
      operations: it.operations,
      baseUrl: it.baseUrl,
      now: Date.now,
      writerFor,
      shared: createSharedMemory(Date.now),
      userSpellings: spellingsOf(dialects),
      rateLimit: null,
    },
    readiness: async () => ({ ready: true, problems: [] }),
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
    trustProxy: false,
  });
  await server.ready();
  await server.close();
  return routes;
}

function withPlaces(route: Omit<Route, 'places'>): Route {
  const inPath = [...route.url.matchAll(/:(\w+)|\*/g)].map(([whole, name]) => [name ?? whole]);
  const found = [
    ...inPath.map((path) => ({ in: 'path' as const, path })),
    ...pathsOf(route.query).map((path) => ({ in: 'query' as const, path })),
    ...pathsOf(route.body).map((path) => ({ in: 'body' as const, path })),
  ];
  const places = found.flatMap((place): Place[] => {
    const kind = kindOf(route, place.in, place.path.at(-1)!);
    return kind === null ? [] : [{ ...place, kind }, ...otherNames(route, place)];
  });
  return { ...route, places };
}

/** Every property, also of what is inside of another; lists of texts by their own name. */
function pathsOf(schema: Schema): string[][] {
  const { properties = {}, items, anyOf = [] } = schema;
  return [
    ...Object.entries(properties).flatMap(([name, inner]) => [
      [name],
      ...pathsOf(inner).map((path) => [name, ...path]),
    ]),
    ...(items ? pathsOf(items).map((path) => ['[]', ...path]) : []),
    ...anyOf.flatMap(pathsOf),
  ];
}

/** Names of nothing that is looked up in the tenant. */
const notOurs: Record<string, string[]> = {
  // A subject at a provider, or what the caller's own system calls a user, to be written down; clients of the caller's;
  // users that a rule shall spare, kept as they are told; who did something, whoever that was.
  native: ['external_id', 'client_id', 'user_ids', 'actor_id'],
  // There are no organizations, applications or invitations here.
  workos: ['external_id', 'organization_id', 'clientId'],
  auth0: ['client_id', 'token_id', 'connection', '*'],
  genauth: [
    'externalId',
    'appId',
    'appIds',
    'tenantIds',
    'departmentIds',
    'accessKeyId',
    'userIdInIdp',
    'withDepartmentIds',
    '*',
  ],
};

/** Null: a place that names nothing of a tenant's. */
function kindOf({ dialect, method, url }: Omit<Route, 'places'>, where: Place['in'], name: string): Kind | null {
  const lookUp = lookUps[`${dialect} ${method} ${url}`]?.[name];
  if (lookUp) return lookUp;
  // A user's id that the caller chooses for one that is to be made.
  if (dialect === 'auth0' && where === 'body' && url === '/api/v2/users') return null;
  if (notOurs[dialect]?.includes(name)) return null;
  // Sets that are in the program; which of an identity's own tokens; what a signed-in person has, whom no key is.
  if (
    ['/v1/linking/presets/:name', '/v1/identities/:id/tokens', '/api/v3/unlink-extidp'].includes(url) &&
    name !== 'id'
  )
    return null;
  if (where !== 'path' && !/(^id|^ids|_ids?|Ids?)$/.test(name)) return null;
  // Of one tenant in the installation, and out of reach for a key of any other (56).
  if (url.startsWith('/v1/operators')) return null;
  if (name === 'id') return ownerOf(dialect, url);
  if (name === 'provider') return null;
  if (dialect === 'auth0' && name === 'user_id') return 'subject';
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'user';
}

const kinds: [RegExp, Kind][] = [
  [/^identity_?id$/i, 'identity'],
  [/^(identity_provider_id|extIdpId)$/, 'provider'],
  [/^conn(ection)?_?ids?$/i, 'connection'],
  [/^testId$/, 'connectionTest'],
  [/^import_id$/, 'import'],
  [/^policy_id$/, 'policy'],
  [/^session_id$/, 'session'],
  [/^tenantId$/, 'tenant'],
  [/^externalId$/, 'externalId'],
];

/** Where a thing is looked up by a name that is not its id. */
const lookUps: Record<string, Record<string, Kind>> = {
  'native GET /v1/users': {
    search: 'email',
    identity: 'identityName',
    email: 'email',
    phone: 'phone',
    username: 'username',
    external_id: 'externalId',
  },
  'native GET /v1/identities': { external_id: 'subject', email: 'email' },
  'workos GET /user_management/users': { email: 'email' },
  'auth0 GET /api/v2/users-by-email': { email: 'email' },
  'auth0 GET /api/v2/connections': { name: 'providerName' },
  'genauth POST /api/v3/is-user-exists': {
    email: 'email',
    phone: 'phone',
    username: 'username',
    externalId: 'externalId',
  },
};

/** What `:id` is the id of, by the collection that it is in. */
function ownerOf(dialect: string, url: string): Kind {
  if (dialect === 'genauth') return /conn/.test(url) ? 'connection' : 'provider';
  if (dialect === 'auth0' && url.startsWith('/api/v2/connections')) return 'provider';
  if (dialect === 'native' && url.startsWith('/v1/linking/suggestions')) return 'suggestion';
  return collections[/^\/(?:v1|api\/v2|user_management)\/(?:linking\/)?([a-z-]+)/.exec(url)?.[1] ?? ''] ?? 'user';
}

const collections: Record<string, Kind> = {
  'api-keys': 'apiKey',
  applications: 'application',
  connections: 'connection',
  events: 'event',
  identities: 'identity',
  'identity-providers': 'provider',
  logs: 'event',
  policies: 'policy',
  'saml-keys': 'samlKey',
  sessions: 'session',
  sweeps: 'sweep',
  tenants: 'tenant',
  users: 'user',
};

/** GenAuth's users by each of the names that `userIdType` may say. */
function otherNames(route: Omit<Route, 'places'>, place: Pick<Place, 'in' | 'path'>): Place[] {
  if (!['userId', 'userIds'].includes(place.path.at(-1)!)) return [];
  const path = pathsOf(place.in === 'query' ? route.query : route.body).find((each) => each.at(-1) === 'userIdType');
  if (path === undefined) return [];
  return userIdTypes.map(([value, kind]) => ({ ...place, kind, with: { path, value } }));
}

const userIdTypes: [string, Kind][] = [
  ['external_id', 'externalId'],
  ['phone', 'phone'],
  ['email', 'email'],
  ['username', 'username'],
  ['identity', 'identityName'],
  ['custom_field', 'customField'],
];
