/**
 * How fast it is, part by part, beside floors and peers that are measured in the same run: PostgreSQL of its own with durable
 * settings, each server a process of its own, interleaved rounds, medians. Only the ratios carry over to another machine.
 * Asserts nothing about time: that is no test's business.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command, Option } from 'commander';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import type { Section } from './figures.ts';
import { chooseLoadGenerator } from './load-generator.ts';
import { parts } from './parts.ts';
import { describeMachine, formatMachine, formatSection, type Machine } from './results.ts';
import { setUp } from './set-up.ts';
import { type BenchServer, startSelfsame } from './start-servers.ts';

interface Options {
  quick?: true;
  users: number;
  rounds: number;
  seconds: number;
  soakMinutes: number;
  keepIn?: string;
  generator?: 'wrk' | 'autocannon';
  cpuProf?: string;
}

const program = new Command('npm run bench --')
  .addArgument(
    new Argument('[parts...]', 'what to measure; without names, all but those that take long').choices(
      Object.keys(parts),
    ),
  )
  .option('--quick', 'a tenth of the users and three short rounds: for a look, not for a number')
  .option('--users <n>', 'users, of two identities each', Number, 500_000)
  .option('--rounds <n>', 'rounds of everything in turn', Number, 5)
  .option('--seconds <n>', 'seconds of one measurement in a round', Number, 3)
  .option('--soak-minutes <n>', 'how long `soak` takes', Number, 10)
  .addOption(
    new Option(
      '--generator <name>',
      'load generator (default: `wrk` where it is installed, as it costs least)',
    ).choices(['wrk', 'autocannon']),
  )
  .option('--keep-in <directory>', 'where the large databases of `growth` stay for the next run')
  .option('--cpu-prof <directory>', "write a CPU profile of Selfsame's process there")
  .parse();
const given = program.opts<Options>();
const options: Options = given.quick ? { ...given, users: 50_000, rounds: 3, seconds: 2 } : given;
const wanted = Object.entries(parts).filter(([name, { inEveryRun }]) =>
  program.processedArgs[0].length > 0 ? program.processedArgs[0].includes(name) : inEveryRun,
);

const tell = (line: string): void => console.error(line);
const work = mkdtempSync(join(tmpdir(), 'selfsame-bench-'));
const postgres = await startPostgresServer({ fsync: true });
let selfsame: BenchServer | undefined;
try {
  const scopes = 'identities:read,identities:write,users:read';
  const target = await setUp(postgres.url, options.users, tell, scopes);
  const generator = chooseLoadGenerator(work, options.generator);
  const machine = describeMachine({
    commit: readCommit(),
    generator: generator.name,
    postgres: target.postgresVersion,
    options,
  });
  selfsame = await startSelfsame(target, work, options.cpuProf);
  const { rounds, seconds } = options;
  const bench = { work, postgresUrl: postgres.url, target, selfsame, generator, rounds, seconds, tell };
  console.log(formatMachine(machine));
  const sections = [];
  for (const [, { measure }] of wanted) {
    const measured = await measure(bench, { ...options, quick: options.quick ?? false });
    for (const section of measured) console.log(formatSection(section));
    sections.push(...measured);
  }
  keep(machine, sections);
} finally {
  await selfsame?.stop();
  await postgres.stop();
  rmSync(work, { recursive: true, force: true });
}

function keep(machine: Machine, sections: Section[]): void {
  const directory = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(directory, { recursive: true });
  const name = `${machine.date.slice(0, 19).replaceAll(':', '-')}.json`;
  writeFileSync(join(directory, name), `${JSON.stringify({ machine, sections }, null, 2)}\n`);
  console.log(`\nwritten to bench/results/${name}`);
}

function readCommit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'outside a repository';
  }
}
