/** `selfsame keys rotate`: everything that is sealed comes under the first key, whatever happens meanwhile. */
import { createCipheriv, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../src/domain/identity.ts';
import type { Connection } from '../../src/domain/identity-provider.ts';
import { codeKind, pendingPlace } from '../../src/operations/app-authorizations.ts';
import { serviceProviderKeyPlace } from '../../src/operations/service-provider.ts';
import { sampleSealed, sealedTables } from '../../src/stores/postgres/sealed-columns.ts';
import { createVault, type SealingKey } from '../../src/vault/vault.ts';
import { runCommand } from '../support/command-line.ts';
import { openNative } from '../support/native-client.ts';
import { type ScriptedProvider, scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { freePort, spawnSelfsame, type TestEnvironment } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const redirectUri = 'http://127.0.0.1/sign-in/callback';
const made: SealingKey[] = [];
const makeKey = (id: string): SealingKey => {
  const key = { id, key: randomBytes(32) };
  made.push(key);
  return key;
};
/** Of the first key, which a test takes with it to the next ring. */
let ring: SealingKey[];
let it: TestApp;
let scripted: ScriptedProvider;
let connection: Connection;
let identity: Identity;

const envOf = (keys: SealingKey[]): TestEnvironment => ({
  DATABASE_URL: it.database.pool.options.connectionString!,
  SELFSAME_KEYS: keys.map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`).join(','),
  NODE_ENV: 'production',
});
const query = async (text: string, values: unknown[] = []) => (await it.database.pool.query(text, values)).rows;

/** The ids of the keys that anything at all is sealed with. */
async function keysInUse(): Promise<string[]> {
  const texts = sealedTables.flatMap(({ name, columns }) =>
    columns.map((column) => `select ${column.read ?? `t.${column.name}`} as sealed from ${name} t`),
  );
  const rows = await query(
    `select distinct split_part(sealed, '.', 1) || '.' || split_part(sealed, '.', 2) as id from (${texts.join(' union all ')}) s where sealed is not null order by 1`,
  );
  return rows.map(({ id }) => id);
}

beforeAll(async () => {
  ring = [makeKey('k1')];
  scripted = await startScriptedProvider();
  scripted.renewal.give = true;
  it = await startTestApp({ sealingKeys: ring });
  const believed = { mode: 'verified_match', emailProof: 'provider_verified_bit' } as const;
  const provider = await it.createProvider('oidc', 'oidc', believed);
  connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'scripted',
    ...scriptedClient,
    config: { issuer: scripted.url },
  });
  await it.operations.applications.create(it.actor, {
    name: 'sealed',
    redirectUris: ['https://app.example.com/callback'],
  });
  const id = randomUUID();
  const sealedPrivateKey = createVault(ring).seal('private', serviceProviderKeyPlace(it.tenant.id, id));
  const key = {
    id,
    tenantId: it.tenant.id,
    certificate: 'public',
    sealedPrivateKey,
    createdAt: new Date().toISOString(),
    signsSince: null,
  };
  await it.app.store.transaction((rows) => rows.serviceProviderKeys.insert(key));
  // A token of ours is signed with a key that rests sealed.
  const { publicId, secret } = it.key;
  const form = {
    grant_type: 'client_credentials',
    client_id: publicId,
    client_secret: secret,
    audience: `${it.baseUrl}/api/v2/`,
  };
  expect((await fetch(`${it.baseUrl}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })).status).toBe(
    200,
  );
});
afterAll(async () => {
  await it.close();
  await scripted.close();
});
/** The server of these tests knows the first key only. */
async function rotateBack(): Promise<void> {
  const others = made.filter(({ id }) => /^k[2-5]$/.test(id));
  expect((await runCommand(['keys', 'rotate'], envOf([...ring, ...others]))).code).toBe(0);
}
afterEach(async () => {
  await query("delete from api_keys where name = 'seeded'");
  await rotateBack();
});
/** Something of everything that is sealed. */
beforeEach(async () => {
  await keepQuestion();
  const start = () => it.operations.signIn.start(it.tenant.id, connection.id, { redirectUri, returnTo: null });
  const started = await start();
  const callback = scripted.approve(started.url, { sub: 'ada', email: 'ada@example.com', email_verified: true });
  const finished = await it.operations.signIn.finish(callback, started.browserSecret, {});
  if (!finished.signedIn) throw new Error('not signed in');
  identity = (await it.operations.identities.ofUser(it.actor, finished.user.id))[0]!;
  const open = await start();
  await it.operations.signIn.keepPosted(open.url.searchParams.get('state')!, new URLSearchParams({ code: 'posted' }));
  const native = openNative(it);
  const headers = {
    ...native.headers,
    'content-type': 'application/json',
    'idempotency-key': randomBytes(8).toString('hex'),
  };
  await native.send('POST', '/v1/users', { headers, body: JSON.stringify({ name: 'kept' }) });
});

test('whatever is sealed is bound to a place in a table that is known', () => {
  const folder = new URL('../../src/operations/', import.meta.url);
  const places = readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/return `\$\{tenantId\}\/(\w+)\//g)])
    .map(([, table]) => table);
  expect([...new Set(places)].sort()).toEqual(sealedTables.map(({ name }) => name).sort());
});

test('no column that is not known holds a sealed text, whatever it is called', async () => {
  const columns = await query(
    "select table_name as table, column_name as column from information_schema.columns where table_schema = 'public'",
  );
  const holding: string[] = [];
  for (const { table, column } of columns) {
    const pattern = String.raw`v[12]\.[A-Za-z0-9-]{1,16}\.[\w-]{40}`;
    const [found] = await query(`select 1 from ${table} where ${column}::text ~ $1 limit 1`, [pattern]);
    if (found) holding.push(`${table}.${column}`);
  }
  const known = sealedTables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  expect(holding.sort()).toEqual(known.filter((name) => name !== 'identity_tokens.sealed_token_secret').sort());
});

test('every column that is called sealed is known', async () => {
  const rows = await query(
    "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public' and column_name like 'sealed%' order by 1",
  );
  const known = sealedTables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  expect(rows.map(({ name }) => name)).toEqual(known.filter((name) => name.includes('.sealed')).sort());
  for (const { name, columns } of sealedTables)
    for (const column of columns) {
      const read = column.read ?? `t.${column.name}`;
      const seeded = await query(`select 1 from ${name} t where ${read} is not null limit 1`);
      // Of OAuth 1.0a, which no strategy speaks.
      if (column.name === 'sealed_token_secret') continue;
      expect([name, column.name, seeded.length]).toEqual([name, column.name, 1]);
    }
});

describe('a rotation', () => {
  /** Everything that can be opened is, with these keys alone. */
  const expectOpens = async (keys: SealingKey[]) => {
    const vault = createVault(keys);
    for (const { name, columns } of sealedTables)
      for (const column of columns) {
        const rows = await query(
          `select ${column.read ?? `t.${column.name}`} as sealed, ${column.place} as place from ${name} t`,
        );
        for (const { sealed, place } of rows) if (sealed !== null) vault.open(sealed, place);
      }
  };

  test('brings everything under the new key, and the old one can go', async () => {
    const fresh = makeKey('k2');
    await sealAsV1(ring[0]!);
    expect(await keysInUse()).toEqual(['v1.k1', 'v2.k1']);
    const { code, stdout, stderr } = await runCommand(['keys', 'rotate'], envOf([fresh, ...ring]));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+ rows brought under `k2`\n$/)]);
    expect(stderr).toContain('nothing is sealed with `k1` any more');
    expect(await keysInUse()).toEqual(['v2.k2']);
    expect(await query('select distinct key_id from identity_tokens')).toEqual([{ key_id: 'k2' }]);
    await expectOpens([fresh]);
    const again = await runCommand(['keys', 'rotate'], envOf([fresh]));
    expect([again.code, again.stdout]).toEqual([0, '0 rows brought under `k2`\n']);
    await rotateBack();
    expect((await it.operations.providerTokens.read(it.actor, { identityId: identity.id })).accessToken).toMatch(
      /^access-/,
    );
  });

  test('while a server reads, renews and signs in', { timeout: 120_000 }, async () => {
    const fresh = makeKey('k3');
    const both = await startAppOn([fresh, ...ring]);
    await seedKeys(1000);
    let rotating = true;
    const serve = async () => {
      let rounds = 0;
      while (rotating) {
        await both.read(rounds % 3 === 0);
        rounds += 1;
      }
      return rounds;
    };
    const serving = serve();
    const { code } = await runCommand(['keys', 'rotate'], envOf([fresh, ...ring]));
    rotating = false;
    expect([code, (await serving) > 0]).toEqual([0, true]);
    await both.close();
    expect(await keysInUse()).toEqual(['v2.k3']);
    await expectOpens([fresh]);
  });

  test('that is killed goes on where it was', { timeout: 120_000 }, async () => {
    const fresh = makeKey('k4');
    await seedKeys(1000);
    // A row in the middle is locked, and the rotation waits for it when it is killed.
    const locker = await it.database.pool.connect();
    const running = spawnSelfsame(['keys', 'rotate'], envOf([fresh, ...ring]));
    const done = async () =>
      (await query("select count(*)::integer as count from api_keys where sealed_secret like 'v2.k4.%'"))[0]!
        .count as number;
    try {
      await locker.query('begin');
      // Found first and locked then: a locking statement locks what its OFFSET skips, too.
      const [{ id }] = (await locker.query('select id from api_keys order by tenant_id, id offset 500 limit 1')).rows;
      await locker.query('select 1 from api_keys where id = $1 for update', [id]);
      const waiting = async () =>
        (
          await query(
            "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like 'update api_keys%'",
          )
        ).length;
      await expect.poll(waiting, { timeout: 60_000, interval: 50 }).toBe(1);
      running.child.kill('SIGKILL');
      await running.ended;
    } finally {
      await locker.query('rollback');
      locker.release();
    }
    expect(await done()).toBeGreaterThan(0);
    expect(await keysInUse()).toEqual(['v2.k1', 'v2.k4']);
    await expectOpens([fresh, ...ring]);
    const { code, stdout } = await runCommand(['keys', 'rotate'], envOf([fresh, ...ring]));
    const rest = Number(/^\d+/.exec(stdout)?.[0]);
    expect([code, rest > 0, rest < 1000]).toEqual([0, true, true]);
    expect(await keysInUse()).toEqual(['v2.k4']);
    await expectOpens([fresh]);
  });

  test('leaves what it cannot open, and says with which key it was sealed', async () => {
    const [lost, fresh] = [makeKey('lost'), makeKey('k5')];
    const place = `${it.tenant.id}/connections/${connection.id}`;
    const [kept] = await query('select sealed_client_secret as sealed from connections where id = $1', [connection.id]);
    const sealed = createVault([lost]).seal('secret', place);
    await query('update connections set sealed_client_secret = $2 where id = $1', [connection.id, sealed]);
    const { code, stderr } = await runCommand(['keys', 'rotate'], envOf([fresh, ...ring]));
    expect([code, stderr]).toEqual([
      3,
      expect.stringContaining('1 rows stay as they are: the sealing key `lost` is not in the ring'),
    ]);
    expect(await keysInUse()).toEqual(['v2.k5', 'v2.lost']);
    await query('update connections set sealed_client_secret = $2 where id = $1', [connection.id, kept!.sealed]);
  });
});

test('a key that is lost is forgotten with what it sealed, and with nothing else', async () => {
  const lost = makeKey('gone');
  const place = `${it.tenant.id}/connections/${connection.id}`;
  const [kept] = await query('select sealed_client_secret as sealed from connections where id = $1', [connection.id]);
  const sealed = createVault([lost]).seal('secret', place);
  await query('update connections set sealed_client_secret = $2 where id = $1', [connection.id, sealed]);
  await query("update identity_tokens set sealed_access_token = replace(sealed_access_token, '.k1.', '.gone.')");
  const before = await query('select count(*)::integer as count from api_keys where sealed_secret is not null');
  const refused = await runCommand(['keys', 'forget', 'k1'], envOf(ring));
  expect([refused.code === 0, refused.stderr]).toEqual([false, expect.stringContaining('`k1` is in SELFSAME_KEYS')]);
  const { code, stdout } = await runCommand(['keys', 'forget', 'gone'], envOf(ring));
  expect([code, stdout]).toEqual([0, 'connections: 1 rows\nidentity_tokens: 1 rows\n']);
  expect(await keysInUse()).toEqual(['v2.k1']);
  expect(await query('select count(*)::integer as count from api_keys where sealed_secret is not null')).toEqual(
    before,
  );
  await query('update connections set sealed_client_secret = $2 where id = $1', [connection.id, kept!.sealed]);
});

describe('a start', () => {
  test.each(['serve', 'doctor'])(
    '%s refuses a key that is missing, and one of the same name that is another',
    async (command) => {
      const told = async (keys: SealingKey[]) => {
        const { code, stdout, stderr } = await runCommand([command], {
          ...envOf(keys),
          PORT: String(await freePort()),
        });
        return { code, text: stdout + stderr };
      };
      const missing = await told([makeKey('k9')]);
      expect([missing.code === 0, missing.text]).toEqual([
        false,
        expect.stringContaining('the sealing key `k1` is not in the ring'),
      ]);
      const another = await told([makeKey('k1')]);
      expect([another.code === 0, another.text]).toEqual([
        false,
        expect.stringContaining('another key of the same name'),
      ]);
    },
  );

  test('looks at the tokens too, whose table is large', async () => {
    const place = (await sampleSealed(it.database)).map((sample) => sample.place);
    for (const field of ['access_token', 'refresh_token', 'id_token'])
      expect(place).toContain(`${it.tenant.id}/identity_tokens/${identity.id}/${connection.id}/${field}`);
  });
});

/** The connection's secret as the first format had it. */
async function sealAsV1({ id, key }: SealingKey): Promise<void> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(`${it.tenant.id}/connections/${connection.id}`));
  const body = Buffer.concat([cipher.update(scriptedClient.clientSecret, 'utf8'), cipher.final()]);
  const sealed = `v1.${id}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
  await query('update connections set sealed_client_secret = $2 where id = $1', [connection.id, sealed]);
}

/** An application's code that stands for a question to its person. */
async function keepQuestion(): Promise<void> {
  const key = randomBytes(32);
  const sealedPending = createVault(ring).seal('pending', pendingPlace(it.tenant.id, key));
  const record = {
    tenantId: it.tenant.id,
    kind: codeKind,
    key,
    grantKey: null,
    clientId: null,
    userId: null,
    payload: { sealedPending, codeChallenge: null },
    consumedAt: null,
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
  };
  await it.app.store.transaction((rows) => rows.openidRecords.save(record));
}

/** API keys of no use, to have many rows. */
async function seedKeys(count: number): Promise<void> {
  const vault = createVault(ring);
  const ids = (await query('select gen_random_uuid()::text as id from generate_series(1, $1)', [count])).map(
    ({ id }) => id as string,
  );
  await query(
    "insert into api_keys (tenant_id, id, name, secret_hash, sealed_secret, scopes, created_at) select $1, id, 'seeded', '', sealed, '{}', now() from unnest($2::uuid[], $3::text[]) as s (id, sealed)",
    [it.tenant.id, ids, ids.map((id) => vault.seal('seeded', `${it.tenant.id}/api_keys/${id}`))],
  );
}

/** A second server on the same database, with these keys. */
async function startAppOn(sealingKeys: SealingKey[]) {
  const { createApp } = await import('../../src/app.ts');
  const { openServer } = await import('../../src/stores/postgres/server.ts');
  const { pino } = await import('pino');
  const app = await createApp({
    database: await openServer(it.database.pool.options.connectionString!),
    sealingKeys,
    baseUrl: 'http://127.0.0.1',
    logger: pino({ level: 'silent' }),
    fetch,
    trustProxy: false,
    insecureDevelopmentEndpoints: true,
  });
  return {
    read: (renew: boolean) => app.operations.providerTokens.read(it.actor, { identityId: identity.id, renew }),
    close: () => app.close(),
  };
}
