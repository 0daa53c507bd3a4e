/** The sealing keys of the installation, and whether they open what is sealed in it. */
import type { Config } from '../config.ts';
import type { Database } from '../stores/postgres/database.ts';
import { sampleSealed } from '../stores/postgres/sealed-columns.ts';
import { createVault, type SealingKey, VaultError } from '../vault/vault.ts';
import { CommandRefused } from './failure.ts';

/** The keys of the installation. A command makes none: it would seal what the server then could not open. */
export async function findSealingKeys(config: Config): Promise<SealingKey[]> {
  if (config.sealingKeys.length > 0) return config.sealingKeys;
  const { readSealingKey } = await import('../development/development.ts');
  const kept = readSealingKey(config.dataDir);
  if (kept) return [kept];
  throw new CommandRefused(
    'SELFSAME_KEYS is missing: set it to the keys that the server has, or make one with `npx selfsame keys new`',
  );
}

/** What keeps the ring from opening what is sealed, or null; and with how many of its keys something is. */
export async function examineSealed(
  database: Database,
  ring: SealingKey[],
): Promise<{ problem: string | null; inUse: number }> {
  const samples = await sampleSealed(database);
  const inUse = new Set(samples.map(({ sealed }) => sealed.split('.')[1])).size;
  const vault = createVault(ring);
  for (const { sealed, place } of samples) {
    try {
      vault.open(sealed, place);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      const [, id] = sealed.split('.');
      return { inUse, problem: ring.some((key) => key.id === id) ? `\`${id}\`: ${error.message}` : error.message };
    }
  }
  return { inUse, problem: null };
}

/** Refuses to serve with keys that do not open what is there: each secret would fail by itself, and late. */
export async function requireSealedOpens(database: Database, ring: SealingKey[]): Promise<void> {
  const { problem } = await examineSealed(database, ring);
  if (problem === null) return;
  throw new CommandRefused(`SELFSAME_KEYS does not open what is sealed in the database: ${problem}`);
}
