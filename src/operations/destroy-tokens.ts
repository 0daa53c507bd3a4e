/**
 * Destroys kept tokens with what they belonged to, and ends them at the provider: after the commit, so that what is undone
 * here is not done there, as well as it goes. A process that dies in between has destroyed them here alone.
 */
import { ConnectorError } from '../connectors/connector.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import type { IdentityTokens, ProviderTokens } from '../domain/provider-tokens.ts';
import type { Rows } from '../stores/store.ts';
import { isSwitchedOn, openSettings } from './connection-settings.ts';
import type { Dependencies } from './dependencies.ts';
import { openTokens, type TokensKey } from './sealed-tokens.ts';

/** Of these identities, or what one connection brought them. Call it before the identities themselves go. */
export async function destroyTokens(
  deps: Dependencies,
  rows: Rows,
  tenantId: string,
  identityIds: string[],
  connectionId?: string,
): Promise<void> {
  if (identityIds.length === 0) return;
  await endAfterCommit(deps, rows, tenantId, await rows.identityTokens.take(tenantId, identityIds, connectionId));
}

/** Rows in one step: a connection may have brought the tokens of everybody. */
const tokensPerStep = 1000;

/** Everything that a connection brought. Call it before the connection goes: its secret is needed to revoke. */
export async function destroyTokensOfConnection(deps: Dependencies, rows: Rows, connection: Connection): Promise<void> {
  while ((await destroySomeTokensOfConnection(deps, rows, connection, tokensPerStep)) === tokensPerStep);
}

/** So many of those; how many there were. */
export async function destroySomeTokensOfConnection(
  deps: Dependencies,
  rows: Rows,
  { tenantId, id }: Pick<Connection, 'tenantId' | 'id'>,
  limit: number,
): Promise<number> {
  const taken = await rows.identityTokens.takeOfConnection(tenantId, id, limit);
  await endAfterCommit(deps, rows, tenantId, taken);
  return taken.length;
}

/** Those that came with identities whose person was asked to prove an account, and did not. */
export async function destroyTokensInVain(
  deps: Dependencies,
  rows: Rows,
  tenantId: string,
  before: string,
): Promise<void> {
  await endAfterCommit(deps, rows, tenantId, await rows.identityTokens.takeWaiting(tenantId, before));
}

async function endAfterCommit(
  deps: Dependencies,
  rows: Rows,
  tenantId: string,
  taken: IdentityTokens[],
): Promise<void> {
  for (const connectionId of new Set(taken.map((tokens) => tokens.connectionId))) {
    // Read now: by the commit the connection may be gone too.
    const connection = await rows.connections.byId(tenantId, connectionId);
    const provider = connection && (await rows.identityProviders.byId(tenantId, connection.identityProviderId));
    if (!connection || !provider) continue;
    const through = { connection, provider };
    for (const tokens of taken.filter((each) => each.connectionId === connectionId))
      rows.afterCommit(() => endUpstream(deps, through, tokens, () => openTokens(deps.vault, tokens)));
  }
}

/** Ends tokens at the provider soon, where it can and the connection's config does not say otherwise. Never throws. */
export function endUpstream(
  deps: Dependencies,
  { connection, provider }: { connection: Connection; provider: IdentityProvider },
  { tenantId, identityId, connectionId }: TokensKey,
  open: () => ProviderTokens,
): void {
  const { report, later } = deps.upstream;
  const about = { tenantId, identityId, connectionId };
  if (!isSwitchedOn('revoke_tokens', provider, connection)) return;
  const connector = deps.strategies.get(provider.strategy)?.connector;
  if (!connector?.revoke) {
    report.revocation('not_offered', about);
    return;
  }
  later(
    async () => {
      try {
        const done = await connector.revoke?.(openSettings(deps, connection, provider), open());
        report.revocation(done ? 'revoked' : 'not_offered', about);
      } catch (error) {
        const reason = error instanceof ConnectorError ? error.code : 'internal';
        report.revocation('failed', { ...about, reason });
      }
    },
    () => report.revocation('dropped', about),
  );
}
