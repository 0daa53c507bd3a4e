/** Small files of JSON in the data directory that only their owner may read: written whole or not at all. */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the file holds, or null when there is none or it cannot be understood. */
export function readStateFile<T>(path: string, isWhole: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isWhole(value) ? value : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === 'ENOENT') return null;
    throw error;
  }
}

export function writeStateFile(path: string, value: unknown): void {
  withDraft(path, value, (draft) => renameSync(draft, path));
}

/** As `writeStateFile`, but a file that is there already stays. */
export function createStateFile(path: string, value: unknown): void {
  withDraft(path, value, (draft) => {
    try {
      linkSync(draft, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  });
}

function withDraft(path: string, value: unknown, publish: (draft: string) => void): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    publish(draft);
  } finally {
    rmSync(draft, { force: true });
  }
}
