import type { Port } from '../../src/workers/channel.ts';

/** Two ends of a pipe in one process; what is sent crosses as JSON, as between processes. */
export function createPipe(): { ends: [Port, Port]; messages: unknown[]; close(): void } {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const closers: (() => void)[] = [];
  const messages: unknown[] = [];
  const end = (mine: 0 | 1): Port => ({
    async send(message) {
      const crossed: unknown = JSON.parse(JSON.stringify(message));
      messages.push(crossed);
      setImmediate(() => {
        for (const listener of listeners[1 - mine]!) listener(crossed);
      });
    },
    onMessage: (listener) => void listeners[mine]!.push(listener),
    onClosed: (listener) => void closers.push(listener),
  });
  return {
    ends: [end(0), end(1)],
    messages,
    close() {
      for (const closer of closers) closer();
    },
  };
}
