/**
 * What one request costs: `GET /v1/users/{id}/identities` with everything on, beside (a) a constant answer of the same
 * bytes from bare Fastify and (b) bare Fastify with one prepared statement a request on a `pg` pool. Its own PostgreSQL
 * with durable settings, each server a process of its own, one run, interleaved rounds, medians. Only the ratios carry
 * over to another machine. Asserts nothing about time: that is no test's business.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { readFamilyCpuSeconds } from './cpu-time.ts';
import { chooseLoadGenerator, type Load } from './load-generator.ts';
import { describeMachine, formatResults, type Measured } from './results.ts';
import { setUp } from './set-up.ts';
import { type BenchServer, startServers } from './start-servers.ts';

interface Options {
  quick?: true;
  users: number;
  rounds: number;
  seconds: number;
  connections: number;
  generator?: 'wrk' | 'autocannon';
  cpuProf?: string;
}

const program = new Command('npm run bench --')
  .option('--quick', 'a tenth of the users, three short rounds: for a look, not for a number')
  .option('--users <n>', 'users, of two identities each', Number, 100_000)
  .option('--rounds <n>', 'rounds of every server in turn', Number, 7)
  .option('--seconds <n>', 'seconds a server is measured in a round', Number, 5)
  .option('--connections <n>', 'connections of the load', Number, 32)
  .option('--generator <name>', '`wrk` (the default where it is installed, as it costs least) or `autocannon`')
  .option('--cpu-prof <directory>', "write a CPU profile of Selfsame's process there")
  .parse();
const given = program.opts<Options>();
const options = given.quick ? { ...given, users: 10_000, rounds: 3, seconds: 2 } : given;

const work = mkdtempSync(join(tmpdir(), 'selfsame-bench-'));
const postgres = await startPostgresServer({ fsync: true });
const servers: BenchServer[] = [];
try {
  const target = await setUp(postgres.url, options.users, (line) => console.log(line));
  const generator = chooseLoadGenerator(work, options.generator);
  servers.push(...(await startServers(target, work, options.cpuProf)));
  await requireSameAnswers(servers, target.headers, target.path(1));

  const measured: Measured[] = servers.map(({ name }) => ({ name, rounds: [] }));
  const load = (server: BenchServer, seconds: number): Load => ({
    origin: server.origin,
    headers: target.headers,
    users: options.users,
    connections: options.connections,
    seconds,
  });
  for (const server of servers) await generator.run(load(server, 2));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [index, server] of servers.entries()) {
      const before = [server.cpuSeconds(), readFamilyCpuSeconds(target.postmasterPid)] as const;
      const result = await generator.run(load(server, options.seconds));
      if (result.errors > 0) throw new Error(`${server.name} answered ${result.errors} requests with an error`);
      const perRequest = (seconds: number) => (seconds * 1e6) / result.requests;
      measured[index]!.rounds.push({
        ...result,
        serverMicroseconds: perRequest(server.cpuSeconds() - before[0]),
        databaseMicroseconds: perRequest(readFamilyCpuSeconds(target.postmasterPid) - before[1]),
      });
    }
    process.stdout.write(`round ${round + 1} of ${options.rounds}\r`);
  }
  const machine = describeMachine(generator.name, target.postgresVersion, options);
  console.log(formatResults(machine, measured));
  const directory = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${machine.date.replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ machine, measured }, null, 2)}\n`);
  console.log(`written to bench/results/`);
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  await postgres.stop();
  rmSync(work, { recursive: true, force: true });
}

/** The three do the same work only if they answer with the same bytes. */
async function requireSameAnswers(all: BenchServer[], headers: Record<string, string>, path: string): Promise<void> {
  const bodies = await Promise.all(
    all.map(async ({ origin }) => (await fetch(`${origin}${path}`, { headers })).text()),
  );
  if (bodies.some((body) => body !== bodies[0]))
    throw new Error(`the servers answer differently:\n${bodies.join('\n')}`);
}
