/** The parts of a run, by name: each measures something and says what is asked of it. */
import type { Bench } from './bench-context.ts';
import { type BulkResult, measureExport, measureImport } from './bulk.ts';
import { measureEmbedded } from './embedded.ts';
import type { Comparison, Figure, Section } from './figures.ts';
import { measureGrowth } from './growth.ts';
import { measureLayers } from './layers.ts';
import { measureRest, measureSoak } from './memory.ts';
import { measureReads } from './reads.ts';
import { measureSignIns } from './sign-ins.ts';
import { measureWrites, type WriteFigures } from './writes.ts';

export interface PartOptions {
  quick: boolean;
  soakMinutes: number;
  /** Where the databases of `growth` stay for the next run. */
  keepIn?: string;
}

interface Part {
  /** Without names, the parts run of which this is true. The others take long, or much room. */
  inEveryRun: boolean;
  measure(bench: Bench, options: PartOptions): Promise<Section[]>;
}

/** Clients at once. */
const writers = 32;
const startSecondsMax = 3;
const waitMillisecondsMax = 50;

export const parts: Record<string, Part> = {
  reads: { inEveryRun: true, measure: measureReads },
  layers: { inEveryRun: true, measure: async (bench) => [await measureLayers(bench)] },
  writes: { inEveryRun: true, measure: async (bench) => [await writes(bench)] },
  'sign-ins': { inEveryRun: true, measure: async (bench) => [await signIns(bench)] },
  import: { inEveryRun: true, measure: async (bench, options) => [await importAll(bench, options)] },
  export: { inEveryRun: true, measure: async (bench) => [await exportAll(bench)] },
  embedded: { inEveryRun: true, measure: async (bench, options) => [await embedded(bench, options)] },
  memory: { inEveryRun: true, measure: async (bench) => [await measureRest(bench)] },
  soak: { inEveryRun: false, measure: async (bench, { soakMinutes }) => [await measureSoak(bench, soakMinutes, 2000)] },
  growth: { inEveryRun: false, measure: async (bench, options) => [await growth(bench, options)] },
};

async function writes({ rounds, seconds, target }: Bench): Promise<Section> {
  const users = Math.min(target.users, 100_000);
  const { plain, link, unlink } = await measureWrites({ users, rounds, seconds, connections: writers });
  const named: [string, WriteFigures][] = [
    ['four statements, bare pgbench', plain],
    ['link, `POST /v1/users/{id}/identities`', link],
    ['unlink, `DELETE /v1/users/{id}/identities/{id}`', unlink],
  ];
  return {
    title: 'Writes',
    about: `${users} users, ${writers} clients; decision, invariants and event included, each acknowledged when it is on disk`,
    figures: named.flatMap(([name, { perSecond, serverMicroseconds, databaseMicroseconds }]) => [
      figure(name, '1/s', perSecond),
      ...(serverMicroseconds === null ? [] : [figure(name, 'server µs', serverMicroseconds)]),
      figure(name, 'database µs', databaseMicroseconds),
    ]),
    comparisons: named
      .slice(1)
      .map(([name, { ratio }]) => ({ name, against: named[0]![0], ratios: [ratio], atLeast: 1 })),
  };
}

async function signIns({ rounds, seconds, target }: Bench): Promise<Section> {
  const users = Math.min(target.users, 100_000);
  const each = 1000 * seconds;
  const measured = await measureSignIns({ users, rounds, each, connections: writers });
  const { signInsPerSecond, linksPerSecond, ratio, signInMicroseconds, linkMicroseconds } = measured;
  return {
    title: 'Sign-ins',
    about:
      'State, decision, write and session of somebody who was here before, without HTTP and without the time of the provider; a link likewise',
    figures: [
      figure('sign-in', '1/s', signInsPerSecond),
      figure('sign-in', 'server µs', signInMicroseconds.server),
      figure('sign-in', 'database µs', signInMicroseconds.database),
      figure('link', '1/s', linksPerSecond),
      figure('link', 'server µs', linkMicroseconds.server),
      figure('link', 'database µs', linkMicroseconds.database),
    ],
    comparisons: [{ name: 'sign-in', against: 'link', ratios: [ratio], atLeast: 0.5 }],
  };
}

async function importAll({ rounds, tell }: Bench, { quick }: PartOptions): Promise<Section> {
  const result = await measureImport({ users: quick ? 20_000 : 100_000, rounds: Math.min(rounds, 3), tell });
  return bulk('Import', result, { copy: '`COPY … FROM`', selfsame: '`selfsame import`' });
}

async function exportAll({ rounds, tell, target }: Bench): Promise<Section> {
  const result = await measureExport({ target, rounds: Math.min(rounds, 3), tell });
  return bulk('Export', result, { copy: '`COPY … TO`', selfsame: '`selfsame export`' });
}

function bulk(title: string, result: BulkResult, names: Record<'copy' | 'selfsame', string>): Section {
  return {
    title,
    about: `${result.users} users of two identities each, by the command line, its start included`,
    figures: (['copy', 'selfsame'] as const).flatMap((which) => [
      figure(names[which], 'users/s', result[which].usersPerSecond),
      figure(names[which], 'client µs', result[which].clientMicroseconds),
      figure(names[which], 'database µs', result[which].databaseMicroseconds),
      figure(names[which], 'peak MB', result[which].peakMegabytes),
    ]),
    comparisons: [
      { name: names.selfsame, against: names.copy, ratios: [result.selfsame.ratio], atLeast: 0.5 },
      atMost('its peak', '300 MB', result.selfsame.peakMegabytes / 300),
    ],
  };
}

async function embedded({ rounds, seconds }: Bench, { quick }: PartOptions): Promise<Section> {
  const users = quick ? 2_000 : 20_000;
  const measured = await measureEmbedded({ users, rounds: Math.min(rounds, 3), seconds, connections: 32, starts: 3 });
  const { firstStartMs, laterStartMs, listPerSecond, waits } = measured;
  const longest = Math.max(...waits.map(({ longestListMs }) => longestListMs));
  return {
    title: 'The embedded database',
    about: `${users} users; starts from \`npm start\`’s own program, installed and built, to the first \`/readyz\` that says yes; waits: a list every 5 ms while something large is done`,
    figures: [
      figure('first start', 's', firstStartMs / 1000),
      figure('later start', 's', laterStartMs / 1000),
      figure('list', 'req/s', listPerSecond.embedded),
      figure('list, on a PostgreSQL server', 'req/s', listPerSecond.postgres),
      ...waits.flatMap(({ operation, longestListMs, tookMs }) => [
        figure(`beside ${operation}`, 'longest wait ms', longestListMs),
        figure(`beside ${operation}`, 'that took ms', tookMs),
      ]),
    ],
    comparisons: [
      atMost('first start', `${startSecondsMax} s`, firstStartMs / 1000 / startSecondsMax),
      atMost('later start', `${startSecondsMax} s`, laterStartMs / 1000 / startSecondsMax),
      { name: 'list', against: 'on a PostgreSQL server', ratios: [listPerSecond.ratio], atLeast: 0.25 },
      atMost('longest wait', `${waitMillisecondsMax} ms`, longest / waitMillisecondsMax),
    ],
  };
}

async function growth({ tell, rounds, seconds }: Bench, { quick, keepIn }: PartOptions): Promise<Section> {
  const { measured } = await measureGrowth({
    ...(quick && { many: 1_000_000, tenants: 1000 }),
    ...(keepIn !== undefined && { keepIn }),
    rounds,
    seconds,
    tell,
  });
  const [few] = measured;
  return {
    title: 'Growth',
    about: 'The list at the same load, on databases of other sizes',
    figures: measured.flatMap(({ name, p50, p99, perSecond, databaseMicroseconds }) => [
      figure(name, 'p50 ms', p50),
      figure(name, 'p99 ms', p99),
      figure(name, 'req/s', perSecond),
      figure(name, 'database µs', databaseMicroseconds),
    ]),
    comparisons: measured
      .slice(1)
      .map(({ name, times }) => ({ name: `p50 of ${name}`, against: few!.name, ratios: [times], atMost: 1.3 })),
  };
}

function figure(name: string, unit: string, value: number): Figure {
  return { name, unit, values: [value] };
}

function atMost(name: string, against: string, ratio: number): Comparison {
  return { name, against, ratios: [ratio], atMost: 1 };
}
