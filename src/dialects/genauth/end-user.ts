/**
 * What an application asks for its signed-in user: the user's own identities with what their providers gave, a URL by which
 * the user links another one, and taking one away. The credential is the user's access token of the application, by the
 * OpenID provider, bare or with `Bearer`; a URL to link by is asked for with the user's ID token.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import type { Application } from '../../domain/application.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Scope } from '../../domain/scopes.ts';
import type { User } from '../../domain/user.ts';
import { intentPath } from '../../operations/link-intents.ts';
import { callerOf, type DialectContext } from '../dialect.ts';
import { createEndpoints } from './endpoints.ts';
import { wrap } from './envelope.ts';
import { toIdentityDto } from './identity-wire.ts';
import { requireSourceId, toWireId } from './ids.ts';
import { malformed, required } from './input.ts';
import { toProviderName } from './provider-names.ts';

/** What a person may do with their own account from an application. */
const ownScopes: readonly Scope[] = ['identities:read', 'identities:write'];
/** Sources of companies; all others are social. */
const enterprise = new Set(['oidc', 'oauth2', 'saml', 'ldap', 'ad', 'cas', 'azure-ad']);

interface Holder {
  application: Application;
  user: User;
}

export function addEndUserEndpoints(app: FastifyInstance, context: DialectContext): void {
  const { operations } = context;
  const holders = new WeakMap<Actor, Holder & { baseUrl: string }>();

  const requireSite = async (request: FastifyRequest) => {
    const site = await context.siteOf?.(request);
    if (!site) throw new DomainError('tenant_not_found', 'there is nothing at this address yet');
    return site;
  };

  const authenticate = async (request: FastifyRequest): Promise<Actor> => {
    const site = await requireSite(request);
    const token = (request.headers.authorization ?? '').trim().replace(/^bearer(?:\s+|$)/i, '');
    const holder = token === '' ? null : await operations.openid.holderOf(site.tenant.id, token);
    if (!holder)
      throw new DomainError('unauthenticated', 'send the access token of a signed-in user as `authorization`');
    // INVARIANT: an application of somebody else neither reads nor changes a person's ways in.
    if (!holder.application.firstParty)
      throw new DomainError('insufficient_scope', 'this application is not the tenant’s own');
    const { user } = holder;
    const actor: Actor = {
      tenantId: site.tenant.id,
      kind: 'user',
      id: user.id,
      label: user.name ?? user.email ?? 'user',
      scopes: new Set(ownScopes),
      identityProviderId: null,
      ...callerOf(request, 'genauth'),
    };
    holders.set(actor, { ...holder, baseUrl: site.baseUrl });
    return actor;
  };

  const endpoints = createEndpoints(app, context, authenticate);

  endpoints.get('get-identities', Type.Object({}), async ({ actor }) => {
    const identities = await operations.identities.ofUser(actor, actor.id!);
    // INVARIANT: here alone does this API tell tokens of providers, to the person whose they are; as they are kept.
    const held = await operations.providerTokens.peek(actor, identities);
    return identities.map((identity) => {
      const { accessToken, refreshToken } = held.get(identity.id) ?? {};
      return {
        ...toIdentityDto(identity),
        ...(accessToken !== undefined && { accessToken }),
        ...(refreshToken !== undefined && { refreshToken }),
      };
    });
  });

  endpoints.get('get-application-enabled-extidps', Type.Object({}), async ({ actor }) => {
    const { application, baseUrl } = holders.get(actor)!;
    const choices = await operations.signIn.choices(actor.tenantId);
    return choices
      .filter(({ strategy }) => strategy.connector)
      .map(({ connection, provider }) => {
        const type = toProviderName(provider.strategy);
        const query = { ext_idp_conn_identifier: connection.identifier, app_id: application.clientId };
        return {
          identifier: connection.identifier,
          extIdpId: toWireId(provider.id),
          type,
          extIdpType: enterprise.has(type) ? 'enterprise' : 'social',
          bindUrl: `${baseUrl}/api/v3/link-extidp?${new URLSearchParams(query)}`,
          name: connection.displayName,
          ...((connection.logo ?? provider.logo) && { logo: connection.logo ?? provider.logo }),
        };
      });
  });

  endpoints.post('unlink-extidp', Type.Object({ extIdpId: required() }), async ({ actor, input }) => {
    const which = { identityProviderId: requireSourceId(input.extIdpId) };
    await operations.identities.unlink(actor, { userId: actor.id!, which });
  });

  /** The intent of the person whose ID token the query holds. */
  const startLink = async (request: FastifyRequest): Promise<{ baseUrl: string; token: string }> => {
    const { tenant, baseUrl } = await requireSite(request);
    const query = new URL(request.url, 'http://own.invalid').searchParams;
    const read = (name: string): string => {
      const [value = '', ...more] = query.getAll(name);
      if (value === '' || more.length > 0) throw malformed(name, 'it is required, once');
      return value;
    };
    const application = await operations.applications.byClientId(tenant.id, read('app_id'));
    const idToken = read('id_token');
    const user = application && (await operations.openid.ofIdToken(application, `${baseUrl}/`, idToken));
    if (!application || !user)
      throw new DomainError('unauthenticated', 'the `id_token` is not one of this application');
    if (!application.firstParty)
      throw new DomainError('insufficient_scope', 'this application is not the tenant’s own');
    const returnTo = query.get('target_url') || null;
    if (returnTo !== null && !application.redirectUris.includes(returnTo))
      throw malformed('target_url', 'it is not a callback address of the application, to the letter');
    const identifier = read('ext_idp_conn_identifier');
    const choices = await operations.signIn.choices(tenant.id);
    const way = choices.find(({ connection, strategy }) => connection.identifier === identifier && strategy.connector);
    if (!way) throw new DomainError('connection_not_found', 'there is no such connection that one can link by URL');
    const intent = { userId: user.id, connectionId: way.connection.id, returnTo };
    return { baseUrl, token: await operations.linkIntents.create(tenant.id, application.clientId, intent) };
  };

  app.get('/api/v3/generate-link-extidp-url', { exposeHeadRoute: false, schema: { hide: true } }, async (request) => {
    const { baseUrl, token } = await startLink(request);
    // The ID token itself does not travel in it: addresses end up in histories and logs.
    return wrap(request, { url: `${baseUrl}/api/v3/link-extidp?${new URLSearchParams({ link_token: token })}` });
  });

  app.get('/api/v3/link-extidp', { exposeHeadRoute: false, schema: { hide: true } }, async (request, reply) => {
    const given = new URL(request.url, 'http://own.invalid').searchParams.get('link_token');
    const token = given ?? (await startLink(request)).token;
    if (!/^[0-9A-Za-z.]{1,200}$/.test(token)) throw malformed('link_token', 'it is none');
    return reply.header('cache-control', 'no-store').redirect(intentPath(token), 302);
  });
}
