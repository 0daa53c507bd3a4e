/**
 * Token exchange (RFC 8693): an application gives its user's access token of ours and gets that of a provider that the
 * user has linked, renewed if need be. Only for applications that an operator gave this grant.
 */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { tokenExchange } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { Operations } from '../operations/index.ts';
import { fromResource } from './audience.ts';
import { applicationOf } from './client.ts';

type Oidc = typeof import('oidc-provider');

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

const parameters = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'resource',
  'connection',
  'scope',
  'actor_token',
];

export function addTokenExchange(
  provider: Provider,
  { errors }: Oidc,
  { operations, tenantId }: { operations: Operations; tenantId: string },
): void {
  provider.registerGrantType(
    tokenExchange,
    async (ctx) => {
      const params = ctx.oidc.params ?? {};
      if (params.subject_token_type !== accessTokenType)
        throw new errors.InvalidRequest(`subject_token_type must be ${accessTokenType}`);
      if (params.requested_token_type !== undefined && params.requested_token_type !== accessTokenType)
        throw new errors.InvalidRequest(`requested_token_type must be ${accessTokenType}`);
      if (params.actor_token !== undefined) throw new errors.InvalidRequest('actor_token is not supported');
      const user = await findSubject(ctx, String(params.subject_token ?? ''));
      if (!user) throw new errors.InvalidGrant('the subject token is expired, or not one of this application');
      const way =
        params.connection ?? (typeof params.resource === 'string' ? fromResource(params.resource) : undefined);
      if (typeof way !== 'string')
        throw new errors.InvalidRequest('say by `audience` which provider’s token it shall be');
      ctx.body = await readTokens(user, way).catch((error: unknown) => {
        throw error instanceof DomainError ? translate(error) : error;
      });
    },
    parameters,
  );

  /** INVARIANT: a token that another application was given is of no use here. */
  const findSubject = async (ctx: KoaContextWithOIDC, token: string): Promise<User | null> => {
    const application = applicationOf(ctx.oidc.client!);
    if (token.split('.').length === 3) {
      const { user, claims } = await operations.authentication.byPersonalToken(token, []).catch(() => ({
        user: null,
        claims: {} as Record<string, unknown>,
      }));
      const isOwn = claims.azp === application.clientId && claims.iss === provider.issuer;
      return user && isOwn && user.tenantId === tenantId ? user : null;
    }
    const found = await provider.AccessToken.find(token);
    if (!found?.isValid || found.clientId !== application.clientId || !found.accountId) return null;
    return (await operations.openid.findAccount(tenantId, found.accountId, found.sessionUid ?? null))?.user ?? null;
  };

  const readTokens = async (user: User, way: string) => {
    // The person's own, and nobody else's: no scope is needed for that.
    const actor = {
      tenantId,
      kind: 'user' as const,
      id: user.id,
      label: 'token exchange',
      scopes: new Set([]),
      identityProviderId: null,
    };
    const identityId = await operations.openid.identityAt(tenantId, user.id, way);
    if (identityId === null) throw new errors.InvalidTarget(`the user has no identity at ${way}`);
    const { accessToken, expiresAt, scopes } = await operations.providerTokens.read(actor, { identityId });
    return {
      access_token: accessToken,
      issued_token_type: accessTokenType,
      token_type: 'Bearer',
      ...(expiresAt && { expires_in: Math.max(0, Math.floor((Date.parse(String(expiresAt)) - Date.now()) / 1000)) }),
      ...(scopes && { scope: [...scopes].join(' ') }),
    };
  };

  const translate = (error: DomainError) => {
    if (error.code === 'tokens_not_found' || error.code === 'identity_provider_disabled')
      return new errors.InvalidTarget(error.message);
    if (error.code === 'needs_reauthorization') return new errors.InvalidGrant(error.message);
    if (error.kind === 'unavailable') return new errors.TemporarilyUnavailable(error.message);
    return error;
  };
}
