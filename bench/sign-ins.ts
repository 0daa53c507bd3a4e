/**
 * What the completion of a sign-in costs beside a link: the state is found and used up, the provider vouches, what is known is
 * looked at, the decision taken, and the sign-in written with its session and event. The provider's time is apart: its
 * connector answers at once, with the claims of a person who is known. Both are called as operations, in one process and on
 * one PostgreSQL with durable settings, by as many callers at once, in interleaved rounds; medians.
 */
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import pg from 'pg';
import { createEntropy } from '../src/app.ts';
import type { Strategy, Vouched } from '../src/connectors/connector.ts';
import { systemActor } from '../src/domain/actor.ts';
import { createMapper } from '../src/mapping/mapping.ts';
import { createOperations, type Operations } from '../src/operations/index.ts';
import { createSharedMemory } from '../src/operations/shared-memory.ts';
import { createUpstreamWork } from '../src/operations/upstream-work.ts';
import { createPolicies } from '../src/policies/policies.ts';
import { createPostgresStore } from '../src/stores/postgres/index.ts';
import { openServer } from '../src/stores/postgres/server.ts';
import { createVault } from '../src/vault/vault.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { median } from './figures.ts';
import { readFamilyCpuSeconds } from './process-figures.ts';
import { setUp, type Target, userIdPrefix } from './set-up.ts';

export interface SignInsOptions {
  users: number;
  rounds: number;
  /** How many of each in a round. */
  each: number;
  /** Callers at once. */
  connections: number;
}

/** Medians of the rounds. */
export interface SignInResults {
  signInsPerSecond: number;
  linksPerSecond: number;
  /** Of the links' rate in the same round. */
  ratio: number;
  /** Processor time for one, of this process and of the database. */
  signInMicroseconds: { server: number; database: number };
  linkMicroseconds: { server: number; database: number };
}

const providerId = '01900000-0000-7000-9000-000000000000';
const connectionId = '01900000-0000-7000-b000-000000000000';
const redirectUri = 'https://bench.example/sign-in/callback';

/** Needs `npm run build`, whose program makes the database. */
export async function measureSignIns(options: SignInsOptions): Promise<SignInResults> {
  const postgres = await startPostgresServer({ fsync: true });
  try {
    const target = await setUp(postgres.url, options.users, () => {}, 'identities:write');
    await addConnection(target);
    const mapper = createMapper();
    const upstream = createUpstreamWork({ renewal() {}, revocation() {} });
    const store = createPostgresStore(await openServer(target.databaseUrl));
    const operations = createOperations({
      store,
      entropy: createEntropy(),
      shared: createSharedMemory(Date.now),
      strategies: new Map([['google-oauth2', believing]]),
      postbox: null,
      policies: createPolicies({ countError() {} }),
      mapper,
      upstream,
      vault: createVault([{ id: 'bench', key: new Uint8Array(randomBytes(32)) }]),
    });
    try {
      return await measure(operations, target, options);
    } finally {
      await upstream.close();
      await mapper.close();
      await store.close();
    }
  } finally {
    await postgres.stop();
  }
}

async function measure(operations: Operations, target: Target, options: SignInsOptions): Promise<SignInResults> {
  const actor = systemActor(target.tenantId, 'bench');
  let subjects = 0;
  const link = async (user: number) => {
    subjects += 1;
    const { outcome } = await operations.identities.link(actor, {
      userId: userId(user),
      identityProviderId: providerId,
      subject: `linked-${subjects}`,
    });
    if (outcome !== 'linked') throw new Error('a link of a new subject was none');
  };
  const finish = async ({ callback, browserSecret }: Started) => {
    const finished = await operations.signIn.finish(callback, browserSecret, {});
    if (!finished.signedIn) throw new Error('a known person was not signed in');
  };
  const anyUser = () => 1 + Math.floor(Math.random() * options.users);

  const rounds: { signIns: Cost; links: Cost }[] = [];
  // One round more than is counted: the first is what a process and its connections cost at their start.
  for (let round = 0; round <= options.rounds; round += 1) {
    const started = await inTurns(options, options.each, () => start(operations, target.tenantId, anyUser()));
    const links = await costOf(target, options.each, () => inTurns(options, options.each, () => link(anyUser())));
    const signIns = await costOf(target, options.each, () =>
      inTurns(options, options.each, (nth) => finish(started[nth]!)),
    );
    if (round > 0) rounds.push({ signIns, links });
  }
  const middle = (which: (round: (typeof rounds)[number]) => number) => median(rounds.map(which));
  return {
    signInsPerSecond: middle(({ signIns }) => signIns.perSecond),
    linksPerSecond: middle(({ links }) => links.perSecond),
    ratio: middle(({ signIns, links }) => signIns.perSecond / links.perSecond),
    signInMicroseconds: {
      server: middle(({ signIns }) => signIns.server),
      database: middle(({ signIns }) => signIns.database),
    },
    linkMicroseconds: { server: middle(({ links }) => links.server), database: middle(({ links }) => links.database) },
  };
}

interface Started {
  callback: URL;
  browserSecret: string;
}

async function start(operations: Operations, tenantId: string, user: number): Promise<Started> {
  const { state, browserSecret } = await operations.signIn.start(tenantId, connectionId, {
    redirectUri,
    returnTo: null,
  });
  return { callback: new URL(`${redirectUri}?${new URLSearchParams({ state, code: String(user) })}`), browserSecret };
}

function userId(user: number): string {
  return `${userIdPrefix}${user.toString(16).padStart(12, '0')}`;
}

/** A provider that is there at once: the code is the number of a user. */
const believing: Strategy = {
  name: 'google-oauth2',
  displayName: 'Google',
  protocol: 'oidc',
  defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  connector: {
    start: async () => new URL('https://provider.example/authorize'),
    finish: async (_settings, _start, callback): Promise<Vouched> => {
      const n = callback.searchParams.get('code');
      const email = `user${n}@example.com`;
      const raw = { sub: `subject-${n}`, email, email_verified: true, name: `User ${n}`, locale: 'en' };
      const claims = { subject: raw.sub, subjectType: '', email, emailVerified: true, phoneVerified: false, raw };
      return { claims: { ...claims, username: `user${n}`, displayName: raw.name } };
    },
    checkConfig: () => [],
  },
};

async function addConnection({ databaseUrl, tenantId }: Target): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      'insert into connections (tenant_id, id, identity_provider_id, identifier, display_name, type, config, enabled, login_only, ' +
        "created_at, updated_at) values ($1, $2, $3, 'bench', 'Bench', 'social', '{}', true, false, now(), now())",
      [tenantId, connectionId, providerId],
    );
  } finally {
    await client.end();
  }
}

interface Cost {
  perSecond: number;
  server: number;
  database: number;
}

async function costOf({ postmasterPid }: Target, count: number, work: () => Promise<unknown>): Promise<Cost> {
  const before = { at: performance.now(), own: process.cpuUsage(), database: readFamilyCpuSeconds(postmasterPid) };
  await work();
  const { user, system } = process.cpuUsage(before.own);
  return {
    perSecond: (count * 1000) / (performance.now() - before.at),
    server: (user + system) / count,
    database: ((readFamilyCpuSeconds(postmasterPid) - before.database) * 1e6) / count,
  };
}

/** Calls `work` so many times, as many at once as there are connections. */
async function inTurns<T>(
  { connections }: SignInsOptions,
  count: number,
  work: (nth: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let nth = next++; nth < count; nth = next++) results[nth] = await work(nth);
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = new Command('bench/sign-ins.ts')
    .option('--users <n>', 'users, of two identities each', Number, 100_000)
    .option('--rounds <n>', 'rounds of each in turn', Number, 5)
    .option('--each <n>', 'how many of each in a round', Number, 5000)
    .option('--connections <n>', 'callers at once', Number, 32)
    .parse()
    .opts<SignInsOptions>();
  console.log(JSON.stringify(await measureSignIns(options), null, 2));
}
