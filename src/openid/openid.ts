/**
 * The OpenID provider: applications sign their users in here. This folder owns its endpoints, one provider per tenant and
 * address, and what it remembers; `oidc-provider` owns the protocol. Who somebody is, is said by the session that the
 * hosted pages open (src/server/hosted): a person without one is sent there and comes back. It decides nothing about
 * users and identities: `operations/openid.ts` says what an application calls whom.
 *
 * `/oauth/token` is shared with Auth0's management API, whose clients are API keys: see `answerToken`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readBasicCredentials, toDomainError } from '../dialects/dialect.ts';
import { grantTypes } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import { sendRefusalPage } from '../server/hosted/refusal-page.ts';
import { addAddressLimit } from '../server/hosted/sign-in-limits.ts';
import { findSite } from '../server/site.ts';
import type { Fields } from './form-request.ts';
import { addInteractionRoutes } from './interaction-routes.ts';
import { addLogoutRoutes } from './logout-routes.ts';
import { createOpenidContext, type OpenidContext, type OpenidOptions, personFor } from './openid-context.ts';
import { routes } from './tenant-provider.ts';
import { addUserinfoRoute } from './userinfo-route.ts';

export interface Openid {
  addRoutes(app: FastifyInstance): Promise<void>;
  /** Takes a token request when it is an application's; false when it is none of ours. */
  answerToken(request: FastifyRequest, reply: FastifyReply, fields: Fields): Promise<boolean>;
}

export function createOpenid(options: OpenidOptions): Openid {
  const context = createOpenidContext(options);
  return {
    addRoutes: (app) => addRoutes(app, context),
    async answerToken(request, reply, fields) {
      const site = await findSite(options, request);
      if (!site) return false;
      const application =
        fields.client_id === undefined
          ? null
          : await options.operations.applications.byClientId(site.tenant.id, fields.client_id);
      // A client id that is no application's may be an API key's, which knows one grant alone.
      if (!application && !isOurs(fields.grant_type)) return false;
      await context.pass(request, reply, { site, person: null, form: fields });
      return true;
    },
  };
}

function isOurs(grant: string | undefined): boolean {
  return grant !== 'client_credentials' && (grantTypes as readonly (string | undefined)[]).includes(grant);
}

async function addRoutes(app: FastifyInstance, context: OpenidContext): Promise<void> {
  app.setErrorHandler((error, request, reply) => {
    const refusal = toDomainError(error);
    if (refusal.kind === 'internal') request.log.error({ err: error }, 'bug');
    void reply.code(refusal.kind === 'internal' ? 500 : 400).send({
      error: refusal.kind === 'internal' ? 'server_error' : 'invalid_request',
      error_description: refusal.kind === 'internal' ? 'internal error' : refusal.message,
    });
  });
  const pass = (request: FastifyRequest, reply: FastifyReply) => context.pass(request, reply);
  const passForm = (request: FastifyRequest, reply: FastifyReply) =>
    context.pass(request, reply, { person: null, form: readClientForm(request) });

  for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', routes.jwks]) {
    app.get(path, { exposeHeadRoute: false }, pass);
    app.options(path, pass);
  }
  app.options(routes.token, pass);
  for (const path of [routes.revocation, routes.pushed_authorization_request]) {
    app.post(path, passForm);
    app.options(path, pass);
  }
  addUserinfoRoute(app, context);

  await app.register(async (pages) => {
    pages.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    pages.setErrorHandler((error, request, reply) => sendRefusalPage(context, error, request, reply));
    // Each request that begins here is kept until somebody signs in.
    await addAddressLimit(pages, context, 'openid', () => true);
    pages.get(routes.authorization, { exposeHeadRoute: false }, async (request, reply) => {
      const site = await context.requireSite(request);
      const clientId = new URL(request.url, site.baseUrl).searchParams.get('client_id');
      await context.pass(request, reply, { site, person: await personFor(context, request, site, clientId) });
    });
    pages.get<{ Params: { uid: string } }>(
      `${routes.authorization}/:uid`,
      { exposeHeadRoute: false },
      async (request, reply) => {
        const site = await context.requireSite(request);
        const { provider } = await context.providerOf(site);
        const interaction = await provider.Interaction.find(request.params.uid);
        const clientId = interaction ? String(interaction.params.client_id) : null;
        await context.pass(request, reply, { site, person: await personFor(context, request, site, clientId) });
      },
    );
    pages.post(routes.authorization, (request, reply) =>
      reply.redirect(`${routes.authorization}?${readAuthorizationForm(request)}`, 303),
    );
    addInteractionRoutes(pages, context);
    addLogoutRoutes(pages, context);
  });
}

/** What the request line of the browser's next request may hold, with room for everything else that comes with it. */
const authorizationCharactersMax = 8000;

/**
 * The form of an authorization request (OpenID Connect Core §3.1.2.1) as the query of the same request by GET. The browser
 * is sent there rather than answered: a form comes from the application's own site and so without our cookies
 * (`SameSite=Lax`), and who is signed in would not be known. A field that was given twice stays twice, to be refused.
 */
function readAuthorizationForm({ headers, body }: FastifyRequest): URLSearchParams {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''))
    throw new DomainError('invalid_input', 'send the parameters as a form, `application/x-www-form-urlencoded`');
  const fields = Object.entries((body ?? {}) as Record<string, string | string[]>);
  const query = new URLSearchParams(
    fields.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  );
  if (query.toString().length <= authorizationCharactersMax) return query;
  throw new DomainError('invalid_input', 'the request is too long: push it to `/oauth/par` first');
}

/** With the client's id and secret, which may have come by HTTP Basic. */
function readClientForm({ body, headers }: FastifyRequest): Fields {
  const form = readForm(body);
  const basic = readBasicCredentials(headers.authorization);
  if (!basic) return form;
  // RFC 6749 §2.3: a client uses one way to authenticate in a request, and one name.
  if (form.client_secret !== undefined || (form.client_id ?? basic.clientId) !== basic.clientId)
    throw new DomainError('invalid_input', 'the client is said twice: in the header and in the body');
  return { ...form, client_id: basic.clientId, client_secret: basic.clientSecret };
}

function readForm(body: unknown): Fields {
  const fields = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(fields.filter(([, value]) => typeof value === 'string'));
}
