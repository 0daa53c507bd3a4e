/**
 * The embedded database: how long `npm start` takes until it answers, how many lists a second it gives beside PostgreSQL in the
 * same run, and how long a list waits at most while somebody else asks for something heavy. Numbers only; what they should be
 * is said elsewhere.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { openEmbedded } from '../src/stores/postgres/embedded.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { median } from './figures.ts';
import { chooseLoadGenerator } from './load-generator.ts';
import { forRandomUsers, nativeList } from './requests.ts';
import { startServerProcess } from './server-process.ts';
import { fill, mainProgram, setUp, userIdPrefix } from './set-up.ts';

export interface EmbeddedOptions {
  users: number;
  rounds: number;
  seconds: number;
  connections: number;
  /** Of each kind. */
  starts: number;
}

export interface EmbeddedMeasured {
  /** Milliseconds from `node scripts/start.js`, installed and built, to the first `/readyz` that says yes. */
  firstStartMs: number;
  laterStartMs: number;
  listPerSecond: { embedded: number; postgres: number; ratio: number };
  /** Milliseconds that a list took at most, sent every 5 ms while the operation ran, and how long that was. */
  waits: { operation: string; longestListMs: number; medianListMs: number; tookMs: number }[];
}

const repository = fileURLToPath(new URL('..', import.meta.url));
const scopes = ['users', 'identities', 'events'].flatMap((noun) => [`${noun}:read`, `${noun}:write`]);

export async function measureEmbedded(options: EmbeddedOptions): Promise<EmbeddedMeasured> {
  const work = mkdtempSync(join(tmpdir(), 'selfsame-bench-'));
  const closing: (() => Promise<unknown> | unknown)[] = [() => rmSync(work, { recursive: true, force: true })];
  try {
    const { firstStartMs, laterStartMs } = await measureStarts(work, options.starts);

    const postgres = await startPostgresServer({ fsync: true });
    closing.push(() => postgres.stop());
    const allowed = scopes.filter((scope) => scope !== 'events:write').join(',');
    const target = await setUp(postgres.url, options.users, () => {}, allowed);
    const server = await startServerProcess({
      name: 'postgres',
      args: [mainProgram, 'serve'],
      env: { DATABASE_URL: target.databaseUrl, SELFSAME_KEYS: target.sealingKey },
      work,
    });
    closing.push(() => server.stop());

    const env = { SELFSAME_DATA_DIR: join(work, 'embedded'), SELFSAME_KEYS: target.sealingKey };
    const headers = await setUpEmbedded(env, options.users, allowed);
    const embedded = await startServerProcess({ name: 'embedded', args: [mainProgram, 'serve'], env, work });
    closing.push(() => embedded.stop());

    const generator = chooseLoadGenerator(work);
    const rates: { embedded: number; postgres: number }[] = [];
    const rate = async (origin: string, sent: Record<string, string>, seconds: number) => {
      const { users, connections } = options;
      const requests = forRandomUsers(nativeList({ headers: sent }), users);
      const { perSecond, errors } = await generator.run({ origin, headers: sent, requests, connections, seconds });
      if (errors > 0) throw new Error(`${errors} lists were answered with an error`);
      return perSecond;
    };
    await rate(embedded.origin, headers, 2);
    await rate(server.origin, target.headers, 2);
    for (let round = 0; round < options.rounds; round += 1)
      rates.push({
        embedded: await rate(embedded.origin, headers, options.seconds),
        postgres: await rate(server.origin, target.headers, options.seconds),
      });
    const waits = await measureWaits(embedded.origin, headers, options.users);
    return {
      firstStartMs,
      laterStartMs,
      listPerSecond: {
        embedded: median(rates.map((each) => each.embedded)),
        postgres: median(rates.map((each) => each.postgres)),
        ratio: median(rates.map((each) => each.embedded / each.postgres)),
      },
      waits,
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

async function measureStarts(work: string, starts: number): Promise<{ firstStartMs: number; laterStartMs: number }> {
  const first: number[] = [];
  const later: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const dataDir = join(work, `start-${start}`);
    first.push(await measureStart(dataDir));
    later.push(await measureStart(dataDir));
  }
  return { firstStartMs: median(first), laterStartMs: median(later) };
}

async function measureStart(dataDir: string): Promise<number> {
  const [port, demoPort] = [await findFreePort(), await findFreePort()];
  const began = performance.now();
  const child = spawn(process.execPath, ['scripts/start.js'], {
    cwd: repository,
    env: {
      PATH: process.env.PATH,
      SELFSAME_DATA_DIR: dataDir,
      PORT: String(port),
      SELFSAME_DEMO_PORT: String(demoPort),
    },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error('`npm start` ended by itself');
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
      if (answer?.ok) return performance.now() - began;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function setUpEmbedded(env: Record<string, string>, users: number, allowed: string) {
  const selfsame = async (...args: string[]): Promise<Record<string, string>> => {
    const { stdout } = await promisify(execFile)(process.execPath, [mainProgram, ...args], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
    });
    return JSON.parse(stdout || '{}');
  };
  const tenant = await selfsame('tenant', 'create', 'bench', '--json');
  const key = await selfsame('key', 'create', '--name', 'bench', '--scopes', allowed, '--json');
  const database = await openEmbedded(env.SELFSAME_DATA_DIR!);
  try {
    await fill(database.pool, tenant.id!, users);
  } finally {
    await database.close();
  }
  return { 'x-api-key': key.api_key!, 'x-tenant-id': tenant.id! };
}

const idOf = (user: number): string => `${userIdPrefix}${user.toString(16).padStart(12, '0')}`;

async function measureWaits(
  origin: string,
  headers: Record<string, string>,
  users: number,
): Promise<EmbeddedMeasured['waits']> {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(origin + path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  // The last user gets very many identities, to be deleted with them.
  const many = Array.from({ length: 500 }, (_, number) => ({
    user_id: idOf(users),
    identity_provider_id: '01900000-0000-7000-9000-000000000001',
    external_id: `many-${number}`,
  }));
  const operations: [string, () => Promise<unknown>][] = [
    ['nothing', () => new Promise((resolve) => setTimeout(resolve, 500))],
    ['the first page of 100 users', () => ask('GET', '/v1/users?limit=100')],
    ['users by a part of their name', () => ask('GET', '/v1/users?limit=100&q=er%20777')],
    ['the newest 100 events', () => ask('GET', '/v1/events?limit=100')],
    ['a merge', () => ask('POST', `/v1/users/${idOf(1)}/merge`, { secondary_user_id: idOf(2) })],
    ['500 links in one request', () => ask('POST', '/v1/identities/bulk-link', { links: many })],
    ['deleting a user of 500 identities', () => ask('DELETE', `/v1/users/${idOf(users)}`)],
    ['a sweep of 2,000 users for suggestions', () => ask('POST', '/v1/linking/suggestions/sweep', { users_max: 2000 })],
  ];
  // The first of a kind plans its statements: that is a start's cost, and no request's behind it.
  const [merged, standIn, gone] = [idOf(users - 1), idOf(users - 2), idOf(users - 3)];
  await ask('POST', `/v1/users/${standIn}/merge`, { secondary_user_id: merged });
  await ask('POST', '/v1/identities/bulk-link', { links: [{ ...many[0], user_id: gone, external_id: 'one' }] });
  await ask('DELETE', `/v1/users/${gone}`);
  const waits: EmbeddedMeasured['waits'] = [];
  for (const [operation, run] of operations) {
    const times: number[] = [];
    const lists: Promise<void>[] = [];
    const list = async () => {
      const sent = performance.now();
      await ask('GET', `/v1/users/${idOf(3 + Math.floor(Math.random() * (users - 10)))}/identities`);
      times.push(performance.now() - sent);
    };
    const timer = setInterval(() => lists.push(list()), 5);
    const began = performance.now();
    await run()
      .finally(() => clearInterval(timer))
      .catch((error: unknown) => {
        console.error(`${operation}: ${String(error).slice(0, 300)}`);
      });
    const tookMs = performance.now() - began;
    await Promise.all(lists);
    waits.push({
      operation,
      longestListMs: times.length > 0 ? Math.max(...times) : 0,
      medianListMs: times.length > 0 ? median(times) : 0,
      tookMs,
    });
  }
  return waits;
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = new Command('bench/embedded.ts')
    .option('--users <n>', 'users, of two identities each', Number, 20_000)
    .option('--rounds <n>', 'rounds of each database in turn', Number, 5)
    .option('--seconds <n>', 'seconds of a round', Number, 3)
    .option('--connections <n>', 'connections of the load', Number, 32)
    .option('--starts <n>', 'first starts, each followed by a later one', Number, 3)
    .parse()
    .opts<EmbeddedOptions>();
  console.log(JSON.stringify(await measureEmbedded(options), null, 2));
}
