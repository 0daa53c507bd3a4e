/** How far a long command has come: a bar for a person at a terminal, a plain line now and then for a log. */
import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';

export interface Progress {
  /** `done` of the total, in bytes or rows; `text` says it in rows. */
  update(done: number, text: string): void;
  stop(): void;
}

/** Updates between two plain lines. */
const updatesPerLine = 20;

/** `total` is null when nobody knows it, as of a pipe: then there is no bar to fill. */
export function createProgress(output: Writable & { isTTY?: boolean }, total: number | null): Progress {
  if (!output.isTTY) {
    let updates = 0;
    return {
      update(_done, text) {
        updates += 1;
        if (updates % updatesPerLine === 0) output.write(`${text}\n`);
      },
      stop: () => {},
    };
  }
  const format = total === null ? '{text}, {duration_formatted}' : '[{bar}] {percentage}% {text}, {eta_formatted} left';
  const bar = new SingleBar({ stream: output as NodeJS.WritableStream, format, hideCursor: true, etaBuffer: 50 });
  bar.start(total ?? 1, 0, { text: 'starting' });
  return {
    update: (done, text) => bar.update(total === null ? 0 : done, { text }),
    stop: () => bar.stop(),
  };
}
