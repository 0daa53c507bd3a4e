/** Sends what is put in, in the background. A failure is told to `onOutcome` and to nobody else. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Mailer, Postbox } from './mailer.ts';

export type MailOutcome = 'sent' | 'failed' | 'dropped';

/** With a mail server that hangs, more than this many messages would only wait for a failure. */
const underWayMax = 200;

export interface RunningPostbox extends Postbox {
  /** Lets what is under way finish, then closes the mailer. */
  close(): Promise<void>;
}

export function createPostbox(
  mailer: Mailer,
  onOutcome: (outcome: MailOutcome, error?: unknown) => void,
): RunningPostbox {
  const underWay = new Set<Promise<void>>();
  return {
    put(message) {
      if (underWay.size >= underWayMax) return onOutcome('dropped');
      // The answer to whoever caused it leaves first: making a message takes a time of its own.
      const sending: Promise<void> = nextTurn()
        .then(() => mailer.send(message))
        .then(
          () => onOutcome('sent'),
          (error: unknown) => onOutcome('failed', error),
        )
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    },
    async close() {
      await Promise.all(underWay);
      await mailer.close();
    },
  };
}
