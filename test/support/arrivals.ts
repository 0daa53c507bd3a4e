/** Sign-ins without a browser: claims that reach the server as a connector's would. */
import { createEntropy } from '../../src/app.ts';
import type { Claims } from '../../src/domain/claims.ts';
import type { Identity } from '../../src/domain/identity.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { createMapper } from '../../src/mapping/mapping.ts';
import { type Arrived, arrive } from '../../src/operations/arrival.ts';
import type { Dependencies } from '../../src/operations/dependencies.ts';
import { createSharedMemory } from '../../src/operations/shared-memory.ts';
import { startPendingLink } from '../../src/operations/start-pending-link.ts';
import { createUpstreamWork } from '../../src/operations/upstream-work.ts';
import { createPolicies } from '../../src/policies/policies.ts';
import { createVault } from '../../src/vault/vault.ts';

import type { TestApp } from './test-app.ts';

/** The person arrives at the provider through the connection; from `ip`. */
export function arriveAt(
  it: TestApp,
  provider: IdentityProvider,
  connection: Connection,
  claims: ToldClaims,
  ip = '203.0.113.7',
  now: () => number = Date.now,
): Promise<Arrived> {
  const deps = dependenciesOf(it, now);
  return it.app.store.transaction((rows) =>
    arrive(deps, rows, { ...it.actor, ip }, { provider, connection, claims: whole(claims) }),
  );
}

/** As `arriveAt`, for one who is asked: the token that the browser gets. */
export function askAt(
  it: TestApp,
  provider: IdentityProvider,
  connection: Connection,
  claims: ToldClaims,
  { now = Date.now, returnTo = null }: { now?: () => number; returnTo?: string | null } = {},
): Promise<{ token: string; identity: Identity }> {
  const deps = dependenciesOf(it, now);
  return it.app.store.transaction(async (rows) => {
    const { decision, identity } = await arrive(deps, rows, it.actor, { provider, connection, claims: whole(claims) });
    if (decision.action !== 'challenge') throw new Error(`not asked: ${decision.action}`);
    const asked = { identity: identity!, connectionId: connection.id, decision, returnTo };
    const { token } = await startPendingLink(deps, rows, asked);
    return { token, identity: identity! };
  });
}

type ToldClaims = Partial<Claims> & { subject: string };

function dependenciesOf(it: TestApp, now: () => number): Dependencies {
  return {
    store: it.app.store,
    entropy: createEntropy(now),
    postbox: null,
    strategies: new Map(),
    policies: createPolicies({ countError() {} }),
    mapper: createMapper(),
    shared: createSharedMemory(Date.now),
    upstream: createUpstreamWork({ renewal() {}, revocation() {} }),
    vault: createVault([{ id: 'unused', key: new Uint8Array(32) }]),
  };
}

function whole(claims: ToldClaims): Claims {
  return { subjectType: '', emailVerified: false, phoneVerified: false, raw: { sub: claims.subject }, ...claims };
}
