/**
 * Signing out at an application's wish: OpenID Connect RP-Initiated Logout, and Auth0's `/v2/logout`. Only addresses that
 * an application registered are gone to.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Application } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import { endSession } from '../server/hosted/account-routes.ts';
import { createCookies } from '../server/hosted/cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from '../server/hosted/csrf.ts';
import { frameOf } from '../server/hosted/frame-of.ts';
import { renderLogoutPage } from '../server/pages/logout-page.tsx';
import { pageHeaders } from '../server/pages/page-headers.ts';
import type { Site } from '../server/site.ts';
import type { OpenidContext } from './openid-context.ts';
import { createPerson } from './person.ts';
import { logoutPath } from './tenant-provider.ts';

interface Logout {
  application: Application | null;
  /** Where to go afterwards; null: our own page. */
  target: string | null;
  /** Whom the application says that it is about; null when it does not say. */
  subject: string | null;
}

export function addLogoutRoutes(app: FastifyInstance, context: OpenidContext): void {
  const { operations } = context;

  const end = async (site: Site, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const cookies = createCookies(site.baseUrl);
    const token = cookies.readSession(request);
    if (token === null) return;
    await endSession(operations, token);
    cookies.clearSession(reply);
  };
  const goTo = (reply: FastifyReply, target: string | null) => reply.redirect(target ?? '/sign-in?signed_out', 303);

  const handle = async (site: Site, query: URLSearchParams, request: FastifyRequest, reply: FastifyReply) => {
    const logout = await readLogout(context, site, query);
    const token = createCookies(site.baseUrl).readSession(request);
    const signedIn = token === null ? null : await operations.sessions.open(token);
    if (token === null || !signedIn) return goTo(reply, logout.target);
    const person = logout.application && (await createPerson(operations, logout.application, token));
    const told =
      logout.application && person && (await operations.openid.subjectOf(logout.application, person.accountId));
    // RP-Initiated Logout 1.0 §2: without a hint that it is this person, they are asked: any page could link here.
    if (logout.subject !== null && logout.subject === told) {
      await end(site, request, reply);
      return goTo(reply, logout.target);
    }
    const page = renderLogoutPage(
      {
        tenantName: site.tenant.name,
        ...(logout.application && { applicationName: logout.application.name }),
        action: logoutPath,
        csrfToken: csrfTokenOf(token),
        fields: [...query].map(([name, value]) => ({ name, value })),
      },
      // What was asked stands in the form: the language is switched elsewhere.
      await frameOf(context, request, reply, '/account'),
    );
    // Browsers hold the redirect that answers a form to `form-action` too.
    const policy = pageHeaders['content-security-policy']!;
    const to = logout.target === null ? '' : ` ${targetOf(logout.target)}`;
    return reply
      .headers({
        ...pageHeaders,
        'content-security-policy': policy.replace("form-action 'self'", `form-action 'self'${to}`),
      })
      .send(page);
  };

  app.get(logoutPath, { exposeHeadRoute: false }, async (request, reply) => {
    const site = await context.requireSite(request);
    return handle(site, new URL(request.url, site.baseUrl).searchParams, request, reply);
  });

  // The same as a form (the standard has both), and the answer of our own page.
  app.post<{ Body: Record<string, unknown> | undefined }>(logoutPath, async (request, reply) => {
    const site = await context.requireSite(request);
    const { csrf_token: csrf, ...rest } = request.body ?? {};
    const query = new URLSearchParams(
      Object.entries(rest).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
    const token = createCookies(site.baseUrl).readSession(request);
    if (csrf === undefined || token === null) return handle(site, query, request, reply);
    if (!isCsrfTokenOf(token, csrf)) throw foreignForm();
    const { target } = await readLogout(context, site, query);
    await end(site, request, reply);
    return goTo(reply, target);
  });

  // Auth0's own: nobody is asked. It takes no hint, and its SDKs go on with a plain redirect.
  app.get('/v2/logout', { exposeHeadRoute: false }, async (request, reply) => {
    const site = await context.requireSite(request);
    const query = new URL(request.url, site.baseUrl).searchParams;
    const clientId = query.get('client_id');
    const application = clientId === null ? null : await operations.applications.byClientId(site.tenant.id, clientId);
    const returnTo = query.get('returnTo');
    if (returnTo !== null) requireTarget(application, returnTo);
    await end(site, request, reply);
    return goTo(reply, returnTo);
  });
}

async function readLogout({ operations }: OpenidContext, site: Site, query: URLSearchParams): Promise<Logout> {
  const hint = query.get('id_token_hint');
  const claims = hint === null ? null : await operations.tokens.verifyOnceIssued(hint, site.tenant.id);
  if (hint !== null && (!claims || claims.iss !== `${site.baseUrl}/`))
    throw new DomainError('invalid_input', '`id_token_hint` is no ID token of this place', { field: 'id_token_hint' });
  const clientId = query.get('client_id') ?? audienceOf(claims);
  if (claims && clientId !== audienceOf(claims))
    throw new DomainError('invalid_input', '`client_id` is not the one of `id_token_hint`', { field: 'client_id' });
  const application = clientId === null ? null : await operations.applications.byClientId(site.tenant.id, clientId);
  const target = query.get('post_logout_redirect_uri');
  if (target === null) return { application, target: null, subject: subjectOf(claims) };
  requireTarget(application, target);
  const url = new URL(target);
  const state = query.get('state');
  if (state !== null) url.searchParams.set('state', state);
  return { application, target: state === null ? target : url.href, subject: subjectOf(claims) };
}

function requireTarget(application: Application | null, target: string): void {
  if (application?.postLogoutRedirectUris.includes(target)) return;
  throw new DomainError(
    'invalid_input',
    application
      ? 'the address to go to afterwards is not registered with the application'
      : 'say by `client_id` which application it is, so that its address can be gone to afterwards',
    { field: 'post_logout_redirect_uri' },
  );
}

function audienceOf(claims: JsonObject | null): string | null {
  return typeof claims?.aud === 'string' ? claims.aud : null;
}

function subjectOf(claims: JsonObject | null): string | null {
  return typeof claims?.sub === 'string' ? claims.sub : null;
}

function targetOf(uri: string): string {
  const { protocol, origin } = new URL(uri);
  return /^https?:$/.test(protocol) ? origin : protocol;
}
