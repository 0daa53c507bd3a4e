import { Counter, Gauge, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Snapshot } from '../server/metrics.ts';
import { type Commons, createCommons, type Member } from './commons.ts';

const known = { what: 'api_key', tenantId: 't', id: 'k' } as const;
const never = () => new Promise<void>(() => {});

function addMember(commons: Commons, ask: Member['ask']): Member {
  const member = { ask };
  commons.join(member);
  return member;
}

test('what changed is forgotten when every other worker has said so, or is gone', async () => {
  const commons = createCommons({ now: Date.now, wait: never });
  const asker = addMember(commons, () => Promise.reject(new Error('the asker is not asked')));
  const told: unknown[] = [];
  let say = () => {};
  addMember(commons, (question) => {
    told.push(question);
    return new Promise<void>((resolve) => {
      say = resolve;
    });
  });
  addMember(commons, () => Promise.reject(new Error('gone')));
  let done = false;
  const forgotten = Promise.resolve(commons.answer(asker, { what: 'forget', known })).then(() => {
    done = true;
  });
  await new Promise(setImmediate);
  expect([told, done]).toEqual([[{ what: 'forget', known }], false]);
  say();
  await forgotten;
});

test('one that sleeps is waited for as long as it may remember', async () => {
  const waited: number[] = [];
  const wait = async (milliseconds: number) => void waited.push(milliseconds);
  const commons = createCommons({ now: Date.now, wait });
  const asker = addMember(commons, never);
  addMember(commons, never);
  await commons.answer(asker, { what: 'forget', known });
  expect(waited).toEqual([10_000]);
});

test('workers count as one', async () => {
  let now = 0;
  const commons = createCommons({ now: () => now, wait: never });
  const workers = [addMember(commons, never), addMember(commons, never)];
  const limit = { name: 'tries', windowMilliseconds: 1000, namesMax: 2 };
  const count = (nth: number, name: string) => commons.answer(workers[nth % 2]!, { what: 'count', limit, name });
  expect(await count(0, 'ada')).toEqual({ current: 1, ttl: 1000 });
  now = 400;
  expect(await count(1, 'ada')).toEqual({ current: 2, ttl: 600 });
  now = 1000;
  expect(await count(0, 'ada')).toEqual({ current: 1, ttl: 1000 });
  // The one longest unseen makes room.
  await count(1, 'bjorn');
  await count(0, 'ada');
  await count(1, 'chiara');
  expect(await count(0, 'ada')).toMatchObject({ current: 3 });
  expect(await count(1, 'bjorn')).toMatchObject({ current: 1 });
  const use = (nth: number) =>
    commons.answer(workers[nth]!, { what: 'use_once', kind: 'signature', name: 's', keptMilliseconds: 1000 });
  expect([await use(0), await use(1), await use(0)]).toEqual([true, false, false]);
});

test('the sum of all that was counted never falls, whoever dies', async () => {
  const commons = createCommons({ now: Date.now, wait: never });
  const registries = [new Registry(), new Registry()];
  const counters = registries.map((registry) => new Counter({ name: 'n', help: 'h', registers: [registry] }));
  for (const registry of registries) new Gauge({ name: 'g', help: 'h', registers: [registry] }).set(1);
  const workers = registries.map((registry) => addMember(commons, () => registry.getMetricsAsJSON()));
  const read = async (name: string) => {
    const snapshots = (await commons.answer(workers[0]!, { what: 'gather_metrics' })) as Snapshot[];
    const values = snapshots.flat().filter((metric) => metric.name === name);
    return values.reduce((sum, metric) => sum + metric.values[0]!.value, 0);
  };
  counters[0]!.inc(3);
  counters[1]!.inc(4);
  expect([await read('n'), await read('g')]).toEqual([7, 2]);
  commons.leave(workers[1]!);
  expect([await read('n'), await read('g')]).toEqual([7, 1]);
  const other = new Registry();
  new Counter({ name: 'n', help: 'h', registers: [other] }).inc(1);
  commons.leave(addMember(commons, () => other.getMetricsAsJSON()));
  expect(await read('n')).toBe(7);
});
