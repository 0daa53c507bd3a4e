/** Statements of providers that are good once: a copy of one, made anywhere on its way, opens nothing. */
import type { Vouched } from '../connectors/connector.ts';
import { DomainError } from '../domain/errors.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import { toTimestamp } from '../domain/ids.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

/**
 * Takes the statement, or refuses with `sign_in_refused` when it was taken before, through whichever connection of the
 * provider. In a transaction of its own: whatever comes of the sign-in afterwards, the statement stays used.
 */
export async function takeStatement(
  deps: Dependencies,
  { tenantId, id }: IdentityProvider,
  { once }: Vouched,
): Promise<void> {
  if (once === undefined) return;
  const taken = await deps.store.transaction(async (rows) => {
    await rows.takenStatements.deleteExpired(tenantId, currentTime(deps));
    const expiresAt = toTimestamp(once.expiresAt.getTime());
    return rows.takenStatements.take({ tenantId, identityProviderId: id, statementId: once.id, expiresAt });
  });
  if (taken) return;
  throw new DomainError('sign_in_refused', "the provider's answer was used before: start again", {
    reason: 'statement_replayed',
  });
}
