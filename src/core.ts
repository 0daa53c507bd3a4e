/**
 * The composition root below the server: store, connectors, vault, policies and mail become operations. The server stands on it
 * (`app.ts`), and commands work with it alone: they need neither the server's memory nor its time to start.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { ConnectorDependencies, Fetch } from './connectors/connector.ts';
import { createConnectors } from './connectors/index.ts';
import { createTicker, type Entropy } from './domain/ids.ts';
import type { Mailer } from './mail/mailer.ts';
import { createPostbox } from './mail/postbox.ts';
import { createMapper } from './mapping/mapping.ts';
import type { Dependencies } from './operations/dependencies.ts';
import { createOperations, type Operations } from './operations/index.ts';
import { createSharedMemory, type SharedMemory } from './operations/shared-memory.ts';
import { createUpstreamWork } from './operations/upstream-work.ts';
import { createPolicies } from './policies/policies.ts';
import type { Database } from './stores/postgres/database.ts';
import { createPostgresStore } from './stores/postgres/index.ts';
import type { Store } from './stores/store.ts';
import { createVault, type SealingKey } from './vault/vault.ts';

export interface CoreOptions {
  database: Database;
  sealingKeys: SealingKey[];
  logger: Pick<Logger, 'error' | 'warn' | 'info' | 'debug'>;
  fetch: Fetch;
  /** As `fetch`, for protocols other than HTTP; absent: none of those. */
  findAddress?: ConnectorDependencies['findAddress'];
  /** For development only: connections may name their endpoints, also plain http ones. */
  insecureDevelopmentEndpoints: boolean;
  entropy?: Entropy;
  /** What the processes of a server have in common; absent: there is only this one. */
  shared?: SharedMemory;
  /** Null or absent: no mail is sent, and nothing that needs it is offered. */
  mailer?: Mailer | null;
}

/** Counts what happens beside the requests. */
export interface CoreObserver {
  countMail(outcome: string): void;
  countRenewal(outcome: string): void;
  countRevocation(outcome: string): void;
  countPolicyError(): void;
}

export interface Core {
  operations: Operations;
  store: Store;
  /** Lets what is under way in the background finish, then closes the database. */
  close(): Promise<void>;
}

/** The system's randomness, and a clock: the system's unless another is given. */
export function createEntropy(now: () => number = Date.now): Entropy {
  return { now, tick: createTicker(now), bytes: createRandomBytes() };
}

/** Asking the system costs a microsecond or more however few bytes are wanted: short ones are cut from a longer piece, each once. */
function createRandomBytes(): Entropy['bytes'] {
  const pieceLength = 4096;
  let piece = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (length > 64) return new Uint8Array(randomBytes(length));
    if (used + length > piece.length) {
      piece = new Uint8Array(randomBytes(pieceLength));
      used = 0;
    }
    const bytes = piece.slice(used, used + length);
    // What was handed out is not kept.
    piece.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}

/** The database's schema must be at head. */
export function createCore(options: CoreOptions, observer: CoreObserver): Core {
  const entropy = options.entropy ?? createEntropy();
  const store = createPostgresStore(options.database);
  const postbox = options.mailer
    ? createPostbox(options.mailer, (outcome, error) => {
        observer.countMail(outcome);
        if (outcome !== 'sent') options.logger.warn(describeMailFailure(error), `mail ${outcome}`);
      })
    : null;
  const mapper = createMapper();
  const upstream = createUpstreamWork({
    renewal(outcome, about) {
      observer.countRenewal(outcome);
      const level = outcome === 'lost' ? 'error' : outcome === 'failed' ? 'warn' : 'debug';
      options.logger[level](about, `tokens of a provider: renewal: ${outcome}`);
    },
    revocation(outcome, about) {
      observer.countRevocation(outcome);
      const level = outcome === 'failed' || outcome === 'dropped' ? 'warn' : 'info';
      options.logger[level](about, `tokens of a provider: revocation: ${outcome}`);
    },
  });
  const dependencies: Dependencies = {
    store,
    upstream,
    entropy,
    shared: options.shared ?? createSharedMemory(entropy.now),
    postbox,
    policies: createPolicies({ countError: observer.countPolicyError }),
    mapper,
    vault: createVault(options.sealingKeys),
    strategies: createConnectors({
      fetch: options.fetch,
      ...(options.findAddress && { findAddress: options.findAddress }),
      now: () => new Date(entropy.now()),
      insecureDevelopmentEndpoints: options.insecureDevelopmentEndpoints,
    }),
  };
  return {
    operations: createOperations(dependencies),
    store,
    async close() {
      await upstream.close();
      await postbox?.close();
      await mapper.close();
      await store.close();
    },
  };
}

/** What the mail server's refusal says names whom it was for, which is nobody's business in a log. */
function describeMailFailure(error: unknown): { code?: unknown; status?: unknown } {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  return { code, status: responseCode };
}
