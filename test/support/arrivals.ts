/** Sign-ins without a browser: claims that reach the server as a connector's would. */
import { createEntropy } from '../../src/app.ts';
import type { Claims } from '../../src/domain/claims.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { type Arrived, arrive } from '../../src/operations/arrival.ts';
import type { Dependencies } from '../../src/operations/dependencies.ts';
import { createPolicies } from '../../src/policies/policies.ts';
import { createVault } from '../../src/vault/vault.ts';

import type { TestApp } from './test-app.ts';

/** The person arrives at the provider through the connection; from `ip`. */
export function arriveAt(
  it: TestApp,
  provider: IdentityProvider,
  connection: Connection,
  claims: Partial<Claims> & { subject: string },
  ip = '203.0.113.7',
): Promise<Arrived> {
  const deps: Dependencies = {
    store: it.app.store,
    entropy: createEntropy(),
    postbox: null,
    strategies: new Map(),
    policies: createPolicies({ countError() {} }),
    vault: createVault([{ id: 'unused', key: new Uint8Array(32) }]),
  };
  const whole: Claims = {
    subjectType: '',
    emailVerified: false,
    phoneVerified: false,
    raw: { sub: claims.subject },
    ...claims,
  };
  return it.app.store.transaction((rows) =>
    arrive(deps, rows, { ...it.actor, ip }, { provider, connection, claims: whole }),
  );
}
