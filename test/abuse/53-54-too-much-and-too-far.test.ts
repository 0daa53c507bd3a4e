/** Floods end at a bound, documents that are too large, too deep or poisoned at the door; and claims write claims alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox } from '../../src/mail/outbox.ts';
import { Browser } from '../support/browser.ts';
import { credentialsFor } from '../support/credentials.ts';
import { believed, openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

let ahead = 0;
const now = () => Date.now() + ahead;
let stage: Stage;
let work: SignInPlace;
let home: SignInPlace;
beforeAll(async () => {
  stage = await openStage({ mailer: createOutbox(now), now });
  work = await stage.addProvider('work', believed);
  home = await stage.addProvider('home', believed);
});
afterAll(() => stage.close());

const query = (text: string, values: unknown[] = []) => stage.it.database.pool.query(text, values);
const linkMany = (userId: string, name: string, count: number) =>
  stage.post('/v1/identities/bulk-link', {
    links: Array.from({ length: count }, (_, nth) => ({
      user_id: userId,
      identity_provider_id: work.provider.id,
      external_id: `${name}-${nth}`,
    })),
  });
const link = (userId: string, subject: string) =>
  stage.post(`/v1/users/${userId}/identities`, { identity_provider_id: home.provider.id, external_id: subject });

describe('53: a thousand identities of one user, and no more', () => {
  let full: Row;
  let other: Row;
  beforeAll(async () => {
    full = await stage.createUser({ email: 'full@example.com', email_verified: true });
    other = await stage.createUser({});
    const { status, body } = await linkMany(full.id, 'full', 1000);
    expect([status, body.linked ?? body.data?.length]).toEqual([200, expect.any(Number)]);
    expect((await link(other.id, 'spare')).status).toBe(201);
    expect(await stage.identitiesOf(full.id)).toHaveLength(1000);
  }, 60_000);

  test('by no verb, of no dialect, and by no arrival', async () => {
    const [spare] = await stage.bySubject('spare');
    const before = await stage.snapshot();
    const genauth = await credentialsFor('genauth', stage.it, stage.it);
    const hex = (id: string) => id.replaceAll('-', '');
    const refusals: [string, { status: number; body: Row }][] = [
      ['link', await link(full.id, 'one-more')],
      ['bulk link', await linkMany(full.id, 'bulk-more', 2)],
      ['move', await stage.post(`/v1/identities/${spare!.id}/move`, { user_id: full.id, allow_last: true })],
      ['merge', await stage.post(`/v1/users/${full.id}/merge`, { secondary_user_id: other.id })],
      ['merge the other way', await stage.post(`/v1/users/${other.id}/merge`, { secondary_user_id: full.id })],
      [
        'genauth',
        await stage.post(
          '/api/v3/link-identity',
          { extIdpId: hex(home.provider.id), userIdInIdp: 'one-more', userId: hex(full.id) },
          genauth,
        ),
      ],
    ];
    for (const [what, { status, body }] of refusals)
      expect([what, JSON.stringify([status, body])]).toEqual([
        what,
        expect.stringMatching(/^\[4\d\d|"statusCode":4|too_many/),
      ]);
    expect(await stage.snapshot()).toEqual(before);
    const arrival = await home.signIn({ sub: 'full-home', email: 'full@example.com', email_verified: true });
    expect(arrival.userId).not.toBe(full.id);
    expect(arrival.status).toBeLessThan(500);
    expect(await stage.identitiesOf(full.id)).toHaveLength(1000);
  });

  test('a new user begins with no more than that either', async () => {
    const identities = Array.from({ length: 1001 }, (_, nth) => ({
      identity_provider_id: work.provider.id,
      external_id: `born-${nth}`,
    }));
    const made = await stage.post('/v1/users', { identities });
    expect(made.status).toBe(400);
    expect(await stage.bySubject('born-0')).toEqual([]);
  });
});

describe('53: questions without an answer', () => {
  test('ten thousand of them in one tenant, and then nobody is asked until they are over; and they are cleared away', async () => {
    const asks = await stage.addProvider('asks', { mode: 'ask', emailProof: 'never' });
    const arrive = async (sub: string) => {
      const browser = new Browser(stage.it.baseUrl);
      const claims = { sub, email: 'flood@example.com' };
      return browser.get(await asks.approach(claims, browser));
    };
    const count = async () =>
      (await query('select count(*)::int as count from pending_links where tenant_id = $1', [stage.it.tenant.id]))
        .rows[0].count as number;
    expect(await arrive('flood-first')).toMatchObject({ status: 303, location: '/sign-in/link' });
    // As many as an afternoon of arrivals would leave, made after the first one's image.
    await query(
      `insert into pending_links
         select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid()))).*
         from pending_links p, generate_series(1, 9999) where p.tenant_id = $1`,
      [stage.it.tenant.id],
    );
    expect(await count()).toBe(10_000);
    const identities = (await query('select count(*)::int as count from identities')).rows;
    const refused = await arrive('flood-last');
    expect(refused.status).toBe(429);
    expect(refused.headers.getSetCookie().join()).not.toMatch(/pending_link=[^;]/);
    expect(await count()).toBe(10_000);
    // Nothing of it is kept: not even the identity.
    expect((await query('select count(*)::int as count from identities')).rows).toEqual(identities);
    // Who needs to be asked nothing comes in all the same.
    expect((await work.signIn({ sub: 'flood-bystander' })).userId).not.toBeNull();
    // Another tenant has its own bound.
    expect(
      (await query('select count(*)::int as count from pending_links where tenant_id <> $1', [stage.it.tenant.id]))
        .rows[0].count,
    ).toBe(0);

    ahead = 16 * 60_000;
    expect((await arrive('flood-last')).status).toBe(303);
    // Those that sent a code are kept a day, to be counted; these sent none.
    ahead = 2 * 3_600_000;
    expect((await arrive('flood-last')).status).toBe(303);
    expect(await count()).toBeLessThanOrEqual(2);
    ahead = 0;
  });

  test('one person who is asked again and again leaves one question open', async () => {
    const asks = await stage.addProvider('asks-again', { mode: 'ask', emailProof: 'never' });
    for (let nth = 0; nth < 5; nth += 1) await asks.signIn({ sub: 'again', email: 'again@example.com' });
    const [identity] = await stage.bySubject('again');
    const { rows } = await query(
      'select settled_as from pending_links where identity_id = $1 order by created_at, id',
      [identity!.id],
    );
    expect(rows.filter(({ settled_as }) => settled_as === null)).toHaveLength(1);
    expect(rows.filter(({ settled_as }) => settled_as === 'superseded')).toHaveLength(4);
  });

  test('a hundred thousand requests of applications in one tenant, and then the oldest go', async () => {
    const redirectUri = 'https://app.example.com/callback';
    const { application } = await stage.it.operations.applications.create(stage.it.actor, {
      name: 'flooded',
      redirectUris: [redirectUri],
      pkceRequired: false,
    });
    const requests = new URLSearchParams({
      client_id: application.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
    });
    const kinds = "('AppRequest', 'Interaction')";
    const count = async () =>
      (await query(`select count(*)::int as count from openid_records where kind in ${kinds}`)).rows[0].count as number;
    const oldest = async () =>
      (await query(`select expires_at from openid_records where kind in ${kinds} order by expires_at limit 1`)).rows[0];
    await query(
      `insert into openid_records (tenant_id, kind, key, payload, expires_at)
         select $1, 'Interaction', int8send(n), '{}', now() + interval '1 minute' + n * interval '1 millisecond'
         from generate_series(1, 100000) n`,
      [stage.it.tenant.id],
    );
    const before = await oldest();
    const browser = new Browser(stage.it.baseUrl);
    const inner = await browser.get(`/authorize?${requests}&scope=openid`);
    expect(inner.location).toMatch(/\/openid\//);
    expect(await count()).toBe(100_000);
    const vendors = await browser.get(`/user_management/authorize?${requests}&provider=authkit`);
    expect(vendors.status).toBe(302);
    expect(await count()).toBe(100_000);
    // It is not the newest that go.
    expect((await oldest()).expires_at > before.expires_at).toBe(true);
    expect((await browser.get(new URL(inner.location!, stage.it.baseUrl).pathname)).status).toBe(303);
    await query(`delete from openid_records where kind in ${kinds}`);
  });

  test('an answer that a provider posts is kept up to the size of the largest that is read', async () => {
    const browser = new Browser(stage.it.baseUrl);
    const start = await browser.get('/sign-in/with/work');
    const state = new URL(start.location!).searchParams.get('state')!;
    const kept = async () =>
      (await query('select count(*)::int as count from sign_ins where sealed_posted is not null')).rows[0].count;
    const before = await kept();
    for (const path of ['/sign-in/callback', '/sign-in/saml/work']) {
      const huge = await browser.post(path, { state, RelayState: state, SAMLResponse: 'x'.repeat(500 * 1024) });
      expect(huge.status).toBe(413);
    }
    expect(await kept()).toBe(before);
  });

  test('sign-ins that nobody finishes are cleared away', async () => {
    const browser = new Browser(stage.it.baseUrl);
    for (let nth = 0; nth < 20; nth += 1) await browser.get('/sign-in/with/work');
    const count = async () => (await query('select count(*)::int as count from sign_ins')).rows[0].count as number;
    expect(await count()).toBeGreaterThanOrEqual(20);
    ahead = 6 * 3_600_000;
    await browser.get('/sign-in/with/work');
    expect(await count()).toBe(1);
    ahead = 0;
    // Nor does a browser keep more than a handful of their cookies.
    expect([...browser.cookies.keys()].filter((name) => name.startsWith('selfsame_sign_in_')).length).toBeLessThan(7);
  });
});

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const poisoned: [string, string][] = [
  ['10 MB', `{"a":"${'x'.repeat(10 * 1024 * 1024)}"}`],
  ['deep', `{"a":${deep(100)}}`],
  ['very deep', `{"a":${deep(20_000)}}`],
  ['__proto__', '{"__proto__":{"admin":true}}'],
  ['__proto__ within', '{"a":[{"__proto__":{"admin":true}}]}'],
  ['constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
  ['constructor.prototype within', '{"a":{"constructor":{"prototype":{"admin":true}}}}'],
];

describe('53: documents that are too large, too deep or poisoned', () => {
  test.each(poisoned)(
    '%s: refused as claims and as metadata, in every dialect, and nothing is changed',
    async (_what, document) => {
      const user = await stage.createUser({ user_metadata: { kept: true } });
      const before = await stage.snapshot();
      const { it } = stage;
      const credentials = Object.fromEntries(
        await Promise.all(
          ['native', 'workos', 'auth0', 'genauth'].map(
            async (name) => [name, await credentialsFor(name, it, it)] as const,
          ),
        ),
      );
      const hex = user.id.replaceAll('-', '');
      const id = work.provider.id;
      const asks: [string, string, string, string][] = [
        [
          'native',
          'POST',
          `/v1/users/${user.id}/identities`,
          `{"identity_provider_id":"${id}","external_id":"p","claims":${document}}`,
        ],
        ['native', 'POST', '/v1/users', `{"user_metadata":${document}}`],
        ['native', 'PATCH', `/v1/users/${user.id}`, `{"app_metadata":${document}}`],
        ['native', 'PUT', `/v1/users/${user.id}`, `{"user_metadata":${document}}`],
        ['workos', 'PUT', `/user_management/users/user_${user.id}`, `{"metadata":${document}}`],
        ['auth0', 'PATCH', `/api/v2/users/auth0%7C${hex}`, `{"user_metadata":${document}}`],
        ['genauth', 'POST', '/api/v3/update-user', `{"userId":"${hex}","customData":${document}}`],
        [
          'genauth',
          'POST',
          '/api/v3/link-identity',
          `{"extIdpId":"${id.replaceAll('-', '')}","userIdInIdp":"p","userId":"${hex}","userInfoInIdp":${document}}`,
        ],
      ];
      for (const [dialect, method, path, body] of asks) {
        const answer = await fetch(it.baseUrl + path, {
          method,
          headers: { ...credentials[dialect], 'content-type': 'application/json' },
          body,
        });
        const said = ((await answer.json()) as Row).statusCode ?? answer.status;
        expect([path, said]).toEqual([path, expect.toSatisfy((status: number) => status >= 400 && status < 500)]);
      }
      // A large batch is a batch: what is in its rows is bounded all the same.
      if (document.length < 1024 * 1024) {
        const rows = `{"links":[{"user_id":"${user.id}","identity_provider_id":"${id}","external_id":"p","claims":${document}}]}`;
        const bulk = await stage.native.send('POST', '/v1/identities/bulk-link', {
          headers: { ...stage.native.headers, 'content-type': 'application/json' },
          body: rows,
        });
        expect(bulk.status).toBe(400);
      }
      expect(await stage.snapshot()).toEqual(before);
      expect(({} as Row).admin).toBeUndefined();
    },
  );

  // Deeper than some thousand levels no provider's own JSON goes either.
  test.each([poisoned[0]!, poisoned[1]!, ['deeper', `{"a":${deep(2000)}}`] as const])(
    '%s: refused from a provider',
    async (what, document) => {
      const place = await stage.addProvider(`says-${what.replaceAll(' ', '-')}`, believed);
      const before = await stage.snapshot();
      // Without an address in the ID token it is asked for in UserInfo.
      place.scripted.lie.claims = ({ email: _email, ...rest }) => rest;
      place.scripted.lie.userinfo = (honest) => ({ ...honest, more: JSON.parse(document) });
      const visit = await place.signIn({ sub: 'says-too-much', email: 'says@example.com', email_verified: true });
      expect([visit.status, visit.userId]).toEqual([403, null]);
      expect(await stage.snapshot()).toEqual(before);
      // It was the document: without it the same person comes in.
      place.scripted.lie = {};
      expect(
        (await place.signIn({ sub: 'says-too-much', email: 'says@example.com', email_verified: true })).userId,
      ).not.toBeNull();
    },
  );

  test.each(poisoned.filter(([what]) => /proto/.test(what)))(
    '%s from a provider: nobody’s prototype, and nothing of it is kept',
    async (what, document) => {
      const place = await stage.addProvider(`says-${what.replaceAll(/\W+/g, '-').replaceAll('_', '')}x`, {
        ...believed,
        matchOn: ['external_id'],
        nameProof: 'authoritative',
        externalIdClaim: 'constructor',
      });
      place.scripted.lie.claims = ({ email: _email, ...rest }) => rest;
      // Spread into a literal a key that is called `__proto__` stays one.
      place.scripted.lie.userinfo = (honest) =>
        Object.fromEntries([...Object.entries(honest), ...Object.entries(JSON.parse(document))]);
      const visit = await place.signIn({ sub: 'poisoner' });
      expect(visit.userId).not.toBeNull();
      const [identity] = await stage.identitiesOf(visit.userId!);
      expect(JSON.stringify(identity!.claims)).not.toMatch(/__proto__|constructor|prototype/);
      expect(({} as Row).admin).toBeUndefined();
      expect(await signedInAs(visit.browser)).toBe(visit.userId);
    },
  );
});

/** Everything of a user, an identity or our own words that a claim might be named after. */
const reaching = {
  id: '0199b6a4-0001-7000-8000-0123456789ab',
  user_id: '0199b6a4-0001-7000-8000-0123456789ab',
  userId: '0199b6a4-0001-7000-8000-0123456789ab',
  tenant_id: '0199b6a4-0001-7000-8000-0123456789ab',
  tenantId: '0199b6a4-0001-7000-8000-0123456789ab',
  external_id: 'reached',
  externalId: 'reached',
  username: 'reached',
  role: 'admin',
  roles: ['admin'],
  groups: ['admins'],
  admin: true,
  is_admin: true,
  isMaster: true,
  scopes: ['users:write'],
  app_metadata: { roles: ['admin'] },
  appMetadata: { roles: ['admin'] },
  user_metadata: { reached: true },
  userMetadata: { reached: true },
  profile: { reached: true },
  status: 'suspended',
  blocked: true,
  merged_into: '0199b6a4-0001-7000-8000-0123456789ab',
  mergedInto: '0199b6a4-0001-7000-8000-0123456789ab',
  emailVerified: true,
  verified_email: true,
  email_verified: 'true',
  phoneVerified: true,
  phone_verified: true,
  origin_key: 'oidc|reached',
  originKey: 'oidc|reached',
  linked_by: 'manual',
  linkedBy: 'manual',
  identity_provider_id: '0199b6a4-0001-7000-8000-0123456789ab',
  position: -1,
  loginsCount: 99,
  logins_count: 99,
  created_at: '1970-01-01T00:00:00.000Z',
  createdAt: '1970-01-01T00:00:00.000Z',
};

describe('54: claims write nothing but what they are claims of', () => {
  const whole = async (userId: string) => {
    const { updated_at: _updated, last_login_at: _last, logins_count: _count, ...user } = (await stage.user(userId))!;
    return user;
  };

  test.each(['never', 'first_link', 'always'] as const)(
    'a first sign-in and a later one (update_profile %s)',
    async (updateProfile) => {
      const place = await stage.addProvider(`reaches-${updateProfile}`, { ...believed, updateProfile });
      const plain = { sub: 'plain', email: `plain-${updateProfile}@example.com`, name: 'Plain' };
      const honest = await place.signIn(plain);
      const reached = await place.signIn({
        ...reaching,
        ...plain,
        sub: 'reaching',
        email: `reaching-${updateProfile}@example.com`,
      });
      const [one, other] = [await whole(honest.userId!), await whole(reached.userId!)];
      const own = ['id', 'email', 'email_key', 'origin_key', 'created_at'];
      for (const [field, value] of Object.entries(other))
        if (!own.includes(field)) expect([field, value]).toEqual([field, one[field]]);
      expect(other).toMatchObject({
        tenant_id: stage.it.tenant.id,
        email_verified: false,
        status: 'active',
        merged_into: null,
        external_id: null,
        app_metadata: {},
        user_metadata: {},
      });
      expect(other.id).not.toBe(reaching.id);
      expect(String(other.origin_key)).not.toContain('reached');

      const before = await whole(honest.userId!);
      expect((await place.signIn({ ...reaching, ...plain })).userId).toBe(honest.userId);
      expect(await whole(honest.userId!)).toEqual(before);
      const [identity] = await stage.identitiesOf(honest.userId!);
      expect(identity).toMatchObject({
        tenant_id: stage.it.tenant.id,
        user_id: honest.userId,
        identity_provider_id: place.provider.id,
        subject: 'plain',
        linked_by: 'auto',
        position: 0,
        email_verified: false,
        phone_verified: false,
        username: null,
      });
      // They are kept for people to look at, and that is all.
      expect(identity!.claims).toMatchObject({ role: 'admin', app_metadata: { roles: ['admin'] } });
    },
  );

  test('a claim that the rule reads as the external id finds a user, and names none', async () => {
    const place = await stage.addProvider('mapped', {
      ...believed,
      matchOn: ['external_id'],
      nameProof: 'authoritative',
      externalIdClaim: 'employee',
    });
    const visit = await place.signIn({ sub: 'mapped', employee: 'E-54' });
    expect(await stage.user(visit.userId!)).toMatchObject({ external_id: null });
  });

  test('a link by hand with claims, in each dialect that has one', async () => {
    const user = await stage.createUser({ email: 'fiftyfour@example.com' });
    const before = await whole(user.id);
    const linked = await stage.post(`/v1/users/${user.id}/identities`, {
      identity_provider_id: work.provider.id,
      external_id: 'fiftyfour',
      claims: { ...reaching, email: 'fiftyfour@example.com', email_verified: true },
    });
    expect(linked.body).toMatchObject({ user_id: user.id, external_email: null, linked_by: 'manual' });
    const hex = (id: string) => id.replaceAll('-', '');
    const told = await stage.post(
      '/api/v3/link-identity',
      {
        extIdpId: hex(home.provider.id),
        userIdInIdp: 'fiftyfour-2',
        userId: hex(user.id),
        userInfoInIdp: { ...reaching, sub: 'other' },
      },
      await credentialsFor('genauth', stage.it, stage.it),
    );
    expect(told.body.statusCode).toBe(200);
    expect(await whole(user.id)).toEqual(before);
    for (const identity of await stage.identitiesOf(user.id))
      expect(identity).toMatchObject({ tenant_id: stage.it.tenant.id, user_id: user.id, phone_verified: false });
    expect(await stage.bySubject('other')).toEqual([]);
  });
});
