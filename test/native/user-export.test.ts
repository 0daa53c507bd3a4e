/** `GET /v1/exports/users`: what is in the file, who gets it, and that nobody is left working for whoever went away. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

describe.each(['server', 'embedded'] as const)('an export of users on the %s database', (on) => {
  let it: TestApp;
  let native: NativeClient;
  beforeAll(async () => {
    it = await startTestApp({ on });
    native = openNative(it);
    for (const { actor } of [it, it.other])
      await it.operations.identityProviders.create(actor, { strategy: 'oidc', name: 'oidc' });
  });
  afterAll(() => it.close());

  const lines = async () => (await native.send('GET', '/v1/exports/users')).body as string;

  test('whoever may not read all of it gets nothing', async () => {
    for (const scope of ['users:read', 'identities:read'] as const) {
      const { rawKey } = await it.createKey([scope]);
      const { status, body } = await openNative(it, rawKey).send('GET', '/v1/exports/users');
      expect([status, body.code]).toEqual([403, 'insufficient_scope']);
    }
    const provider = (await it.operations.identityProviders.byName(it.actor, 'oidc'))!;
    const { rawKey } = await it.createKey(['users:read', 'identities:read'], { identityProviderId: provider.id });
    expect((await openNative(it, rawKey).send('GET', '/v1/exports/users')).body.code).toBe(
      'identity_provider_mismatch',
    );
    expect((await native.send('GET', '/v1/exports/users', { headers: {} })).status).toBe(401);
  });

  test('of nobody it is an empty file', async () => {
    const { status, headers, body } = await native.send('GET', '/v1/exports/users');
    expect([status, headers.get('selfsame-users-estimated'), body]).toEqual([200, '0', '']);
  });

  test('what it writes goes in by `selfsame import`, and comes out the same', async () => {
    const { users, merge, identityProviders } = it.operations;
    const provider = (await identityProviders.byName(it.actor, 'oidc'))!;
    const [ada, twin] = await Promise.all(
      ['ada', 'twin'].map((name) =>
        users.create(it.actor, {
          profile: { email: `${name}@example.com`, emailVerified: true, name: `${name} "é"\n`, appMetadata: { a: 1 } },
          identities: [{ identityProviderId: provider.id, subject: name, claims: { sub: name } }],
        }),
      ),
    );
    await merge(it.actor, { primaryId: ada!.user.id, secondaryId: twin!.user.id });
    const { headers, body } = await native.send('GET', '/v1/exports/users');
    expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="users.ndjson"');
    expect(headers.get('selfsame-users-estimated')).toBe('1');
    expect(
      body
        .trimEnd()
        .split('\n')
        .map((line: string) => JSON.parse(line).merged_into ?? null),
    ).toEqual([null, ada!.user.id]);
    if (on === 'embedded') return;

    const file = join(temporaryDirectory(), 'users.ndjson');
    writeFileSync(file, body);
    const keys = await runCommand(['keys', 'new'], {});
    const env = {
      DATABASE_URL: it.database.pool.options.connectionString!,
      SELFSAME_KEYS: keys.stdout.trim(),
      NODE_ENV: 'production',
    };
    const { slug } = it.other.tenant;
    const { code, stderr } = await runCommand(['import', file, '--tenant', slug], env);
    expect([code, stderr]).toEqual([0, '']);
    const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    expect((await others.send('GET', '/v1/exports/users')).body).toBe(body);
  });

  test('whoever goes away in the middle leaves no work behind, and the next one may', async () => {
    await it.database.pool.query(
      `insert into users (tenant_id, id, email_verified, phone_verified, profile, user_metadata, app_metadata, status,
         logins_count, created_at, updated_at)
       select $1, gen_random_uuid(), false, false, '{}', '{}', jsonb_build_object('long', repeat('x', 4000)), 'active',
         0, now(), now()
       from generate_series(1, 6000)`,
      [it.tenant.id],
    );
    const leaving = new AbortController();
    const response = await fetch(`${it.baseUrl}/v1/exports/users`, {
      headers: native.headers,
      signal: leaving.signal,
    });
    const reader = response.body!.getReader();
    await reader.read();
    // Another one of the same tenant has to wait meanwhile.
    expect((await native.send('GET', '/v1/exports/users')).body.code).toBe('rate_limited');
    leaving.abort();
    await expect(async () => reader.read()).rejects.toThrow();
    // The embedded database has one transaction at a time; on a server none is left open.
    await it.operations.users.create(it.actor, { profile: { name: 'after' } });
    await expect
      .poll(async () => (await native.send('GET', '/v1/exports/users')).status, { timeout: 10_000 })
      .toBe(200);
    if (on === 'server') {
      const { rows } = await it.database.pool.query(
        "select count(*)::int as open from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
      );
      expect(rows).toEqual([{ open: 0 }]);
    }
    expect((await lines()).trimEnd().split('\n')).toHaveLength(6003);
  });
});
