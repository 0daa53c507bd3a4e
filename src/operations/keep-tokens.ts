/** Keeps what a provider gave with a sign-in, in the transaction of the arrival. */
import type { Identity } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { Timestamp } from '../domain/json.ts';
import type { IdentityTokens, ProviderTokens } from '../domain/provider-tokens.ts';
import type { Rows } from '../stores/store.ts';
import { isSwitchedOn } from './connection-settings.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import { carrySealed, sealTokens } from './sealed-tokens.ts';

/** How long whoever finishes the sign-in may take to fetch the tokens that it brought. */
const takeableMinutes = 10;

export interface BroughtTokens {
  identity: Pick<Identity, 'tenantId' | 'id'>;
  provider: IdentityProvider;
  connection: Connection;
  tokens: ProviderTokens | undefined;
  /** Set when the identity is nobody's yet: for how long its person may prove an account. */
  waitsUntil?: Timestamp;
}

/** The identity's row must be locked, or new. */
export async function keepTokens(deps: Dependencies, rows: Rows, brought: BroughtTokens): Promise<void> {
  const { identity, provider, connection, tokens, waitsUntil = null } = brought;
  const key = { tenantId: identity.tenantId, identityId: identity.id, connectionId: connection.id };
  if (!isSwitchedOn('keep_tokens', provider, connection))
    return destroyTokens(deps, rows, key.tenantId, [identity.id], connection.id);
  if (tokens === undefined) return;
  const known = await rows.identityTokens.lock(key.tenantId, key.identityId, key.connectionId);
  const now = currentTime(deps);
  const sealed = sealTokens(deps.vault, key, tokens);
  // Providers that hand out a refresh token at the first sign-in only (Google among them) mean it to be kept.
  sealed.sealedRefreshToken ??= carrySealed(deps.vault, key, 'sealedRefreshToken', known?.sealedRefreshToken);
  const row: IdentityTokens = {
    ...key,
    ...sealed,
    tokenType: tokens.tokenType,
    scopes: tokens.scopes,
    status: 'ok',
    version: (known?.version ?? 0) + 1,
    expiresAt: tokens.expiresAt,
    obtainedAt: now,
    idTokenAt: tokens.idToken === undefined ? null : now,
    renewalId: null,
    renewalUntil: null,
    takeableUntil: toTimestamp(deps.entropy.now() + takeableMinutes * 60_000),
    waitsUntil,
    createdAt: known?.createdAt ?? now,
    updatedAt: now,
  };
  await (known ? rows.identityTokens.update(row) : rows.identityTokens.insert(row));
}
