/** The sealing key of a development installation, kept beside the data that it seals: convenient, and no protection. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SealingKey } from '../vault/vault.ts';
import { createStateFile, readStateFile } from './state-file.ts';

/** The key of the data directory, made at the first call. Of two processes at once, both get the one that was first. */
export function keepSealingKey(dataDir: string): SealingKey {
  const path = pathIn(dataDir);
  if (!existsSync(path)) createStateFile(path, { id: 'development', key: randomBytes(32).toString('base64') });
  return readSealingKey(dataDir)!;
}

/** The key of the data directory, or null when there is none. */
export function readSealingKey(dataDir: string): SealingKey | null {
  const path = pathIn(dataDir);
  const kept = readStateFile(path, isKept);
  // INVARIANT: a key is never replaced. What it sealed would be lost.
  if (kept === null && existsSync(path))
    throw new Error(`\`${path}\` holds no sealing key: restore it, or remove the data directory to start anew`);
  return kept && { id: kept.id, key: new Uint8Array(Buffer.from(kept.key, 'base64')) };
}

function pathIn(dataDir: string): string {
  return join(dataDir, 'development-sealing-key.json');
}

function isKept(value: unknown): value is { id: string; key: string } {
  const { id, key } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && typeof key === 'string' && Buffer.from(key, 'base64').length === 32;
}
