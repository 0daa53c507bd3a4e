import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { arriveAt } from '../support/arrivals.ts';
import { openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

/** Every table that a tenant's rows are in, with what would show that one of them was written. */
const rowsOf = `select table_name from information_schema.tables
  where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`;

describe('explaining an arrival', () => {
  let it: TestApp;
  let google: IdentityProvider;
  beforeAll(async () => {
    it = await startTestApp();
    google = await it.createProvider('google-oauth2', 'google');
  });
  afterAll(() => it.close());

  const ask = async (body: object, key = it.key.rawKey, tenantId = it.tenant.id) => {
    const native = openNative(it, key, tenantId);
    return native.send('POST', '/v1/linking/explain', {
      headers: { ...native.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };
  const explain = async (claims: object, provider = google, externalId = 'nobody-yet') => {
    const answer = await ask({ identity_provider_id: provider.id, external_id: externalId, claims });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  const createUser = async (profile: object) => (await it.operations.users.create(it.actor, { profile })).user;
  const connect = (provider: IdentityProvider, identifier: string, loginOnly = false) =>
    it.operations.connections.create(it.actor, {
      identityProviderId: provider.id,
      identifier,
      clientId: 'client',
      loginOnly,
      config: provider.strategy === 'oidc' ? { issuer: 'https://idp.example.com' } : {},
    });

  test('a link: the user, every rule in order, and the rule that it was made by', async () => {
    const ada = await createUser({ name: 'Ada', email: 'Ada@gmail.com', emailVerified: true });
    const answer = await explain({ email: 'ada@gmail.com', email_verified: true });
    const user = {
      id: ada.id,
      name: 'Ada',
      email: 'Ada@gmail.com',
      email_verified: true,
      username: null,
      status: 'active',
    };
    expect(answer).toEqual({
      decision: { action: 'link', user_id: ada.id, matched_on: 'email', takes_over: false },
      reasons: [
        { rule: 'provider_enabled', settled: false, said: 'the identity provider is switched on' },
        { rule: 'known_identity', settled: false, said: 'the identity is new' },
        { rule: 'mode', settled: false, said: 'the rule is to join what both sides have proved' },
        {
          rule: 'proof',
          settled: false,
          said: 'the provider is authoritative for the domain of the e-mail address',
          about: { key: 'email', proved: true },
        },
        {
          rule: 'match',
          settled: true,
          said: 'one user has this key, and both sides have proved it',
          about: { key: 'email', user_id: ada.id },
        },
      ],
      candidates: [{ user, matches: [{ key: 'email', proved_by_arrival: true, proved_by_user: true }], missing: [] }],
      user,
      identity_id: null,
      identity_provider: {
        id: google.id,
        name: 'google',
        provider_type: 'google-oauth2',
        enabled: true,
        linking_rule: expect.objectContaining({
          version: 1,
          mode: 'verified_match',
          email_proof: 'authoritative_domains',
        }),
      },
      connection_id: null,
    });
  });

  test('each of the six decisions, with its data', async () => {
    const grace = await createUser({ name: 'Grace', email: 'grace@gmail.com', emailVerified: true });
    const squatter = await createUser({ email: 'squat@gmail.com' });
    const review = await it.createProvider('google-oauth2', 'review', { onConflict: 'review' });
    await it.operations.identities.link(it.actor, {
      userId: grace.id,
      identityProviderId: review.id,
      subject: 'grace',
    });
    const ask = await it.createProvider('github', 'asks');
    const gated = await it.createProvider('google-oauth2', 'gated', { loginOnly: true });
    const said = { email: 'grace@gmail.com', email_verified: true };

    expect((await explain(said, review, 'grace')).decision).toEqual({ action: 'sign_in', user_id: grace.id });
    expect((await explain({ ...said, email: 'squat@gmail.com' })).decision).toEqual({
      action: 'link',
      user_id: squatter.id,
      matched_on: 'email',
      takes_over: true,
    });
    expect((await explain({ ...said, email: 'new@gmail.com' })).decision).toEqual({
      action: 'create_user',
      email_proved: true,
      phone_proved: false,
      conflict: null,
      voids: [],
    });
    const held = await explain(said, review, 'another-grace');
    expect(held.decision).toEqual({
      action: 'hold',
      because: 'review',
      candidates: [{ user_id: grace.id, matched_on: ['email'], proofs: [] }],
    });
    expect(held.candidates).toMatchObject([{ missing: ['the user has another identity at this provider'] }]);
    expect((await explain(said, ask)).decision).toEqual({
      action: 'challenge',
      candidates: [{ user_id: grace.id, matched_on: ['email'], proofs: ['email_code', 'sign_in'] }],
      blind: false,
      otherwise: 'create_user',
    });
    expect((await explain({ email: 'stranger@gmail.com', email_verified: true }, gated)).decision).toEqual({
      action: 'refuse',
      because: 'known_people_only',
    });
  });

  test('what a candidate lacks is told', async () => {
    const user = await createUser({ email: 'lacks@example.com', emailVerified: true });
    const oidc = await it.createProvider('oidc', 'untrusted', { emailProof: 'never' });
    const { candidates, decision } = await explain({ email: 'lacks@example.com', email_verified: true }, oidc);
    expect(decision).toMatchObject({ action: 'challenge', blind: true });
    expect(candidates).toMatchObject([{ user: { id: user.id }, missing: ['the arrival does not prove the email'] }]);
  });

  test('it says what the arrival then does', async () => {
    await createUser({ email: 'same@gmail.com', emailVerified: true });
    const claims = { email: 'same@gmail.com', email_verified: true };
    const { decision, reasons } = await explain(claims, google, 'same');
    const connection = await connect(google, 'google-same');
    const arrived = await arriveAt(it, google, connection, {
      subject: 'same',
      email: claims.email,
      emailVerified: true,
    });
    expect({ action: arrived.decision.action, reasons: arrived.decision.reasons }).toEqual({
      action: decision.action,
      reasons,
    });
    await it.operations.connections.delete(it.actor, connection.id);
  });

  test('the only connection of a provider counts, or the one that is named', async () => {
    const company = await it.createProvider('oidc', 'company');
    const knownOnly = await connect(company, 'known-only', true);
    const ways = { identity_provider_id: company.id, external_id: 'x' };
    expect((await ask(ways)).body).toMatchObject({
      decision: { action: 'refuse', because: 'known_people_only' },
      connection_id: knownOnly.id,
    });
    const open = await connect(company, 'open');
    expect((await ask(ways)).body).toMatchObject({ decision: { action: 'create_user' }, connection_id: null });
    expect((await ask({ ...ways, connection_id: knownOnly.id })).body.decision.action).toBe('refuse');
    expect((await ask({ ...ways, connection_id: open.id })).body).toMatchObject({
      decision: { action: 'create_user' },
      connection_id: open.id,
    });
    const elsewhere = await ask({ ...ways, identity_provider_id: google.id, connection_id: open.id });
    expect(elsewhere).toMatchObject({ status: 404, body: { message: 'there is no such connection' } });
  });

  test('claims in other forms: a text for a bit, the domain owner of Microsoft, a name of the application', async () => {
    const user = await createUser({ email: 'forms@contoso.com', emailVerified: true, externalId: 'c-7' });
    const texts = await it.createProvider('oidc', 'texts', {
      emailProof: 'provider_verified_bit',
      verifiedForms: [true, 'true'],
    });
    const email = 'forms@contoso.com';
    expect((await explain({ email, raw: { email_verified: 'true' } }, texts)).decision).toMatchObject({
      user_id: user.id,
    });
    expect((await explain({ email, raw: { email_verified: 'yes' } }, texts)).decision.action).toBe('create_user');
    const directory = await it.createProvider('oidc', 'directory', { emailProof: 'xms_edov' });
    const owned = { email, raw: { xms_edov: '1', tid: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a' } };
    expect((await explain(owned, directory)).decision).toMatchObject({ action: 'link', user_id: user.id });
    const payroll = await it.createProvider('oidc', 'payroll', {
      matchOn: ['external_id'],
      nameProof: 'authoritative',
      externalIdClaim: 'employee',
    });
    expect((await explain({ raw: { employee: 'c-7' } }, payroll)).decision).toMatchObject({
      matched_on: 'external_id',
    });
  });

  test('writes nothing: every row of every table stays as it is', async () => {
    await createUser({ email: 'still@gmail.com' });
    const { pool } = it.database;
    const picture = async () => {
      const tables = (await pool.query<{ table_name: string }>(rowsOf)).rows.map(({ table_name }) => table_name);
      expect(tables).toEqual(expect.arrayContaining(['events', 'identities', 'separations', 'users']));
      const all: Record<string, unknown> = {};
      for (const table of tables.filter((name) => name !== 'api_keys'))
        all[table] = (
          await pool.query(`select xmin::text, ctid::text, to_jsonb(t)::text as row from "${table}" t order by ctid`)
        ).rows;
      // A key's last use is stamped by whoever calls, whatever it asks.
      all.api_keys = (await pool.query('select id, scopes, revoked_at from api_keys order by id')).rows;
      return all;
    };
    const before = await picture();
    for (const email of ['still@gmail.com', 'ada@gmail.com', 'nobody@gmail.com'])
      await explain({ email, email_verified: true, phone: '+44 20 7946 0018', username: 'ada' });
    await explain({ email: 'grace@gmail.com', email_verified: true }, google, 'same');
    expect(await picture()).toEqual(before);
  });

  test('what it shows it asks scopes for', async () => {
    const scopes = ['users:read', 'identities:read', 'identity_providers:read'] as const;
    const body = { identity_provider_id: google.id, external_id: 'x' };
    const full = await it.createKey([...scopes]);
    expect((await ask(body, full.rawKey)).status).toBe(200);
    for (const missing of scopes) {
      const key = await it.createKey(scopes.filter((scope) => scope !== missing));
      expect(await ask(body, key.rawKey)).toMatchObject({
        status: 403,
        body: { code: 'insufficient_scope', details: { scope: missing } },
      });
    }
    const bound = await it.createKey([...scopes], { identityProviderId: google.id });
    expect((await ask(body, bound.rawKey)).status).toBe(200);
    const github = await it.createProvider('github', 'another');
    expect(await ask({ ...body, identity_provider_id: github.id }, bound.rawKey)).toMatchObject({
      status: 403,
      body: { code: 'identity_provider_mismatch' },
    });
  });

  test('another tenant, an unknown provider, and what is no arrival', async () => {
    const unknown = { identity_provider_id: '0199b6a4-01aa-7000-8000-000038000000', external_id: 'x' };
    const nowhere = await ask(unknown);
    expect(nowhere).toMatchObject({ status: 404, body: { message: 'there is no such identity provider' } });
    const { key, tenant } = it.other;
    const foreign = await ask({ ...unknown, identity_provider_id: google.id }, key.rawKey, tenant.id);
    expect(foreign).toMatchObject({ status: 404, body: nowhere.body });

    const body = { identity_provider_id: google.id, external_id: 'x' };
    for (const wrong of [
      { ...body, external_id: ' ' },
      { ...body, external_id: '' },
      { ...body, identity_provider_id: 'google' },
      { ...body, claims: { email_verified: 'true' } },
      { ...body, claims: { roles: ['admin'] } },
      { ...body, claims: { raw: { big: 'x'.repeat(70_000) } } },
      {},
    ])
      expect(await ask(wrong)).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  });
});
