/** Brings everything that is sealed in the database under the first sealing key, batch by batch, while others use it. */
import type { Database } from '../stores/postgres/database.ts';
import { readSealedOtherwise, type SealedRow, sealedTables, writeSealed } from '../stores/postgres/sealed-columns.ts';
import { type Vault, VaultError } from '../vault/vault.ts';

export interface Rotation {
  database: Database;
  vault: Vault;
  /** The id of the first key. */
  keyId: string;
  /** Asked between batches. */
  shouldStop(): boolean;
  onProgress(done: number): void;
}

export interface RotationTally {
  done: number;
  /** Rows that could not be opened, by what the vault said. They stay as they are. */
  unopened: Map<string, number>;
  stopped: boolean;
}

const batchRows = 200;
/** Rows that change while they are read are met again; what is sealed meanwhile by a server without the new key, too. */
const passesMax = 5;
const triesMax = 5;

/**
 * INVARIANT: what is done is told from what is not by the texts themselves, and each batch is one statement. So it can be
 * killed at any time and run again, also by two at once: a row that somebody else changed is left to the next pass.
 */
export async function rotateKeys(rotation: Rotation): Promise<RotationTally> {
  const tally: RotationTally = { done: 0, unopened: new Map(), stopped: false };
  for (let pass = 1; pass <= passesMax; pass += 1) {
    tally.unopened.clear();
    const met = await passOver(rotation, tally);
    if (tally.stopped || met === 0) break;
  }
  return tally;
}

/** How many rows there were to do that can be opened. */
async function passOver(rotation: Rotation, tally: RotationTally): Promise<number> {
  const { database, keyId } = rotation;
  let met = 0;
  for (const table of sealedTables) {
    let after: readonly string[] | null = null;
    for (;;) {
      if (rotation.shouldStop()) {
        tally.stopped = true;
        return met;
      }
      const rows: SealedRow[] = await readSealedOtherwise(database, table, `v2.${keyId}.`, after, batchRows);
      if (rows.length === 0) break;
      after = rows.at(-1)!.key;
      const rewrapped = rows.flatMap((row) => rewrap(rotation.vault, row, tally) ?? []);
      met += rewrapped.length;
      if (rewrapped.length > 0)
        tally.done += await retryDeadlocks(() => writeSealed(database, table, rewrapped, keyId));
      rotation.onProgress(tally.done);
    }
  }
  return met;
}

/** Null when something in the row cannot be opened: then all of it stays. */
function rewrap(vault: Vault, row: SealedRow, tally: RotationTally) {
  try {
    const texts = row.texts.map(({ sealed, place }) =>
      sealed === null ? null : (vault.rewrap(sealed, place) ?? sealed),
    );
    return [{ row, texts }];
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    tally.unopened.set(error.message, (tally.unopened.get(error.message) ?? 0) + 1);
    return null;
  }
}

async function retryDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      // 40P01: two of us, or we and a request, waited for each other; the statement was undone whole.
      if ((error as { code?: unknown }).code !== '40P01' || attempt === triesMax) throw error;
    }
  }
}
