/**
 * What a link and an unlink cost, over HTTP with everything on, beside the plain form of a link run bare by `pgbench` with as many
 * clients: a transaction of four statements that locks the user, writes the identity, the user and an event. Interleaved
 * rounds on one PostgreSQL with durable settings, each on tables that were vacuumed just before; medians.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import pg from 'pg';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { median } from './figures.ts';
import { readFamilyCpuSeconds } from './process-figures.ts';
import { setUp, type Target, userIdPrefix } from './set-up.ts';
import { startSelfsame } from './start-servers.ts';

const run = promisify(execFile);

export interface WritesOptions {
  /** Of two identities each. */
  users: number;
  rounds: number;
  /** Of one round. */
  seconds: number;
  /** Clients at once. */
  connections: number;
  /** A directory for a CPU profile of Selfsame's process. */
  cpuProf?: string;
}

/** Medians of the rounds. */
export interface WriteFigures {
  perSecond: number;
  /** Of the rate of `plain` in the same round. */
  ratio: number;
  /** Processor time for one. Null where there is no server in between. */
  serverMicroseconds: number | null;
  databaseMicroseconds: number;
}

export interface WriteResults {
  plain: WriteFigures;
  link: WriteFigures;
  unlink: WriteFigures;
}

/** Needs `npm run build`, `wrk` and `pgbench`. */
export async function measureWrites(options: WritesOptions): Promise<WriteResults> {
  const work = mkdtempSync(join(tmpdir(), 'selfsame-bench-'));
  const postgres = await startPostgresServer({ fsync: true, settings: { autovacuum: 'off' } });
  try {
    const target = await setUp(postgres.url, options.users, () => {}, 'identities:read,identities:write');
    const database = new pg.Client({ connectionString: target.databaseUrl });
    await database.connect();
    const server = await startSelfsame(target, work, options.cpuProf);
    const bench: Bench = { options, work, target, origin: server.origin };
    try {
      // Neither the first requests of a process nor the first statements of a connection are what it costs later.
      await runWrk(bench, 'link', 'warm');
      const names = ['plain', 'link', 'unlink'] as const;
      const rounds: Record<(typeof names)[number], { rate: number; server: number; database: number }>[] = [];
      for (let round = 0; round < options.rounds; round += 1) {
        const measured = {} as (typeof rounds)[number];
        for (const name of names) {
          // Nobody pays for what the one before left behind.
          await database.query('vacuum (analyze) users, identities, separations, sessions, events');
          await database.query('checkpoint');
          const before = [server.cpuSeconds(), readFamilyCpuSeconds(target.postmasterPid)] as const;
          const rate = name === 'plain' ? await runPgbench(bench) : await runWrk(bench, name, round);
          const perRequest = 1e6 / (rate * options.seconds);
          measured[name] = {
            rate,
            server: (server.cpuSeconds() - before[0]) * perRequest,
            database: (readFamilyCpuSeconds(target.postmasterPid) - before[1]) * perRequest,
          };
        }
        rounds.push(measured);
      }
      const figuresOf = (name: (typeof names)[number]): WriteFigures => ({
        perSecond: median(rounds.map((each) => each[name].rate)),
        ratio: median(rounds.map((each) => each[name].rate / each.plain.rate)),
        serverMicroseconds: name === 'plain' ? null : median(rounds.map((each) => each[name].server)),
        databaseMicroseconds: median(rounds.map((each) => each[name].database)),
      });
      return { plain: figuresOf('plain'), link: figuresOf('link'), unlink: figuresOf('unlink') };
    } finally {
      await server.stop();
      await database.end();
    }
  } finally {
    await postgres.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

interface Bench {
  options: WritesOptions;
  work: string;
  target: Target;
  origin: string;
}

async function runPgbench({ options, work, target: { databaseUrl, tenantId } }: Bench): Promise<number> {
  const script = join(work, 'plain.sql');
  const user = `('${userIdPrefix}' || lpad(to_hex(:n::integer), 12, '0'))::uuid`;
  writeFileSync(
    script,
    `\\set n random(1, ${options.users})
begin;
select id from users where tenant_id = '${tenantId}' and id = ${user} for update;
insert into identities (tenant_id, id, identity_provider_id, subject_type, subject, user_id, email_verified, phone_verified, claims, linked_by, linked_at, position, connection_ids, logins_count, created_at, updated_at)
  values ('${tenantId}', gen_random_uuid(), '01900000-0000-7000-9000-000000000000', '', gen_random_uuid()::text, ${user}, false, false, '{}', 'manual', now(), 2, '{}', 0, now(), now());
update users set updated_at = now() where tenant_id = '${tenantId}' and id = ${user};
insert into events (tenant_id, id, type, actor, user_id, identity_provider_id, after, created_at)
  values ('${tenantId}', gen_random_uuid(), 'identity.linked', '{"kind": "api_key", "label": "bench"}', ${user}, '01900000-0000-7000-9000-000000000000', '{"subject": "x", "linkedBy": "manual", "position": 2}', now());
commit;
`,
  );
  const { stdout } = await run(findPgbench(), [
    ...['-n', '-M', 'prepared', '-c', String(options.connections), '-j', '1', '-T', String(options.seconds)],
    ...['-f', script, databaseUrl],
  ]);
  return Number(/tps = ([\d.]+)/.exec(stdout)![1]);
}

function findPgbench(): string {
  const root = '/usr/lib/postgresql';
  const found = (existsSync(root) ? readdirSync(root) : [])
    .map((version) => join(root, version, 'bin/pgbench'))
    .filter((path) => existsSync(path));
  return found.at(-1) ?? 'pgbench';
}

/** Each user's second identity is unlinked in one round and not again; a link is of a subject that nobody has. */
async function runWrk(
  { options, work, target, origin }: Bench,
  verb: 'link' | 'unlink',
  round: number | 'warm',
): Promise<number> {
  const script = join(work, 'writes.lua');
  const headers = Object.entries(target.headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  const share = Math.floor(options.users / options.rounds);
  const request =
    verb === 'link'
      ? `local user = string.format("${userIdPrefix}%012x", math.random(${options.users}))
  local body = string.format('{"identity_provider_id":"01900000-0000-7000-9000-000000000000","external_id":"bench-${round}-%d"}', count)
  return wrk.format("POST", "/v1/users/" .. user .. "/identities", nil, body)`
      : `local n = ${Number(round) * share} + count
  local path = string.format("/v1/users/${userIdPrefix}%012x/identities/01900000-0000-7000-a000-%012x", n, 2 * n + 1)
  return wrk.format("DELETE", path)`;
  writeFileSync(
    script,
    `${headers.join('\n')}
wrk.headers["content-type"] = "application/json"
local count = 0
request = function()
  count = count + 1
  ${request}
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %f %d", summary.requests / summary.duration * 1e6, e.connect + e.read + e.write + e.status + e.timeout))
end
`,
  );
  const { stdout } = await run('wrk', [
    ...['-t1', `-c${options.connections}`, `-d${options.seconds}s`, '-s', script, origin],
  ]);
  const [, rate, errors] = /RESULT (\S+) (\S+)/.exec(stdout)!;
  if (errors !== '0') throw new Error(`${errors} requests of \`${verb}\` were answered with an error`);
  return Number(rate);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = new Command('bench/writes.ts')
    .option('--users <n>', 'users, of two identities each', Number, 100_000)
    .option('--rounds <n>', 'rounds of each in turn', Number, 5)
    .option('--seconds <n>', 'seconds of a round', Number, 5)
    .option('--connections <n>', 'clients', Number, 32)
    .option('--cpu-prof <directory>', "write a CPU profile of Selfsame's process there")
    .parse()
    .opts<WritesOptions>();
  for (const [name, figures] of Object.entries(await measureWrites(options))) {
    const { perSecond, ratio, serverMicroseconds, databaseMicroseconds } = figures as WriteFigures;
    const server = serverMicroseconds === null ? '' : `, server ${Math.round(serverMicroseconds)} µs`;
    console.log(
      `${name.padEnd(8)} ${Math.round(perSecond)}/s, ${ratio.toFixed(2)} x${server}, database ${Math.round(databaseMicroseconds)} µs`,
    );
  }
}
