/** What came out: medians over the rounds, and ratios within each round, which a busy machine disturbs least. */
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import type { LoadResult } from './load-generator.ts';

export interface Round extends LoadResult {
  /** Processor time for one request: of the server's process, and of the database's. */
  serverMicroseconds: number;
  databaseMicroseconds: number;
}

export interface Measured {
  name: string;
  rounds: Round[];
}

export interface Machine {
  date: string;
  cpu: string;
  cores: number;
  memoryGib: number;
  system: string;
  node: string;
  postgres: string;
  generator: string;
  packages: Record<string, string>;
  options: object;
}

export function describeMachine(generator: string, postgres: string, options: object): Machine {
  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    postgres,
    generator,
    packages: { fastify: versionOf('fastify'), pg: versionOf('pg') },
    options,
  };
}

/** The first of `measured` is compared with the others. */
export function formatResults(machine: Machine, measured: Measured[]): string {
  const [ours] = measured;
  const rows = measured.map(({ name, rounds }) => [
    name,
    String(Math.round(median(rounds.map(({ perSecond }) => perSecond)))),
    median(rounds.map(({ p50 }) => p50)).toFixed(2),
    median(rounds.map(({ p99 }) => p99)).toFixed(2),
    median(rounds.map(({ serverMicroseconds }) => serverMicroseconds)).toFixed(1),
    median(rounds.map(({ databaseMicroseconds }) => databaseMicroseconds)).toFixed(1),
    `${median(rounds.map(({ perSecond }, round) => ours!.rounds[round]!.perSecond / perSecond)).toFixed(2)}x`,
  ]);
  const { cpu, cores, memoryGib, system, node, postgres, generator, packages } = machine;
  return [
    '',
    `${cores} x ${cpu}, ${memoryGib} GiB, ${system}`,
    `Node ${node}, Fastify ${packages.fastify}, pg ${packages.pg}, PostgreSQL ${postgres}, ${generator}`,
    '',
    formatTable(['', 'req/s', 'p50 ms', 'p99 ms', 'server µs', 'database µs', 'Selfsame is'], rows),
    '',
    'µs: processor time for one request. Selfsame is: its requests a second over theirs, within a round.',
    '',
  ].join('\n');
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function formatTable(headings: string[], rows: string[][]): string {
  const widths = headings.map((_, column) => Math.max(...[headings, ...rows].map((row) => row[column]!.length)));
  return [headings, ...rows]
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
    )
    .join('\n');
}
