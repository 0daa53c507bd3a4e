/**
 * What this process does at providers outside of any request's transaction: renewals that many wait for, and revocations
 * that nobody waits for. It owns how many run at once and how they end; what is asked there is the caller's.
 */
import type { JsonObject } from '../domain/json.ts';

export type RenewalOutcome = 'renewed' | 'needs_reauthorization' | 'failed' | 'lost';
export type RevocationOutcome = 'revoked' | 'not_offered' | 'failed' | 'dropped';

/** Told what came of it. `about` holds ids and codes, never a token. */
export interface UpstreamReport {
  renewal(outcome: RenewalOutcome, about: JsonObject): void;
  revocation(outcome: RevocationOutcome, about: JsonObject): void;
}

export interface UpstreamWork {
  report: UpstreamReport;
  /** Runs `work` once for everybody who asks by this name while it is under way. */
  share<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Runs `work` soon, or `drop` when too much waits already or the process stops. Neither may throw. */
  later(work: () => Promise<void>, drop: () => void): void;
  /** Settles when everything under way is done; what waits is dropped. */
  close(): Promise<void>;
}

const runningMax = 4;
/** More than anybody unlinks in a while: a removal of a whole provider is not to fill the memory. */
const waitingMax = 10_000;

export function createUpstreamWork(report: UpstreamReport): UpstreamWork {
  const shared = new Map<string, Promise<unknown>>();
  const running = new Set<Promise<void>>();
  const waiting: { work: () => Promise<void>; drop: () => void }[] = [];
  let closed = false;

  const runNext = (): void => {
    while (running.size < runningMax && waiting.length > 0) {
      const one = waiting.shift()!.work();
      running.add(one);
      void one.finally(() => {
        running.delete(one);
        runNext();
      });
    }
  };

  return {
    report,

    share<T>(name: string, work: () => Promise<T>): Promise<T> {
      const known = shared.get(name);
      if (known) return known as Promise<T>;
      const started = work().finally(() => shared.delete(name));
      shared.set(name, started);
      return started;
    },

    later(work, drop) {
      if (closed || waiting.length >= waitingMax) return drop();
      waiting.push({ work, drop });
      runNext();
    },

    async close() {
      closed = true;
      for (const { drop } of waiting.splice(0)) drop();
      await Promise.allSettled([...shared.values(), ...running]);
    },
  };
}
