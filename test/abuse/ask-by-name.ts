/** Writes the request of a route in which one place names a chosen thing, and everything else is the caller's own. */
import { type Possessions, spell } from './possessions.ts';
import type { Kind, Place, Route, Schema } from './routes-with-ids.ts';

export interface Ask {
  method: string;
  path: string;
  body: string | undefined;
  /** Of a body that is no JSON document. */
  type?: string;
}

let count = 0;

export function ask(route: Route, place: Place | null, own: Possessions, named: Possessions): Ask {
  count += 1;
  const spelled = place && spell(route.dialect, place.kind, named);
  const set = (into: unknown, schema: Schema, where: Place['in']): unknown => {
    if (place?.in !== where || spelled === null) return into;
    const value = schemaAt(schema, place.path).type === 'array' ? [spelled] : spelled;
    const told = put(into, place.path, value);
    return place.with ? put(told, place.with.path, place.with.value) : told;
  };
  const query = set(fill(route, route.query, own), route.query, 'query') as Record<string, unknown>;
  const says = { ...(fill(route, route.body, own) as object), ...bodies[keyOf(route)]?.(own) };
  const body = set(says, route.body, 'body') as object;
  const text = texts[keyOf(route)];
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString();
  return {
    method: route.method,
    path: pathOf(route, place?.in === 'path' ? place : null, own, named) + (search && `?${search}`),
    // Some answers to a body that nobody asked for are refusals of their own.
    ...(text ?? { body: route.method === 'GET' || Object.keys(body).length === 0 ? undefined : JSON.stringify(body) }),
  };
}

const keyOf = ({ dialect, method, url }: Route) => `${dialect} ${method} ${url}`;

/** What the lenient paths of Auth0 end with, by method: they take a whole user's path. */
const tails: Record<string, string> = { POST: '/identities' };

function pathOf(route: Route, place: Place | null, own: Possessions, named: Possessions): string {
  return route.url.replaceAll(/:(\w+)|\*/g, (whole, name) => {
    const here = name ?? whole;
    const known = route.places.find((each) => each.in === 'path' && each.path[0] === here);
    if (!known) return here === 'provider' ? 'oidc' : 'anything';
    const text = spell(route.dialect, known.kind, place?.path[0] === here ? named : own);
    // With its slash, as one SDK sends it.
    return whole === '*' ? text + (tails[route.method] ?? '') : encodeURIComponent(text);
  });
}

function schemaAt(schema: Schema, path: string[]): Schema {
  if (path.length === 0) return schema;
  const [first, ...rest] = path;
  const inner = first === '[]' ? schema.items : schema.properties?.[first!];
  if (inner) return schemaAt(inner, rest);
  return schema.anyOf?.map((each) => schemaAt(each, path)).find(({ type }) => type !== undefined) ?? {};
}

function put(into: unknown, [first, ...rest]: string[], value: unknown): unknown {
  if (first === undefined) return value;
  if (first === '[]') {
    const [head, ...others] = (into as unknown[] | undefined) ?? [{}];
    return [put(head, rest, value), ...others];
  }
  const record = (into ?? {}) as Record<string, unknown>;
  return { ...record, [first]: put(record[first], rest, value) };
}

/** The least that the schema asks for. */
function fill(route: Route, schema: Schema, own: Possessions): unknown {
  if (schema.items && schema.type === 'array') return [fill(route, schema.items, own)];
  const { properties = {}, required = [] } = schema;
  return Object.fromEntries(
    required
      .filter((name) => properties[name]?.default === undefined)
      .map((name) => {
        const inner = properties[name] ?? {};
        const kind = route.places.find(({ path }) => path.at(-1) === name)?.kind;
        if (kind === undefined) return [name, plainValue(route, name, inner, own)];
        const spelled = spell(route.dialect, kind, own);
        return [name, inner.type === 'array' ? [spelled] : spelled];
      }),
  );
}

function plainValue(route: Route, name: string, schema: Schema, own: Possessions): unknown {
  const value = plain[name]?.(route);
  if (value !== undefined) return value;
  if (schema.type === 'array' || schema.properties) return fill(route, schema, own);
  if (schema.type === 'boolean') return false;
  return schema.type === 'integer' || schema.type === 'number' ? 1 : `fresh-${count}`;
}

const plain: Record<string, (route: Route) => unknown> = {
  action: () => 'user:merge',
  appIds: () => ['application'],
  decision: () => 'approve',
  fields: () => ({ issuer: `https://fresh-${count}.example.com`, client_id: 'client', client_secret: 'secret' }),
  provider: ({ dialect }) => (dialect === 'genauth' ? 'scim' : 'oidc'),
  provider_type: () => 'oidc',
  strategy: () => 'oidc',
  type: () => 'oidc',
};

const newUserWith = (own: Possessions) => ({
  username: `fresh-${count}`,
  identities: [{ extIdpId: spell('genauth', 'provider', own), userIdInIdp: `fresh-${count}` }],
});
const spelling = (kind: Kind, own: Possessions) => spell('auth0', kind, own);

/** Bodies that are lines of a file. */
const texts: Record<string, { type: string; body: string }> = {
  'native POST /v1/imports/:import_id/lines': { type: 'application/x-ndjson', body: '{}\n' },
};

/** What a body must say besides, for the request to come as far as the name. */
const bodies: Record<string, (own: Possessions) => object> = {
  'native POST /v1/users': ({ provider }) => ({
    identities: [{ identity_provider_id: provider, external_id: `fresh-${count}` }],
  }),
  'native PUT /v1/users/:id': () => ({ name: 'x' }),
  'native PATCH /v1/users/:id': () => ({ name: 'x' }),
  'native PATCH /v1/applications/:id': () => ({ name: 'x' }),
  'native POST /v1/users/:id/merge': ({ twin }) => ({ secondary_user_id: twin }),
  'native POST /v1/users/:id/identities/:identity_id/unlink-preview': () => ({ outcome: 'split' }),
  'native POST /v1/events/:id/undo-preview': () => ({ allow_last: false }),
  'native POST /v1/users/:id/merge-preview': ({ twin }) => ({ secondary_user_id: twin }),
  'native POST /v1/identities/:id/move': ({ twin }) => ({ user_id: twin }),
  'native PUT /v1/identity-providers/:id': () => ({ display_name: 'x' }),
  'native PUT /v1/connections/:id': () => ({ display_name: 'x' }),
  'native PATCH /v1/policies/:id': () => ({ description: 'x' }),
  'native POST /v1/policies/dry-run': ({ policy }) => ({ policy_id: policy, enabled: true }),
  'native POST /v1/policies/evaluate': ({ user, twin }) => ({ user_id: user, other_user_id: twin }),
  'native PUT /v1/tenants/:id': () => ({ name: 'x' }),
  'native POST /v1/tenants/:id/page-preview': () => ({ language: 'en' }),
  'workos PUT /user_management/users/:id': () => ({ first_name: 'x' }),
  'auth0 PATCH /api/v2/users/:id': () => ({ name: 'x' }),
  'auth0 PATCH /api/v2/users/*': () => ({ name: 'x' }),
  'auth0 POST /api/v2/users/:id/identities': (own) => ({ provider: 'oidc', user_id: spelling('subject', own) }),
  'auth0 POST /api/v2/users/*': (own) => ({ provider: 'oidc', user_id: spelling('subject', own) }),
  'auth0 PATCH /api/v2/connections/:id': () => ({ display_name: 'x' }),
  'genauth POST /api/v3/create-user': (own) => newUserWith(own),
  'genauth POST /api/v3/create-users-batch': (own) => ({ list: [newUserWith(own)] }),
  'genauth POST /api/v3/update-user': () => ({ name: 'x' }),
};
