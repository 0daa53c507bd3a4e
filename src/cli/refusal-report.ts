/**
 * The report of refused rows: JSON Lines in a file that begins to exist with the first refusal. It is written before the
 * batch is made final and cut back to what was final when the import goes on, so that it too has nothing twice and
 * nothing missing after a kill.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { readLines } from '../operations/user-lines/read-lines.ts';

export interface Refusal {
  line: number;
  code: string;
  reason: string;
  /** The row's own id as it was written, where it could be read. */
  id: string | null;
}

export interface RefusalReport {
  /** Writes the refusals of a batch in the place of those written since the last `settle`. */
  write(refusals: Refusal[]): Promise<void>;
  /** The batch is final: what was written stays. */
  settle(): void;
  close(): Promise<void>;
}

const lineBytesMax = 64 * 1024;

/** Opens the report at `path`, keeping what it says of the first `linesDone` lines. */
export async function openRefusalReport(path: string, linesDone: number): Promise<RefusalReport> {
  let settled = linesDone === 0 ? 0 : await findEnd(path, linesDone);
  let written = settled;
  let file = await openExisting(path);
  await file?.truncate(settled);

  return {
    async write(refusals) {
      if (refusals.length === 0 && written === settled) return;
      // The report tells of people: only its owner reads it.
      file ??= await open(path, 'w', 0o600);
      await file.truncate(settled);
      const text = Buffer.from(refusals.map((refusal) => `${JSON.stringify(refusal)}\n`).join(''));
      await file.write(text, 0, text.length, settled);
      await file.datasync();
      written = settled + text.length;
    },
    settle() {
      settled = written;
    },
    close: async () => void (await file?.close()),
  };
}

async function openExisting(path: string): Promise<FileHandle | null> {
  return open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Where the entries of the first `linesDone` lines end. */
async function findEnd(path: string, linesDone: number): Promise<number> {
  let end = 0;
  try {
    for await (const { text, bytes } of readLines(createReadStream(path), { bytesMax: lineBytesMax })) {
      if (text === null || lineOf(text) > linesDone) break;
      end += bytes;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return end;
}

/** Infinity for a line that was cut off when the process was killed. */
function lineOf(text: string): number {
  try {
    return (JSON.parse(text) as Refusal).line;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
