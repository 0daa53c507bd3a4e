/** SIGINT and SIGTERM: the first asks to stop, a later one insists. */
import type { EventEmitter } from 'node:events';

export interface Signals {
  /** From now on the process no longer ends by itself at a signal. Settles at the first one. */
  stopAsked(): Promise<void>;
}

/**
 * `npm start` passes Ctrl-C on to a process that got it from the terminal already: two signals within milliseconds are
 * one wish.
 */
const sameWishMs = 1000;

const exitCodeInsisted = 130;

/** A worker stops when its primary says so. A terminal and a service manager send their signal to both of them. */
export function leaveSignals(process: EventEmitter): void {
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
}

export function listenForSignals(
  process: EventEmitter & { exit(code: number): void },
  now: () => number = Date.now,
): Signals {
  return {
    stopAsked: () =>
      new Promise((resolve) => {
        let askedAt: number | null = null;
        const onSignal = () => {
          if (askedAt === null) {
            askedAt = now();
            resolve();
          } else if (now() - askedAt > sameWishMs) process.exit(exitCodeInsisted);
        };
        process.on('SIGINT', onSignal);
        process.on('SIGTERM', onSignal);
      }),
  };
}
