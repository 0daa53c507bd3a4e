// Opens the embedded database: PGlite, which is PostgreSQL as WebAssembly in a thread of this process, behind the same `pg`
// pools that a server gets. Owns its directory, its lock and its housekeeping. It is for evaluation and small
// installations: there is one session, so one statement runs after the other.
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Pool } from 'pg';
import { type Database, DatabaseUnavailable } from './database.ts';
import { createEmbeddedPools } from './embedded-pool.ts';
import { createEmptyCluster } from './empty-cluster.ts';
import { createHousekeeping } from './housekeeping.ts';
import { lockDataDir } from './lock.ts';
import { type Session, startSession } from './session.ts';

// What PGlite 0.5 is. Its files cannot be read by another major version.
const clusterVersion = '18';

const housekeepingEveryMs = 60_000;

export interface EmbeddedOptions {
  /** For tests: options of Node for the thread that the database runs in. */
  readonly threadExecArgv?: string[];
}

/**
 * Opens the database in `<dataDir>/postgres`, making it if it is not there. Other files in `dataDir` are the caller's,
 * but for `lock/`.
 *
 * Throws `DatabaseUnavailable`: `data_dir_in_use` (names the pid) or `data_dir_unusable`.
 */
export async function openEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<Database> {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(dataDir, error);
  }
  const lock = await lockDataDir(dataDir);
  const session = startSession(options.threadExecArgv);
  try {
    await openCluster(session, dataDir, join(resolve(dataDir), 'postgres'));
    const { pool, readers } = createEmbeddedPools(session);
    const stopHousekeeping = startHousekeeping(pool);
    let closing: Promise<void> | undefined;
    const closeAll = async () => {
      try {
        await stopHousekeeping();
        await pool.end();
        await session.close();
      } finally {
        await lock.release();
      }
    };
    const close = () => {
      closing ??= closeAll();
      return closing;
    };
    return { kind: 'embedded', pool, readers, batches: readers, close };
  } catch (error) {
    await session.close();
    await lock.release();
    throw error;
  }
}

async function openCluster(session: Session, dataDir: string, clusterDir: string): Promise<void> {
  try {
    await createEmptyCluster(clusterDir);
    const version = readFileSync(join(clusterDir, 'PG_VERSION'), 'utf8').trim();
    if (version !== clusterVersion) throw new Error(`written by PostgreSQL ${version}, this is ${clusterVersion}`);
    await session.open(clusterDir);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

/** Returns how to stop it, which waits for a round under way. A round that fails is tried again at the next. */
function startHousekeeping(pool: Pool): () => Promise<void> {
  const housekeeping = createHousekeeping(pool);
  let round = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(() => housekeeping.tidy()).catch(() => {});
  }, housekeepingEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return round;
  };
}

function unusable(dataDir: string, cause: unknown): DatabaseUnavailable {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseUnavailable('data_dir_unusable', `data directory \`${dataDir}\` cannot be used: ${reason}`, {
    cause,
  });
}
