/**
 * What the workers have in common, kept by the primary: counts and used names, word of what changed, and the sum of what
 * everyone counted for `/metrics`.
 */
import { AggregatorRegistry } from 'prom-client';
import { createSharedMemory } from '../operations/shared-memory.ts';
import type { Snapshot } from '../server/metrics.ts';
import type { FromPrimary, FromWorker } from './words.ts';

/** A worker as it is asked here. */
export interface Member {
  ask(question: FromPrimary): Promise<unknown>;
}

export interface Commons {
  join(member: Member): void;
  leave(member: Member): void;
  answer(member: Member, question: FromWorker): unknown | Promise<unknown>;
}

/**
 * A worker that does not answer is not waited for longer. INVARIANT: at least as long as a key is remembered
 * (`operations/authentication.ts`), so that one that slept goes on with nothing that was to be forgotten.
 */
const forgettingMilliseconds = 10_000;
const metricsMilliseconds = 3000;

export function createCommons(options: {
  now(): number;
  /** Settles after so many milliseconds, and does not keep the process from ending. */
  wait(milliseconds: number): Promise<void>;
}): Commons {
  const memory = createSharedMemory(options.now);
  const members = new Map<Member, Snapshot>();
  /** What workers that are gone had counted when they were last asked. */
  let past: Snapshot = [];

  const askInTime = (member: Member, question: FromPrimary, milliseconds: number): Promise<unknown> =>
    Promise.race([member.ask(question).catch(() => undefined), options.wait(milliseconds)]);

  const gatherMetrics = async (): Promise<Snapshot[]> => {
    await Promise.all(
      [...members.keys()].map(async (member) => {
        const snapshot = await askInTime(member, { what: 'metrics' }, metricsMilliseconds);
        if (snapshot !== undefined && members.has(member)) members.set(member, snapshot as Snapshot);
      }),
    );
    return [...members.values(), past];
  };

  return {
    join: (member) => void members.set(member, []),

    leave(member) {
      const last = members.get(member) ?? [];
      members.delete(member);
      // INVARIANT: a counter never tells less than it told before, or Prometheus takes it for begun anew.
      const counted = last.filter(({ type }) => ['counter', 'histogram'].includes(String(type)));
      past = sum([past, counted]);
    },

    answer(member, question) {
      switch (question.what) {
        case 'count':
          return memory.count(question.limit, question.name);
        case 'use_once':
          return memory.useOnce(question.kind, question.name, question.keptMilliseconds);
        case 'forget': {
          const others = [...members.keys()].filter((each) => each !== member);
          const asked = others.map((each) => askInTime(each, question, forgettingMilliseconds));
          return Promise.all(asked).then(() => null);
        }
        case 'gather_metrics':
          return gatherMetrics();
        default:
          return null;
      }
    },
  };
}

function sum(snapshots: Snapshot[]): Snapshot {
  const registry = AggregatorRegistry.aggregate(snapshots);
  return registry.getMetricsAsArray().map((metric) => (metric as unknown as { get(): Snapshot[number] }).get());
}
