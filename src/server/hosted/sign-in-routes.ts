/** `/sign-in`: the ways in, the start of one, and the callback. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { RefusalCause } from '../../domain/link.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { renderSignInPage } from '../pages/sign-in-page.tsx';
import { findSite, type Site } from '../site.ts';
import { displayNameOf } from './account-routes.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { letIn } from './let-in.ts';
import { originOf } from './origin.ts';
import { sendMessagePage } from './refusal-page.ts';
import { readReturnTo } from './return-to.ts';
import { toChoice } from './to-choice.ts';

export const callbackPath = '/sign-in/callback';
/** Where the person is asked whose account it is. */
export const askPath = '/sign-in/link';

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
      const { url, browserSecret, expiresAt } = await operations.signIn.start(tenant.id, choice.connection.id, {
        redirectUri: `${baseUrl}${callbackPath}`,
        returnTo: readReturnTo(readQuery(request).get('return_to')),
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
    const pendingLink = cookies.readPendingLink(request);
    const finished = await operations.signIn.finish(callback, browserSecret, originOf(request), pendingLink);
    if (!finished.signedIn) {
      if (finished.pendingLink !== null) {
        const { token, expiresAt } = finished.pendingLink;
        cookies.writePendingLink(reply, token, expiresAt);
        return reply.redirect(askPath, 303);
      }
      const action = { href: '/sign-in', label: 'Back to sign-in' };
      const { decision, notices } = finished;
      const words = decision.action === 'refuse' ? refusals[decision.because] : held;
      const said = notices.length > 0 && { message: notices.join(' ') };
      return sendMessagePage(reply, 403, { ...words, ...said, action, reference: request.id });
    }
    return letIn(context, request, reply, finished, finished.proof);
  });
}

const refusals: Record<RefusalCause, { title: string; message: string; advice: string }> = {
  conflict: {
    title: 'You are not signed in',
    message: 'It cannot be told which account is yours.',
    advice: 'Use the way in that you used before, or ask whoever runs this service.',
  },
  provider_disabled: {
    title: 'You are not signed in',
    message: 'This way to sign in was switched off.',
    advice: 'Choose another one.',
  },
  user_suspended: {
    title: 'This account is suspended',
    message: 'The provider knows you, and the account that belongs to you here is suspended.',
    advice: 'Ask whoever runs this service.',
  },
  known_people_only: {
    title: 'You are not signed in',
    message: 'This way is for people who have an account here already.',
    advice: 'Use the way in that you used before, or ask whoever runs this service.',
  },
  policy_forbids: {
    title: 'You are not signed in',
    message: 'The rules of this service do not let you in this way.',
    advice: 'Nothing was changed. Ask whoever runs this service.',
  },
};

export const held = {
  title: 'You are not signed in yet',
  message: 'Your sign-in was noted, and waits for somebody who runs this service to say which account is yours.',
  advice: 'Try again once they have.',
};

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

/** The query as it stands in the address: a name given twice must not become an array. */
export function readQuery(request: FastifyRequest): URLSearchParams {
  return new URL(request.url, 'http://own.invalid').searchParams;
}

/** A posted form as it came; a field given twice stays twice, for whoever refuses it. */
function readForm(body: Record<string, unknown> | undefined): URLSearchParams {
  const fields = Object.entries(body ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(fields);
}
