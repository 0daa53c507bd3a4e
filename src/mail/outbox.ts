/** The mailer of development: nothing leaves the process; the last messages are kept for a page that shows them. */
import type { KeptMessage, Mailer, Outbox } from './mailer.ts';

const keptMax = 50;

export function createOutbox(now: () => number): Mailer & Outbox {
  const kept: KeptMessage[] = [];
  return {
    async send(message) {
      kept.unshift({ ...message, sentAt: new Date(now()).toISOString() });
      kept.length = Math.min(kept.length, keptMax);
    },
    messages: () => kept,
    async close() {},
  };
}
