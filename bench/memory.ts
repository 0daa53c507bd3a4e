/** What the server's process holds: at rest, after the load of the other parts, and over a soak. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './bench-context.ts';
import type { Section } from './figures.ts';
import { connections } from './reads.ts';
import { forRandomUsers, nativeList } from './requests.ts';
import { startSelfsame } from './start-servers.ts';

const megabyte = 2 ** 20;

/** A server of its own, which has done nothing yet; it rests until its start is over. */
export async function measureRest(bench: Bench): Promise<Section> {
  const server = await startSelfsame(bench.target, bench.work);
  try {
    await wait(5000);
    return {
      title: 'Memory at rest',
      about: 'Resident memory of a server that has started and was asked nothing, after five seconds',
      figures: [{ name: 'resident', unit: 'MB', values: [server.residentBytes() / megabyte] }],
      comparisons: [],
    };
  } finally {
    await server.stop();
  }
}

/** Flat or not: resident memory each tenth of the time, under half of what it could do. */
export async function measureSoak(bench: Bench, minutes: number, pace: number): Promise<Section> {
  const server = await startSelfsame(bench.target, bench.work);
  const list = nativeList(bench.target);
  const values: number[] = [];
  try {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const requests = forRandomUsers(list, bench.target.users);
      const seconds = Math.max(1, Math.round(minutes * 6));
      await bench.generator.run({ origin: server.origin, headers: list.headers, requests, connections, seconds, pace });
      values.push(server.residentBytes() / megabyte);
      bench.tell(`soak, ${tenth + 1} of 10: ${Math.round(values.at(-1)!)} MB`);
    }
    return {
      title: `Memory over ${minutes} minutes`,
      about: `Resident memory at the end of each tenth of the time, at ${Math.round(pace)} requests a second`,
      figures: [{ name: 'resident', unit: 'MB', values }],
      comparisons: [{ name: 'the last tenth', against: 'the third', ratios: [values[9]! / values[2]!], atMost: 1.1 }],
    };
  } finally {
    await server.stop();
  }
}
