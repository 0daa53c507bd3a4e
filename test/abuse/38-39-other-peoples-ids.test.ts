/** Ids are not secrets: whoever knows one of another tenant's, or of another object than the one they may touch, has nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialects } from '../../src/dialects/index.ts';
import { allScopes } from '../../src/domain/scopes.ts';
import { credentialsFor } from '../support/credentials.ts';
import { type Ask, ask } from './ask-by-name.ts';
import { createPossessions, nameNothing, type Possessions, spell } from './possessions.ts';
import { listRoutes, type Place, type Route } from './routes-with-ids.ts';
import { openStage, type Row, type Stage } from './stage.ts';

let stage: Stage;
let routes: Route[];
/** Of the attacker's own tenant. */
let own: Possessions;
beforeAll(async () => {
  stage = await openStage();
  routes = await listRoutes(stage.it, dialects);
  own = await createPossessions(stage.it, stage.it.other.actor);
});
afterAll(() => stage.close());

interface Told {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Of the answer everything but what differs each time; the name that was asked for is blotted out. */
async function send(
  { method, path, body, type = 'application/json' }: Ask,
  credentials: Record<string, string>,
  named: string,
): Promise<Told> {
  const headers = {
    ...credentials,
    'x-request-id': 'probe',
    ...(body !== undefined && { 'content-type': type }),
  };
  const answer = await fetch(stage.it.baseUrl + path, { method, headers, ...(body !== undefined && { body }) });
  const text = await answer.text();
  const changing = /^(date|x-ratelimit-.*)$/;
  return {
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !changing.test(name))),
    body: [named, encodeURIComponent(named)].reduce((said, each) => said.replaceAll(each, 'NAME'), text),
  };
}

const isAnswered = ({ status, body }: Told) => status !== 501 && !body.startsWith('{"statusCode":501');
const placesOf = (dialect: string): [Route, Place][] =>
  routes
    .filter((route) => route.dialect === dialect)
    .flatMap((route) => route.places.map((place): [Route, Place] => [route, place]));
const describePlace = ({ method, url }: Route, place: Place) =>
  `${method} ${url}, ${place.in} ${place.path.join('.')} as ${place.kind}`;

/** Every row of a tenant, but for when its keys were last used. */
async function everythingOf(tenantId: string): Promise<string> {
  const { rows: tables } = await stage.it.database.pool.query(
    `select table_name as name from information_schema.columns
     where table_schema = current_schema() and column_name = 'tenant_id' order by 1`,
  );
  const all: string[] = [];
  for (const { name } of tables) {
    const { rows } = await stage.it.database.pool.query(
      `select (to_jsonb(t) - 'last_used_at')::text as text from ${name} t where tenant_id = $1 order by 1`,
      [tenantId],
    );
    all.push(...rows.map(({ text }) => `${name} ${text}`));
  }
  return all.join('\n');
}

describe.each(dialects.map(({ name }) => name))('38: through the %s dialect', (dialect) => {
  test('a name of another tenant’s is answered as one of nobody’s, wherever a route takes one, and nothing is changed', async () => {
    const { it } = stage;
    const victims = await createPossessions(it, it.actor);
    const before = await everythingOf(it.tenant.id);
    const credentials = await credentialsFor(dialect, it, it.other);
    const places = placesOf(dialect);
    expect(places.length).toBeGreaterThan(5);
    for (const [route, place] of places) {
      const nothing = nameNothing();
      const [theirs, nobodys] = [victims, nothing].map((named) => ({
        asked: ask(route, place, own, named),
        name: spell(dialect, place.kind, named),
      }));
      const told = await send(theirs!.asked, credentials, theirs!.name);
      expect(told, describePlace(route, place)).toEqual(await send(nobodys!.asked, credentials, nobodys!.name));
      expect(told.status, describePlace(route, place)).toBeLessThan(502);
      expect(told.status, describePlace(route, place)).not.toBe(500);
    }
    expect(await everythingOf(it.tenant.id)).toBe(before);
  });

  test('the same places do find what is the tenant’s own', async () => {
    const { it } = stage;
    const credentials = await credentialsFor(dialect, it, it);
    const unread: string[] = [];
    let found = await createPossessions(it, it.actor);
    for (const [route, place] of placesOf(dialect)) {
      const nothing = nameNothing();
      const nobodys = await send(ask(route, place, found, nothing), credentials, spell(dialect, place.kind, nothing));
      if (!isAnswered(nobodys)) continue;
      // A deletion may say the same of what was there and what was not: then what is there tells.
      const isSilent = route.method !== 'GET' && nobodys.status < 300 && !/"statusCode":[45]/.test(nobodys.body);
      const before = isSilent ? await everythingOf(it.tenant.id) : '';
      const name = spell(dialect, place.kind, found);
      const ours = await send(ask(route, place, found, found), credentials, name);
      const isSame = JSON.stringify(ours) === JSON.stringify(nobodys);
      if (isSame && !(isSilent && (await everythingOf(it.tenant.id)) !== before))
        unread.push(describePlace(route, place));
      if (route.method !== 'GET') found = await createPossessions(it, it.actor);
    }
    expect(unread).toEqual([]);
  });

  test('a tenant named in a header is no key to it', async () => {
    const { it } = stage;
    const credentials = await credentialsFor(dialect, it, it.other);
    const route = routes.find((each) => each.dialect === dialect && each.places[0]?.kind === 'user')!;
    const victims = await createPossessions(it, it.actor);
    for (const header of [
      'x-tenant-id',
      'selfsame-tenant',
      'x-authing-userpool-id',
      'x-genauth-userpool-id',
      'auth0-tenant',
    ])
      for (const named of [victims, own]) {
        const said = async (tenant: string) =>
          send(ask(route, route.places[0]!, own, named), { ...credentials, [header]: tenant }, tenant);
        expect(await said(it.tenant.id), header).toEqual(await said(nameNothing().tenant));
      }
  });
});

describe('39: what a request acts on is what was authorised', () => {
  /** What is there of these things, and whose it is. */
  const standing = async (ids: Possessions): Promise<Row[]> => {
    const all = [ids.user, ids.twin, ids.identity, ids.provider, ids.connection, ids.session, ids.policy, ids.apiKey];
    const tables = ['users', 'identities', 'identity_providers', 'connections', 'sessions', 'policies', 'api_keys'];
    const texts = tables.map((table) => `select to_jsonb(t) as row from ${table} t where id = any ($1)`);
    const { rows } = await stage.it.database.pool.query(`${texts.join(' union all ')} order by 1`, [all]);
    return rows;
  };

  test.each(dialects.map(({ name }) => name))(
    '%s: what else is named beside the place that counts stays as it is',
    async (dialect) => {
      const { it } = stage;
      const credentials = await credentialsFor(dialect, it, it);
      const spared = await createPossessions(it, it.actor);
      const before = await standing(spared);
      expect(before).toHaveLength(8);
      const changing = routes.filter(
        (route) =>
          route.dialect === dialect && route.method !== 'GET' && route.places.some(({ kind }) => kind in spared),
      );
      for (const route of changing) {
        const acted = await createPossessions(it, it.actor);
        const asked = ask(route, null, acted, acted);
        const kind = route.places[0]!.kind;
        const other = spell(dialect, kind, spared);
        const aliases = [
          'id',
          'ids',
          'user_id',
          'userId',
          'userIds',
          'identity_id',
          'identity_provider_id',
          'connection_id',
        ];
        const taken = new Set(route.places.map(({ path }) => path[0]));
        const beside = Object.fromEntries(aliases.filter((name) => !taken.has(name)).map((name) => [name, other]));
        const body = JSON.stringify({ ...(asked.body && JSON.parse(asked.body)), ...beside });
        const mark = asked.path.includes('?') ? '&' : '?';
        const path = `${asked.path}${mark}${new URLSearchParams(beside)}`;
        for (const both of [
          { ...asked, path },
          { ...asked, body },
        ])
          expect((await send(both, credentials, other)).status, `${route.method} ${route.url}`).not.toBe(500);
        expect(await standing(spared), `${route.method} ${route.url}`).toEqual(before);
      }
    },
  );

  test('an identity of one user is not taken through the path of another, in any dialect', async () => {
    const { it } = stage;
    const [mine, theirs] = [await createPossessions(it, it.actor), await createPossessions(it, it.actor)];
    const before = [await standing(mine), await standing(theirs)];
    const native = await credentialsFor('native', it, it);
    const auth0 = await credentialsFor('auth0', it, it);
    const genauth = await credentialsFor('genauth', it, it);
    const user = encodeURIComponent(spell('auth0', 'user', mine));
    const asks: [string, Ask, Record<string, string>, number][] = [
      [
        'native',
        { method: 'DELETE', path: `/v1/users/${mine.user}/identities/${theirs.identity}`, body: undefined },
        native,
        404,
      ],
      [
        'auth0',
        { method: 'DELETE', path: `/api/v2/users/${user}/identities/oidc/${theirs.subject}`, body: undefined },
        auth0,
        404,
      ],
      [
        'auth0, of another connection',
        {
          method: 'POST',
          path: `/api/v2/users/${user}/identities`,
          body: JSON.stringify({
            provider: 'oidc',
            user_id: theirs.subject,
            connection_id: spell('auth0', 'provider', mine),
          }),
        },
        auth0,
        400,
      ],
      [
        'auth0, a session',
        {
          method: 'POST',
          path: `/api/v2/users/${user}/revoke-access`,
          body: JSON.stringify({ session_id: theirs.session }),
        },
        auth0,
        404,
      ],
      [
        'genauth',
        {
          method: 'POST',
          path: '/api/v3/unlink-identity',
          body: JSON.stringify({
            extIdpId: spell('genauth', 'provider', theirs),
            userId: spell('genauth', 'user', mine),
          }),
        },
        genauth,
        404,
      ],
      [
        'a suggestion’s, of users who are not in it',
        {
          method: 'POST',
          path: `/v1/linking/suggestions/${mine.suggestion}/approve`,
          body: JSON.stringify({ primary_user_id: theirs.user }),
        },
        native,
        400,
      ],
    ];
    for (const [what, asked, credentials, status] of asks) {
      const told = await send(asked, credentials, 'nothing');
      const said = what === 'genauth' ? JSON.parse(told.body).statusCode : told.status;
      expect([what, said]).toEqual([what, status]);
    }
    expect([await standing(mine), await standing(theirs)]).toEqual(before);
  });

  test('a key of one provider reaches no identity of another by naming its own beside it', async () => {
    const { it } = stage;
    const [mine, theirs] = [await createPossessions(it, it.actor), await createPossessions(it, it.actor)];
    const before = await standing(theirs);
    const bound = await it.createKey(allScopes, { identityProviderId: mine.provider });
    const headers = await credentialsFor('native', it, { tenant: it.tenant, key: bound });
    const row = { user_id: theirs.user, external_id: 'fresh-bound' };
    const asks: [string, string, object][] = [
      ['DELETE', `/v1/users/${theirs.user}/identities/${theirs.identity}?identity_provider_id=${mine.provider}`, {}],
      ['POST', `/v1/identities/${theirs.identity}/move`, { user_id: mine.user, identity_provider_id: mine.provider }],
      ['POST', `/v1/identities/${theirs.identity}/move`, { user_id: mine.user }],
      ['POST', `/v1/identities/${theirs.identity}/primary`, {}],
      ['POST', `/v1/users/${theirs.user}/identities`, { identity_provider_id: theirs.provider, external_id: 'fresh' }],
      [
        'POST',
        '/v1/identities/bulk-link',
        { links: [mine.provider, theirs.provider].map((id) => ({ ...row, identity_provider_id: id })) },
      ],
      ['POST', `/v1/users/${theirs.user}/merge`, { secondary_user_id: mine.user }],
    ];
    for (const [method, path, says] of asks) {
      const body = Object.keys(says).length === 0 ? undefined : JSON.stringify(says);
      const told = await send({ method, path, body }, headers, 'nothing');
      expect([path, told.status]).toEqual([path, expect.toSatisfy((status: number) => status >= 400 && status < 500)]);
    }
    expect(await standing(theirs)).toEqual(before);
    expect(await stage.bySubject('fresh-bound')).toEqual([]);
  });
});
