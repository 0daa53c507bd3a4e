/**
 * Token exchange (RFC 8693): an application gives its user's access token of ours and gets that of a provider that the
 * user has linked, renewed if need be. Only for applications that an operator gave this grant.
 */
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { tokenExchange } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { Operations } from '../operations/index.ts';
import type { HeldTokens } from '../operations/provider-tokens.ts';
import { fromResource } from './audience.ts';
import { applicationOf } from './client.ts';
import { scopesToOutside } from './scopes.ts';

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
  'actor_token_type',
];

/** What RFC 8693 §2.2.2 and RFC 6749 §5.2 call a refusal. */
type Refusal = 'invalid_request' | 'invalid_target' | 'invalid_scope' | 'invalid_grant' | 'temporarily_unavailable';

export function addTokenExchange(
  provider: Provider,
  { errors }: Oidc,
  { operations, tenantId }: { operations: Operations; tenantId: string },
): void {
  const refuse = (error: Refusal, description: string): Error => new errors.CustomOIDCProviderError(error, description);

  provider.registerGrantType(
    tokenExchange,
    async (ctx) => {
      const asked = readRequest(ctx.oidc.params ?? {});
      const user = await findSubject(ctx, asked.subjectToken);
      // RFC 8693 §2.2.2: a subject token that is invalid for any reason makes the request invalid.
      if (!user) throw refuse('invalid_request', 'the subject token is expired, or not one of this application');
      const tokens = await readTokens(user, asked.way).catch((error: unknown) => {
        throw error instanceof DomainError ? translate(error) : error;
      });
      requireScopes(tokens, asked.scopes);
      ctx.body = toAnswer(tokens);
    },
    parameters,
  );

  const readRequest = (params: Record<string, unknown>) => {
    const text = (name: string): string | null => (typeof params[name] === 'string' ? params[name] || null : null);
    const subjectToken = text('subject_token');
    if (subjectToken === null) throw refuse('invalid_request', 'send the `subject_token`');
    if (params.subject_token_type !== accessTokenType)
      throw refuse('invalid_request', `the subject_token_type must be ${accessTokenType}`);
    if (params.requested_token_type !== undefined && params.requested_token_type !== accessTokenType)
      throw refuse('invalid_request', `the requested_token_type must be ${accessTokenType}`);
    if (params.actor_token !== undefined || params.actor_token_type !== undefined)
      throw refuse('invalid_request', 'an actor_token is not supported: nobody acts for another here');
    const resource = text('resource');
    const way = text('connection') ?? (resource === null ? null : fromResource(resource));
    if (way === null) throw refuse('invalid_request', 'say by `audience` which provider’s token it shall be');
    const scopes = scopesToOutside(text('scope') ?? '').split(' ');
    return { subjectToken, way, scopes: scopes.filter((scope) => scope !== '') };
  };

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

  const readTokens = async (user: User, way: string): Promise<HeldTokens> => {
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
    if (identityId === null) throw refuse('invalid_target', `the user has no identity at ${way.slice(0, 80)}`);
    return operations.providerTokens.read(actor, { identityId });
  };

  /** What was granted is what there is: more has to be asked for at the provider, by signing in. */
  const requireScopes = ({ scopes }: HeldTokens, asked: string[]): void => {
    const missing = asked.filter((scope) => !scopes.includes(scope));
    if (missing.length > 0)
      throw refuse('invalid_scope', `the provider’s token has not the scope ${missing.join(' ').slice(0, 200)}`);
  };

  const translate = (error: DomainError): Error => {
    if (isNoTarget(error)) return refuse('invalid_target', error.message);
    if (error.code === 'needs_reauthorization') return refuse('invalid_grant', error.message);
    if (error.kind !== 'unavailable') return error;
    return Object.assign(refuse('temporarily_unavailable', error.message), { status: 503, statusCode: 503 });
  };
}

function isNoTarget({ code }: DomainError): boolean {
  return code === 'tokens_not_found' || code === 'identity_not_found' || code === 'identity_provider_disabled';
}

/** RFC 8693 §2.2.1. The refresh token stays here. */
function toAnswer({ accessToken, expiresAt, scopes }: HeldTokens) {
  const seconds = expiresAt === null ? null : Math.floor((Date.parse(expiresAt) - Date.now()) / 1000);
  return {
    access_token: accessToken,
    issued_token_type: accessTokenType,
    token_type: 'Bearer',
    ...(seconds !== null && { expires_in: Math.max(0, seconds) }),
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  };
}
