/**
 * What a request costs as the installation grows: `GET /v1/users/{id}/identities` on a tenant of few identities, on one of very
 * many, and on very many tenants of some. Three databases of one PostgreSQL, a server of ours on each, interleaved rounds of
 * the same load, medians. Only the ratios carry over to another machine.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { joinIds } from '../src/domain/ids.ts';
import { migrate } from '../src/stores/postgres/migrate.ts';
import { openServer } from '../src/stores/postgres/server.ts';
import { fillManyRows, idOf, type ManyTenants, tablesOfIdentities } from '../test/support/many-rows.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { median } from './figures.ts';
import { runGrowthLoad } from './growth-load.ts';
import { parentOf, readFamilyCpuSeconds } from './process-figures.ts';
import { type BenchServer, startSelfsame } from './start-servers.ts';

export interface GrowthOptions {
  /** Identities of one tenant, two of each user: the small installation and the large one. */
  few: number;
  many: number;
  /** Tenants of a thousand identities each; none leaves this out. */
  tenants: number;
  rounds: number;
  seconds: number;
  connections: number;
  /** Where the databases stay for the next run; else they go with this one. */
  keepIn?: string;
  tell?: (line: string) => void;
}

export const growthDefaults: GrowthOptions = {
  few: 10_000,
  many: 10_000_000,
  tenants: 10_000,
  rounds: 7,
  seconds: 4,
  connections: 32,
};

export interface Grown {
  name: string;
  identities: number;
  tenants: number;
  /** Medians over the rounds. */
  p50: number;
  p99: number;
  perSecond: number;
  /** Processor time for one request. */
  serverMicroseconds: number;
  databaseMicroseconds: number;
  /** Its p50 over that of the few, within a round; the median of that. */
  times: number;
  /** Of each table with its indexes. */
  bytes: Record<string, number>;
  loadSeconds: number | null;
}

export interface Growth {
  measured: Grown[];
  loadAverages: number[];
}

interface Installation {
  name: string;
  database: string;
  lots: ManyTenants;
}

const identitiesOfATenant = 1000;
/** A quarter of a small server's memory: PostgreSQL's own advice (§20.4.1). */
const settings = { shared_buffers: '2GB', max_wal_size: '8GB', checkpoint_timeout: '30min' };
/** The same for every tenant: only its hash is in the database. */
const secret = 'g'.repeat(43);

export async function measureGrowth(given: Partial<GrowthOptions> = {}): Promise<Growth> {
  const options = { ...growthDefaults, ...given };
  const { tell = () => {} } = options;
  const work = mkdtempSync(join(tmpdir(), 'selfsame-growth-'));
  const keepIn = options.keepIn ?? join('/tmp', `selfsame-growth-${process.pid}`);
  const installations = listInstallations(options);
  const servers: BenchServer[] = [];
  let postgres = await startPostgresServer({ keepIn, settings });
  try {
    const filled: (number | null)[] = [];
    for (const installation of installations) filled.push(await fill(postgres.url, installation, tell));
    // Loaded without, measured with what a crash does not lose.
    await postgres.stop();
    postgres = await startPostgresServer({ keepIn, settings, fsync: true });
    const postmasterPid = await readPostmasterPid(postgres.url);
    for (const { database } of installations) servers.push(await serve(withDatabase(postgres.url, database), work));

    const rounds = installations.map(
      (): { p50: number; p99: number; perSecond: number; own: number; db: number }[] => [],
    );
    const loads = installations.map(({ lots }, index) => ({
      origin: servers[index]!.origin,
      tenants: Array.from({ length: lots.tenants }, (_, number) => keyOf(number)),
      usersEach: lots.usersEach,
      connections: options.connections,
      directory: work,
    }));
    // Long enough for the pages and keys that are asked for most to be in memory.
    for (const load of loads) await runGrowthLoad({ ...load, seconds: Math.max(8, options.seconds) });
    for (let round = 0; round < options.rounds; round += 1) {
      for (const [index, load] of loads.entries()) {
        const before = [servers[index]!.cpuSeconds(), readFamilyCpuSeconds(postmasterPid)] as const;
        const { requests, errors, ...result } = await runGrowthLoad({ ...load, seconds: options.seconds });
        if (errors > 0)
          throw new Error(`${installations[index]!.name}: ${errors} requests were answered with an error`);
        rounds[index]!.push({
          ...result,
          own: ((servers[index]!.cpuSeconds() - before[0]) * 1e6) / requests,
          db: ((readFamilyCpuSeconds(postmasterPid) - before[1]) * 1e6) / requests,
        });
      }
      tell(`round ${round + 1} of ${options.rounds}`);
    }
    const measured: Grown[] = [];
    for (const [index, { name, lots, database }] of installations.entries()) {
      const own = rounds[index]!;
      const of = (field: 'p50' | 'p99' | 'perSecond' | 'own' | 'db') => median(own.map((each) => each[field]));
      measured.push({
        name,
        identities: lots.tenants * lots.usersEach * 2,
        tenants: lots.tenants,
        p50: of('p50'),
        p99: of('p99'),
        perSecond: of('perSecond'),
        serverMicroseconds: of('own'),
        databaseMicroseconds: of('db'),
        times: median(own.map(({ p50 }, round) => p50 / rounds[0]![round]!.p50)),
        bytes: await readSizes(withDatabase(postgres.url, database)),
        loadSeconds: filled[index]!,
      });
    }
    return { measured, loadAverages: loadavg() };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await postgres.stop();
    rmSync(work, { recursive: true, force: true });
    if (options.keepIn === undefined) rmSync(keepIn, { recursive: true, force: true });
  }
}

function listInstallations({ few, many, tenants }: GrowthOptions): Installation[] {
  const oneTenant = (identities: number): Installation => ({
    name: `${identities} identities in one tenant`,
    database: `growth_${identities}`,
    lots: { tenants: 1, usersEach: Math.ceil(identities / 2) },
  });
  const manyTenants: Installation = {
    name: `${tenants} tenants of ${identitiesOfATenant} identities`,
    database: `growth_${tenants}_tenants`,
    lots: { tenants, usersEach: identitiesOfATenant / 2 },
  };
  return [oneTenant(few), oneTenant(many), ...(tenants > 0 ? [manyTenants] : [])];
}

/** How many seconds it took; null when it was there. One that was left half done is begun anew. */
async function fill(
  serverUrl: string,
  { name, database, lots }: Installation,
  tell: (line: string) => void,
): Promise<number | null> {
  const url = withDatabase(serverUrl, database);
  const there = await ask(serverUrl, 'select 1 from pg_database where datname = $1', [database]);
  if (there.length > 0) {
    const [filled] = await ask(url, "select to_regclass('growth_filled') is not null as done", []);
    if (filled?.done === true) return null;
    await ask(serverUrl, `drop database ${database} with (force)`, []);
  }
  const started = performance.now();
  tell(`loading ${name}`);
  await ask(serverUrl, `create database ${database}`, []);
  const opened = await openServer(url);
  await migrate(opened);
  await opened.close();
  await fillManyRows(url, [lots], { tables: tablesOfIdentities, tell });
  await ask(
    url,
    `insert into api_keys (tenant_id, id, name, secret_hash, scopes, created_at)
     select id, '${keyId}', 'bench', $1, '{identities:read}', now() from tenants`,
    [createHash('sha256').update(secret).digest()],
  );
  await ask(url, 'create table growth_filled ()', []);
  await ask(url, 'checkpoint', []);
  return (performance.now() - started) / 1000;
}

const keyId = idOf('other', 1);

function keyOf(tenant: number): { tenantId: string; key: string } {
  const tenantId = idOf('tenant', tenant);
  return { tenantId, key: `sk_${joinIds(tenantId, keyId)}_${secret}` };
}

function serve(databaseUrl: string, work: string): Promise<BenchServer> {
  const sealingKey = `bench:${randomBytes(32).toString('base64')}`;
  return startSelfsame({ databaseUrl, sealingKey }, work);
}

async function readSizes(url: string): Promise<Record<string, number>> {
  const rows = await ask(
    url,
    `select c.relname as name, pg_total_relation_size(c.oid)::float8 as bytes from pg_class c
     where c.relname = any ($1) union all
     select i.relname, pg_relation_size(i.oid)::float8 from pg_index x join pg_class i on i.oid = x.indexrelid
     join pg_class c on c.oid = x.indrelid where c.relname = any ($1) order by name`,
    [tablesOfIdentities],
  );
  return Object.fromEntries(rows.map(({ name, bytes }) => [name as string, bytes as number]));
}

async function readPostmasterPid(url: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = parentOf(rows[0]!.pid);
  await client.end();
  return pid;
}

async function ask(url: string, text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}
