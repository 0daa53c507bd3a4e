/** Several processes on one database need the same tokens at the same moment: one of them asks the provider. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProgram } from '../support/program.ts';
import { type RealProvider, realClient, startRealProvider } from '../support/real-provider.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const redirectUri = 'http://127.0.0.1/sign-in/callback';
const hour = 3_600_000;
const key = randomBytes(32);

let it: TestApp;
let real: RealProvider;
beforeAll(async () => {
  real = await startRealProvider([redirectUri]);
  it = await startTestApp({ sealingKeys: [{ id: 'test', key }] });
});
afterAll(async () => {
  await it.close();
  await real.close();
});

async function signIn() {
  const believed = { mode: 'verified_match', emailProof: 'provider_verified_bit' } as const;
  const provider = await it.createProvider('oidc', 'oidc', believed);
  const connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'real',
    ...realClient,
    config: { issuer: real.url },
  });
  const started = await it.operations.signIn.start(it.tenant.id, connection.id, { redirectUri, returnTo: null });
  const finished = await it.operations.signIn.finish(await real.approve(started.url, 'ada'), started.browserSecret, {});
  if (!finished.signedIn) throw new Error('not signed in');
  return (await it.operations.identities.ofUser(it.actor, finished.user.id))[0]!;
}

test('fifty readers in three processes make one renewal, and all get what came of it', {
  timeout: 300_000,
}, async () => {
  const identity = await signIn();
  const programs = ['first', 'second', 'third'].map((name) => {
    const url = new URL(it.database.pool.options.connectionString!);
    url.searchParams.set('application_name', name);
    return startProgram(
      'read-tokens.ts',
      url.href,
      key.toString('base64'),
      it.tenant.id,
      identity.id,
      '17',
      String(hour),
    );
  });
  for (const program of programs) expect(await program.readLine()).toBe('ready');

  // The provider answers when everybody has asked: one holds the renewal, the others look at its row.
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    real.beforeRenewal = () => {
      resolve();
      return released;
    };
  });
  const answers = programs.map((program) => {
    program.writeLine('read');
    return program.readLine();
  });
  await asked;
  const { now } = (await it.database.pool.query('select clock_timestamp()::text as now')).rows[0];
  const looks = async () =>
    (
      await it.database.pool.query(
        "select count(distinct application_name)::integer as count from pg_stat_activity where datname = current_database() and query like '%from identity_tokens%' and query_start > $1::timestamptz and pid <> pg_backend_pid()",
        [now],
      )
    ).rows[0].count as number;
  await expect.poll(looks, { timeout: 20_000 }).toBe(programs.length - 1);
  release();

  const told = (await Promise.all(answers)).map((line) => JSON.parse(line!) as string[]);
  expect(new Set(told.flat()).size).toBe(1);
  expect(await real.accepts(told[0]![0]!)).toBe(true);
  expect(real.renewals()).toBe(1);
  for (const program of programs) program.closeInput();
  expect(await Promise.all(programs.map(async ({ ended }) => (await ended).code))).toEqual([0, 0, 0]);
});

test('a process that is killed while the provider thinks takes nothing with it but time', {
  timeout: 300_000,
}, async () => {
  const [identity] = (await it.operations.identities.search(it.actor, { limit: 1 }, {})).items;
  const url = it.database.pool.options.connectionString!;
  const start = (ahead: number) =>
    startProgram('read-tokens.ts', url, key.toString('base64'), it.tenant.id, identity!.id, '1', String(ahead));
  const victim = start(3 * hour);
  expect(await victim.readLine()).toBe('ready');
  let release = () => {};
  await new Promise<void>((resolve) => {
    real.beforeRenewal = () => {
      resolve();
      return new Promise((done) => {
        release = done;
      });
    };
    victim.writeLine('read');
  });
  victim.kill('SIGKILL');
  await victim.ended;
  // The provider never answers what it was asked: the refresh token is good still.
  real.beforeRenewal = async () => {};
  const survivor = start(4 * hour);
  expect(await survivor.readLine()).toBe('ready');
  survivor.writeLine('read');
  const [token] = JSON.parse((await survivor.readLine())!) as string[];
  expect(await real.accepts(token!)).toBe(true);
  survivor.closeInput();
  await survivor.ended;
  release();
});

test('a process that is killed between the answer and its commit loses what was rotated, and it is said so', {
  timeout: 300_000,
}, async () => {
  const [identity] = (await it.operations.identities.search(it.actor, { limit: 1 }, {})).items;
  const { pool } = it.database;
  const url = pool.options.connectionString!;
  const start = (ahead: number) =>
    startProgram('read-tokens.ts', url, key.toString('base64'), it.tenant.id, identity!.id, '1', String(ahead));
  const victim = start(6 * hour);
  expect(await victim.readLine()).toBe('ready');
  // The provider answers only when the row that the answer is to be written into is locked.
  let release = () => {};
  const asked = new Promise<void>((resolve) => {
    real.beforeRenewal = () => {
      resolve();
      return new Promise((done) => {
        release = done;
      });
    };
  });
  victim.writeLine('read');
  await asked;
  const locker = await pool.connect();
  try {
    await locker.query('begin');
    await locker.query('select 1 from identity_tokens where identity_id = $1 for update', [identity!.id]);
    release();
    const waiting = async () =>
      (
        await pool.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%identity_tokens%'",
        )
      ).rowCount;
    await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
    victim.kill('SIGKILL');
    await victim.ended;
  } finally {
    await locker.query('rollback');
    locker.release();
  }
  real.beforeRenewal = async () => {};
  const survivor = start(7 * hour);
  expect(await survivor.readLine()).toBe('ready');
  survivor.writeLine('read');
  expect(await survivor.readLine()).toContain('the person has to sign in there again');
  survivor.closeInput();
  await survivor.ended;
  const { items } = await it.operations.events.list(
    it.actor,
    { limit: 10 },
    { identityId: identity!.id, types: ['identity.authorization_lost'] },
  );
  expect(items).toMatchObject([{ before: { status: 'ok' }, after: { status: 'needs_reauthorization' } }]);
});
