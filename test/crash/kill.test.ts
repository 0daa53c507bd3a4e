/**
 * kill -9. A server is killed again and again in the middle of its work; each time, all that it acknowledged must be
 * whole with its event, and what it did not acknowledge must be whole or absent. Asked again under the same
 * Idempotency-Key, it must answer as it did, or would have.
 */
import { randomInt } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { systemActor } from '../../src/domain/actor.ts';
import { allScopes } from '../../src/domain/scopes.ts';
import type { Database } from '../../src/stores/postgres/database.ts';
import { openEmbedded } from '../../src/stores/postgres/embedded.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { openServer } from '../../src/stores/postgres/server.ts';
import { freshDatabase } from '../support/database.ts';
import { freePort, spawnSelfsame, type TestEnvironment, untilPrinted } from '../support/selfsame.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { examine } from './ledger.ts';
import { type Asked, type Random, send, type Target, tellStories } from './workload.ts';

/** Stories at once: more than the server has connections to its database. */
const lanes = 12;
/** The kill falls so many acknowledged changes after the start … */
const acknowledgedMin = 5;
const acknowledgedMax = 120;
/** … and a moment later, less than a transaction takes: somewhere between its statements. */
const momentMsMax = 8;
/** How many of the acknowledged changes are asked for again after each restart. */
const repeatedMax = 10;

const sealingKey = Buffer.alloc(32, 7);

describe('a server that is killed in the middle of its work', { timeout: 600_000 }, () => {
  test('keeps what it acknowledged, and nothing by halves, on a PostgreSQL server', async () => {
    const { url, drop } = await freshDatabase();
    onTestFinished(() => drop());
    const openDatabase = async (): Promise<Database> => {
      await untilNobodyIsOn(url);
      return openServer(url);
    };
    await killAgainAndAgain({ rounds: 20, environment: { DATABASE_URL: url }, openDatabase });
  });

  test('and on the embedded database, which is killed with it', async () => {
    const dataDir = temporaryDirectory();
    const openDatabase = () => openEmbedded(dataDir);
    await killAgainAndAgain({ rounds: 3, environment: { SELFSAME_DATA_DIR: dataDir }, openDatabase });
  });
});

async function killAgainAndAgain(options: {
  rounds: number;
  environment: TestEnvironment;
  /** While no server is on it. */
  openDatabase: () => Promise<Database>;
}): Promise<void> {
  // A run that failed is made again, as far as moments can be, with the seed that it printed.
  const seed = Number(process.env.SELFSAME_CRASH_SEED ?? randomInt(2 ** 31));
  console.log(`SELFSAME_CRASH_SEED=${seed}`);
  const random = createRandom(seed);
  const port = String(await freePort());
  const environment = {
    ...options.environment,
    SELFSAME_KEYS: `k1:${sealingKey.toString('base64')}`,
    HOST: '127.0.0.1',
    PORT: port,
  };
  const look = async (): Promise<Set<string>> => {
    const database = await options.openDatabase();
    try {
      return await examine(async (text, values) => (await database.pool.query(text, values)).rows, tenantId, log);
    } finally {
      await database.close();
    }
  };
  const { tenantId, ...access } = await prepare(await options.openDatabase());
  const target: Target = { baseUrl: `http://127.0.0.1:${port}`, ...access };
  const log: Asked[] = [];
  let done = new Set<string>();
  const unanswered = { whole: 0, absent: 0 };

  for (let round = 0; round < options.rounds; round += 1) {
    const server = await startServer(environment);
    await askAgain(target, log, done, random);
    const killAfter = acknowledgedMin + Math.floor(random() * (acknowledgedMax - acknowledgedMin));
    const momentMs = random() * momentMsMax;
    let acknowledged = 0;
    let killed = false;
    const kill = () => {
      killed = true;
      server.child.kill('SIGKILL');
    };
    await tellStories({
      target,
      lanes,
      random,
      log,
      isKilled: () => killed,
      onAnswer: () => {
        acknowledged += 1;
        if (acknowledged === killAfter) setTimeout(kill, momentMs);
      },
    });
    expect((await server.ended).code).toBeNull();
    done = await look();
    for (const { id, answer } of log) if (!answer) unanswered[done.has(id) ? 'whole' : 'absent'] += 1;
  }

  const server = await startServer(environment);
  await askAgain(target, log, done, random);
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
  expect((await look()).size).toBe(log.length);
  // Without any, no kill fell into work.
  expect(unanswered.whole + unanswered.absent).toBeGreaterThan(0);
  console.log(
    `${options.rounds} kills, ${log.length} changes; of those without an answer, ` +
      `${unanswered.whole} were whole and ${unanswered.absent} absent`,
  );
}

/** Everything that got no answer, and some of what did. */
async function askAgain(target: Target, log: Asked[], done: Set<string>, random: Random): Promise<void> {
  const open = log.filter(({ answer }) => !answer);
  const answered = log.filter(({ answer, method }) => answer && method === 'POST');
  for (let count = 0; count < repeatedMax && answered.length > 0; count += 1) {
    const asked = answered[Math.floor(random() * answered.length)]!;
    expect(await send(target, asked)).toEqual({ ...asked.answer, replayed: true });
  }
  await Promise.all(
    open.map(async (asked) => {
      const answer = await send(target, asked);
      // An unlink has no key: done already, the identity is not the user's any more.
      if (asked.method === 'DELETE' && done.has(asked.id)) expect(answer.status).toBe(404);
      else expect(answer).toMatchObject({ status: expect.toBeOneOf([200, 201]), replayed: done.has(asked.id) });
      asked.answer = answer;
    }),
  );
}

/** A tenant with what the stories need. Closes the database. */
async function prepare(database: Database): Promise<{ tenantId: string } & Omit<Target, 'baseUrl'>> {
  await migrate(database);
  const { operations, close } = await createApp({
    database,
    sealingKeys: [{ id: 'k1', key: sealingKey }],
    baseUrl: 'http://127.0.0.1',
    logger: pino({ level: 'silent' }),
    fetch,
    trustProxy: false,
    insecureDevelopmentEndpoints: false,
  });
  const { tenantId: _, ...system } = systemActor('', 'test');
  const tenant = await operations.tenants.create(system, { name: 'crash', slug: 'crash', isMaster: false });
  const actor = systemActor(tenant.id, 'test');
  const key = await operations.apiKeys.create(actor, { name: 'everything', scopes: allScopes });
  const providers: string[] = [];
  for (const strategy of ['google-oauth2', 'github', 'oidc'])
    providers.push((await operations.identityProviders.create(actor, { strategy, name: strategy })).id);
  await close();
  return { tenantId: tenant.id, headers: { 'x-api-key': key.rawKey, 'x-tenant-id': tenant.id }, providers };
}

/** A killed server's connections outlive it until they notice: a commit that was under way still ends. */
async function untilNobodyIsOn(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const others = 'select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';
  await expect.poll(async () => (await client.query(others)).rowCount, { timeout: 30_000 }).toBe(0);
  await client.end();
}

async function startServer(environment: TestEnvironment) {
  const server = spawnSelfsame(['serve'], environment);
  onTestFinished(() => void server.child.kill('SIGKILL'));
  await untilPrinted(server, '"listening"');
  return server;
}

/** Mulberry32, of which the same seed makes the same numbers. */
function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
