/** Providers' tokens in identities: to a token that carries the scope for them, in the answers that this API has them in. */
import type { FastifyRequest } from 'fastify';
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Operations } from '../../operations/index.ts';
import { hasScope, requireActor } from './authenticate.ts';

/** The fields that an identity is shown with beside its own, by the identity's id. */
export type ShownTokens = ReadonlyMap<string, JsonObject>;

export const noTokens: ShownTokens = new Map();

/** As they are kept: no provider is asked. */
export async function readShownTokens(
  { providerTokens }: Operations,
  request: FastifyRequest,
  identities: IdentityWithProvider[],
): Promise<ShownTokens> {
  // INVARIANT: what the token carries decides, which may be less than its API key has.
  if (!hasScope(request, 'read:user_idp_tokens')) return noTokens;
  const held = await providerTokens.peek(requireActor(request), identities);
  const shown = [...held].map(([id, { accessToken, tokenSecret, refreshToken }]): [string, JsonObject] => [
    id,
    {
      access_token: accessToken,
      ...(tokenSecret !== undefined && { access_token_secret: tokenSecret }),
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    },
  ]);
  return new Map(shown);
}
