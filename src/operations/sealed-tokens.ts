/** A provider's tokens between the two forms that they have here: as the provider gave them, and sealed in their row. */
import type { IdentityTokens, ProviderTokens } from '../domain/provider-tokens.ts';
import type { Vault } from '../vault/vault.ts';

/** Whose tokens, and by which connection: the key of their row. */
export type TokensKey = Pick<IdentityTokens, 'tenantId' | 'identityId' | 'connectionId'>;

type Sealed = Pick<IdentityTokens, 'sealedAccessToken' | 'sealedRefreshToken' | 'sealedIdToken' | 'sealedTokenSecret'>;

const placeOf = {
  sealedAccessToken: 'access_token',
  sealedRefreshToken: 'refresh_token',
  sealedIdToken: 'id_token',
  sealedTokenSecret: 'token_secret',
} as const satisfies Record<keyof Sealed, string>;

/** INVARIANT: a sealed token opens in its own tenant, identity, connection and field alone. */
export function tokenPlace({ tenantId, identityId, connectionId }: TokensKey, field: keyof Sealed): string {
  return `${tenantId}/identity_tokens/${identityId}/${connectionId}/${placeOf[field]}`;
}

export function sealTokens(vault: Vault, key: TokensKey, tokens: ProviderTokens): Sealed {
  const seal = (field: keyof Sealed, text: string | undefined) =>
    text === undefined ? null : vault.seal(text, tokenPlace(key, field));
  return {
    sealedAccessToken: vault.seal(tokens.accessToken, tokenPlace(key, 'sealedAccessToken')),
    sealedRefreshToken: seal('sealedRefreshToken', tokens.refreshToken),
    sealedIdToken: seal('sealedIdToken', tokens.idToken),
    sealedTokenSecret: seal('sealedTokenSecret', tokens.tokenSecret),
  };
}

/** What is kept goes on under the sealing key of what is new: a row is under one. */
export function carrySealed(
  vault: Vault,
  key: TokensKey,
  field: keyof Sealed,
  sealed: string | null | undefined,
): string | null {
  return sealed ? (vault.rewrap(sealed, tokenPlace(key, field)) ?? sealed) : null;
}

/** Throws `VaultError` when the row was moved or altered. */
export function openTokens(vault: Vault, row: IdentityTokens): ProviderTokens {
  const open = (field: keyof Sealed) => {
    const sealed = row[field];
    return sealed === null ? undefined : vault.open(sealed, tokenPlace(row, field));
  };
  const [refreshToken, idToken, tokenSecret] = [
    open('sealedRefreshToken'),
    open('sealedIdToken'),
    open('sealedTokenSecret'),
  ];
  return {
    accessToken: vault.open(row.sealedAccessToken, tokenPlace(row, 'sealedAccessToken')),
    tokenType: row.tokenType,
    ...(refreshToken !== undefined && { refreshToken }),
    ...(idToken !== undefined && { idToken }),
    ...(tokenSecret !== undefined && { tokenSecret }),
    scopes: row.scopes,
    expiresAt: row.expiresAt,
  };
}
