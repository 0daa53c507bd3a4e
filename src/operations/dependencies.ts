/** What the verbs work with; made in app.ts, handed to each group of operations. */
import type { Strategy } from '../connectors/connector.ts';
import type { Entropy } from '../domain/ids.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { Timestamp } from '../domain/json.ts';
import type { Postbox } from '../mail/mailer.ts';
import type { Mapper } from '../mapping/mapping.ts';
import type { Policies } from '../policies/policies.ts';
import type { Store } from '../stores/store.ts';
import type { Vault } from '../vault/vault.ts';
import type { SharedMemory } from './shared-memory.ts';
import type { UpstreamWork } from './upstream-work.ts';

export interface Dependencies {
  store: Store;
  /** Every strategy that the code knows, by name. */
  strategies: ReadonlyMap<string, Strategy>;
  vault: Vault;
  policies: Policies;
  /** Evaluates the expressions of claim mappings. */
  mapper: Mapper;
  entropy: Entropy;
  /** Null where no mail can be sent: then nothing is offered that needs it. */
  postbox: Postbox | null;
  upstream: UpstreamWork;
  /** What this process has in common with the others of its server. */
  shared: SharedMemory;
}

export function currentTime({ entropy }: Pick<Dependencies, 'entropy'>): Timestamp {
  return toTimestamp(entropy.now());
}
