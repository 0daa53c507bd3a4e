/**
 * The PostgreSQL store: the one way in which Selfsame remembers, on the embedded database or on a server. This folder
 * owns the SQL, the schema and how a database is opened; it decides nothing about identities.
 */
import type { PoolClient } from 'pg';
import { DomainError } from '../../domain/errors.ts';
import type { Reads, Rows, Store } from '../store.ts';
import {
  allKeys,
  apiKeyChannel,
  createApiKeyRows,
  createSessionRows,
  createSignInRows,
  createSigningKeyRows,
  createTenantRows,
  useSignIns,
} from './access-rows.ts';
import {
  createApplicationConsentRows,
  createApplicationRows,
  createApplicationSubjectRows,
  createOpenidRecordRows,
} from './application-rows.ts';
import { createAttemptReads } from './attempt-reads.ts';
import { type BatchLimits, createBatch } from './batch.ts';
import { createPointReads } from './batched-reads.ts';
import { commitTogether } from './combined-commit.ts';
import { createConnectionTestRows } from './connection-test-rows.ts';
import { copyInto } from './copy-text.ts';
import type { Database } from './database.ts';
import { isRefusal, isRetryable, translate } from './database-errors.ts';
import { createEmailSignInRows } from './email-sign-in-rows.ts';
import { createEventRows } from './event-rows.ts';
import { createIdentityRows } from './identity-rows.ts';
import { lockKeys } from './key-locks.ts';
import { createLikelyProviders } from './likely-providers.ts';
import { createPendingLinkRows, createPolicyRows, createSeparationRows } from './linking-rows.ts';
import { migrationState } from './migrate.ts';
import { createOperatorRows } from './operator-rows.ts';
import { type AttemptDoors, createAttempt, NeedsLocks } from './optimistic.ts';
import { createIdempotencyKeyRows, createImportRefusalRows, createImportRows } from './progress-rows.ts';
import { createConnectionRows, createIdentityProviderRows } from './provider-rows.ts';
import { prepared, type Queryable } from './query.ts';
import { createServiceProviderKeyRows, createTakenStatementRows } from './saml-rows.ts';
import { createStatisticsRows } from './statistics-rows.ts';
import { createSuggestionRows, createSweepRows } from './suggestion-rows.ts';
import { createIdentityTokenRows } from './token-rows.ts';
import { createUserLines } from './user-lines.ts';
import { createUserRows } from './user-rows.ts';

/** How often work is run again when others stand in its way, before the caller is told. */
const attemptsMax = 8;

const batchLimits: BatchLimits = {
  sizeMax: 200,
  flightsMax: 2,
  isFaultOfKey: (error) => error instanceof DomainError && error.code === 'invalid_input',
};

/** Rows of a bulk transaction: a server has others go on beside it, the embedded database has one session. */
const bulkRowsMax = { server: 500, embedded: 20 };

/** A store on an open database whose schema is at head. */
export function createPostgresStore(database: Database): Store {
  const listeners: ((tenantId: string, apiKeyId: string | null) => void)[] = [];
  let listening: PoolClient | null = null;
  let closed = false;

  const listen = async (): Promise<void> => {
    if (closed) return;
    const client = await database.pool.connect().catch(() => null);
    if (!client) return retryListening();
    // Closed while it connected: a client kept now would keep the pool from ending.
    if (closed) return client.release(true);
    listening = client;
    client.on('notification', ({ channel, payload }) => {
      const [tenantId, id] = (payload ?? '').split('/');
      if (channel !== apiKeyChannel || !tenantId || !id) return;
      for (const listener of listeners) listener(tenantId, id === allKeys ? null : id);
    });
    client.on('error', () => lose(client));
    await client.query(`listen ${apiKeyChannel}`).catch(() => lose(client));
  };
  const letGo = (): void => {
    listening?.release(true);
    listening = null;
  };
  const lose = (client: PoolClient): void => {
    // A connection that broke says so in more than one way, and also after it was let go of.
    if (listening !== client) return;
    letGo();
    retryListening();
  };
  // Until it listens again, the short life of the cached keys bounds how late a revocation is seen.
  const retryListening = (): void => void setTimeout(() => void listen(), 1000).unref();

  const transaction = async <T>(work: (rows: Rows) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(database, 'begin', work);
      } catch (error) {
        if (!isRetryable(error)) throw error;
        if (attempt === attemptsMax)
          throw new DomainError('changed_meanwhile', 'the same rows kept changing: try again');
      }
    }
  };

  const limits = database.kind === 'server' ? batchLimits : { ...batchLimits, flightsMax: 1 };
  const batches = guard(database.batches);
  // Whatever the database refuses undoes the statement, so each can be sent again by itself; unlike what was not answered.
  const commitLimits = { ...limits, isFaultOfKey: isRefusal };
  const doors: AttemptDoors = {
    reads: createAttemptReads(batches, limits),
    likely: createLikelyProviders(),
    commit: createBatch(commitTogether(batches), commitLimits),
    useSignIn: createBatch(useSignIns(batches), commitLimits),
  };

  return {
    bulkRowsMax: bulkRowsMax[database.kind],
    reads: createReads(guard(database.readers), limits),

    async optimistic(work, foreseen) {
      try {
        const attempt = createAttempt(doors, foreseen);
        const result = await work(attempt.rows);
        if (await attempt.commit()) return result;
      } catch (error) {
        if (!(error instanceof NeedsLocks) && !isRetryable(error)) throw error;
      }
      return transaction(work);
    },

    transaction,

    snapshot: (work) => inTransaction(database, beginSnapshot, work),

    snapshotTwice: (work) =>
      inTransaction(database, `${beginSnapshot}; ${uncompiled}`, async (rows, db) => {
        if (database.kind === 'embedded') return work([rows, rows]);
        const [shared] = (await db.query(prepared('select pg_export_snapshot() as name', []))).rows;
        const begin = `${beginSnapshot}; set transaction snapshot '${shared!.name}'; ${uncompiled}`;
        return inTransaction(database, begin, (others) => work([rows, others]));
      }),

    onApiKeyChanged(listener) {
      listeners.push(listener);
      // The embedded database has one process, which drops its own cache itself.
      if (listeners.length === 1 && database.kind === 'server') void listen();
    },

    async readiness() {
      try {
        const { pending } = await migrationState(database);
        const problems = pending.length > 0 ? [`migrations are missing: ${pending.join(', ')}`] : [];
        return { ready: problems.length === 0, problems };
      } catch {
        return { ready: false, problems: ['the database does not answer'] };
      }
    },

    async close() {
      closed = true;
      letGo();
      await database.close();
    },
  };
}

const beginSnapshot = 'begin isolation level repeatable read read only';
/** Compiling a page's statement takes ten times as long as running it. */
const uncompiled = 'set local jit to off';

async function inTransaction<T>(
  database: Database,
  begin: string,
  work: (rows: Rows, db: Queryable) => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect().catch((error: unknown) => {
    throw translate(error);
  });
  let broken = false;
  const afterwards: (() => unknown)[] = [];
  let result: T;
  try {
    await client.query(begin);
    const db = guardSession(database, client);
    result = await work(createRows(db, afterwards), db);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw translate(error);
  } finally {
    client.release(broken);
  }
  await Promise.all(afterwards.map((each) => each()));
  return result;
}

/** Runs statements and translates what the database refuses. */
function guard(db: Queryable | PoolClient): Queryable {
  return {
    query: (statement) =>
      (db as Queryable).query(statement).catch((error: unknown) => {
        throw isRetryable(error) ? error : translate(error);
      }),
  };
}

/** As `guard`, for the one client of a transaction. The embedded database's session has no `COPY`. */
function guardSession({ kind }: Database, client: PoolClient): Queryable {
  if (kind === 'embedded') return guard(client);
  return {
    ...guard(client),
    copyIn: (text, pieces) =>
      copyInto(client, text, pieces).catch((error: unknown) => {
        throw isRetryable(error) ? error : translate(error);
      }),
  };
}

function createReads(db: Queryable, limits: BatchLimits | null): Reads {
  return assemble(db, limits);
}

/** `afterwards` collects what is to be called after the commit. */
function createRows(db: Queryable, afterwards: (() => unknown)[]): Rows {
  const rows: Rows = {
    ...assemble(db, null),
    async savepoint(work) {
      await db.query(prepared('savepoint work', []));
      const before = afterwards.length;
      try {
        const result = await work(rows);
        await db.query(prepared('release savepoint work', []));
        return result;
      } catch (error) {
        afterwards.length = before;
        await db.query(prepared('rollback to savepoint work', []));
        await db.query(prepared('release savepoint work', []));
        throw error;
      }
    },
    lockKeys: (tenantId, keys) => lockKeys(db, tenantId, keys),
    afterCommit: (work) => void afterwards.push(work),
  };
  return rows;
}

function assemble(db: Queryable, limits: BatchLimits | null): Omit<Rows, 'savepoint' | 'lockKeys' | 'afterCommit'> {
  const points = createPointReads(db, limits);
  return {
    tenants: createTenantRows(db),
    apiKeys: createApiKeyRows(db, points),
    users: createUserRows(db, points),
    identities: createIdentityRows(db, points),
    userLines: createUserLines(db),
    identityTokens: createIdentityTokenRows(db),
    identityProviders: createIdentityProviderRows(db, points),
    connections: createConnectionRows(db, points),
    events: createEventRows(db),
    sessions: createSessionRows(db),
    signIns: createSignInRows(db, points),
    emailSignIns: createEmailSignInRows(db),
    connectionTests: createConnectionTestRows(db),
    pendingLinks: createPendingLinkRows(db),
    separations: createSeparationRows(db),
    policies: createPolicyRows(db),
    suggestions: createSuggestionRows(db),
    sweeps: createSweepRows(db),
    statistics: createStatisticsRows(db),
    applications: createApplicationRows(db),
    applicationSubjects: createApplicationSubjectRows(db),
    applicationConsents: createApplicationConsentRows(db),
    openidRecords: createOpenidRecordRows(db),
    operators: createOperatorRows(db),
    idempotencyKeys: createIdempotencyKeyRows(db),
    signingKeys: createSigningKeyRows(db),
    serviceProviderKeys: createServiceProviderKeyRows(db),
    takenStatements: createTakenStatementRows(db),
    imports: createImportRows(db),
    importRefusals: createImportRefusalRows(db),
  };
}
