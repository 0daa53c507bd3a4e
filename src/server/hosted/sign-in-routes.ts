/** `/sign-in`: the ways in, the start of one, and the callback. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { renderSignInPage } from '../pages/sign-in-page.tsx';
import { findSite, type Site } from '../site.ts';
import { displayNameOf } from './account-routes.ts';
import { createCookies } from './cookies.ts';
import { finishLink } from './finish-link.ts';
import { finishSignIn } from './finish-sign-in.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { passwordPath } from './password-routes.ts';
import { callbackPath } from './paths.ts';
import { readQuery } from './read-query.ts';
import { sendMessagePage } from './refusal-page.ts';
import { readReturnTo } from './return-to.ts';
import { toChoice } from './to-choice.ts';

export function addSignInRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations } = context;
  const cookies = createCookies(context.baseUrl);

  app.get('/sign-in', async (request, reply) => {
    const query = readQuery(request);
    const tenant = (await findSite(context, request))?.tenant;
    if (!tenant) return sendMessagePage(reply, 503, notSetUp(context.defaultTenant));
    const returnTo = readReturnTo(query.get('return_to'));
    const suffix = returnTo === null ? '' : `?${new URLSearchParams({ return_to: returnTo })}`;
    const choices = await operations.signIn.choices(tenant.id);
    const notice = await noticeFor(request, query);
    const page = renderSignInPage({
      tenantName: tenant.name,
      providers: choices.map((way) => toChoice(way, '/sign-in/with', suffix)),
      ...(notice !== null && { notice }),
    });
    return reply.headers(pageHeaders).send(page);
  });

  const noticeFor = async (request: FastifyRequest, query: URLSearchParams): Promise<string | null> => {
    const token = cookies.readSession(request);
    const signedIn = token === null ? null : await operations.sessions.open(token);
    if (signedIn) return `You are signed in as ${displayNameOf(signedIn.user)}. Choosing a way in may change that.`;
    return query.has('signed_out') ? 'You are signed out.' : null;
  };

  // A HEAD request would start or use up a sign-in without anybody seeing it.
  app.get<{ Params: { connection: string } }>(
    '/sign-in/with/:connection',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { tenant, baseUrl } = await requireSite(context, request);
      const choices = await operations.signIn.choices(tenant.id);
      const choice = choices.find(({ connection }) => connection.identifier === request.params.connection);
      if (!choice) throw new DomainError('connection_not_found', 'there is no such way to sign in');
      const returnTo = readReturnTo(readQuery(request).get('return_to'));
      if (choice.strategy.passwordConnector)
        return reply.redirect(passwordPath(choice, { proves: false, returnTo }), 303);
      const { url, browserSecret, expiresAt } = await operations.signIn.start(tenant.id, choice.connection.id, {
        redirectUri: `${baseUrl}${callbackPath}`,
        returnTo,
      });
      cookies.writeSignIn(request, reply, url.searchParams.get('state') ?? '', browserSecret, expiresAt);
      return reply.redirect(url.href, 303);
    },
  );

  // OpenID Connect's `form_post` and SAML's POST binding. The browser's cookies do not come with it, but with the GET after.
  app.post<{ Body: Record<string, unknown> | undefined }>(callbackPath, async (request, reply) => {
    const form = readForm(request.body);
    const state = form.get('state') ?? form.get('RelayState') ?? '';
    await operations.signIn.keepPosted(state, form);
    return reply.redirect(`${callbackPath}?${new URLSearchParams({ state })}`, 303);
  });

  app.get(callbackPath, { exposeHeadRoute: false }, async (request, reply) => {
    const { baseUrl } = await requireSite(context, request);
    const callback = new URL(request.url, baseUrl);
    const state = callback.searchParams.get('state') ?? '';
    const browserSecret = cookies.readSignIn(request, state);
    if (browserSecret !== null) cookies.clearSignIn(reply, state);
    if (await operations.signIn.isLink(callback)) return finishLink(context, request, reply, callback, browserSecret);
    const pendingLink = cookies.readPendingLink(request);
    const finished = await operations.signIn.finish(callback, browserSecret, originOf(request), pendingLink);
    return finishSignIn(context, request, reply, finished);
  });
}

async function requireSite(context: HostedContext, request: FastifyRequest): Promise<Site> {
  const site = await findSite(context, request);
  if (!site) throw new DomainError('tenant_not_found', 'there is nothing to sign in to yet');
  return site;
}

function notSetUp(slug: string | null) {
  return {
    title: 'Nothing to sign in to yet',
    message:
      slug === null ? 'This installation has no tenant.' : 'This installation has no tenant of the name it is set to.',
    advice: 'Whoever runs it makes one with: npx selfsame tenant create',
  };
}

/** A posted form as it came; a field given twice stays twice, for whoever refuses it. */
function readForm(body: Record<string, unknown> | undefined): URLSearchParams {
  const fields = Object.entries(body ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(fields);
}
