/** `/sign-in`: the ways in, the start of one, and the callback. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { pageSettings } from '../../domain/page-settings.ts';
import { nameOf } from '../../domain/user.ts';
import { type Frame, wordsOf } from '../pages/frame.ts';
import { fill } from '../pages/messages/fill.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { renderSignInPage } from '../pages/sign-in-page.tsx';
import { findSite } from '../site.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { createCookies } from './cookies.ts';
import { csrfTokenOf } from './csrf.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { callbackPath, emailPath } from './paths.ts';
import { readHints, writeHints } from './read-hints.ts';
import { readQuery } from './read-query.ts';
import { sendMessagePage } from './refusal-page.ts';
import { requireSite } from './require-site.ts';
import { readReturnTo } from './return-to.ts';
import { findTold } from './tell-application.ts';
import { sendTestEnd } from './test-routes.ts';
import { toChoice } from './to-choice.ts';

export function addSignInRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations } = context;
  const cookies = createCookies(context.baseUrl);

  app.get('/sign-in', async (request, reply) => {
    const query = readQuery(request);
    const tenant = (await findSite(context, request))?.tenant;
    const frame = await frameOf(context, request, reply);
    if (!tenant) return sendMessagePage(reply, 503, notSetUp(context.defaultTenant, frame), frame);
    const returnTo = readReturnTo(query.get('return_to'));
    const hints = readHints(query);
    const said = new URLSearchParams({ ...(returnTo !== null && { return_to: returnTo }), ...writeHints(hints) });
    const suffix = said.size === 0 ? '' : `?${said}`;
    const choices = await operations.signIn.choices(tenant.id);
    const notice = await noticeFor(request, query, frame);
    // Who types an address is sent a code, or to the way in of its domain. Without either there is nothing to ask it for.
    const asksForEmail =
      pageSettings(tenant).homeDomains.size > 0 || choices.some(({ strategy }) => strategy.mailsCodes);
    const page = renderSignInPage(
      {
        tenantName: tenant.name,
        providers: choices
          .filter(({ strategy }) => !strategy.mailsCodes)
          .map((way) => toChoice(way, '/sign-in/with', suffix, frame)),
        ...(asksForEmail && {
          email: {
            action: emailPath,
            csrfToken: csrfTokenOf(cookies.keepForm(request, reply)),
            hidden: {
              ...(returnTo !== null && { return_to: returnTo }),
              ...writeHints({ again: hints.again ?? false }),
            },
            typed: hints.loginHint ?? '',
          },
        }),
        ...(notice !== null && { notice }),
      },
      frame,
    );
    return reply.headers(pageHeaders).send(page);
  });

  const noticeFor = async (request: FastifyRequest, query: URLSearchParams, frame: Frame): Promise<string | null> => {
    const token = cookies.readSession(request);
    const signedIn = token === null ? null : await operations.sessions.open(token);
    const { signIn: t, notices } = wordsOf(frame);
    if (signedIn) return fill(t.signedInAs, { name: nameOf(signedIn.user) });
    if (query.has('unlinked')) return notices.unlinked;
    return query.has('signed_out') ? t.signedOut : null;
  };

  // A HEAD request would start or use up a sign-in without anybody seeing it.
  app.get<{ Params: { connection: string } }>(
    '/sign-in/with/:connection',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const { tenant } = await requireSite(context, request);
      const choices = await operations.signIn.choices(tenant.id);
      const choice = choices.find(({ connection }) => connection.identifier === request.params.connection);
      if (!choice) throw new DomainError('connection_not_found', 'there is no such way to sign in');
      const query = readQuery(request);
      const beginning = { returnTo: readReturnTo(query.get('return_to')), ...readHints(query) };
      return reply.redirect(await beginSignIn(context, request, reply, choice, beginning), 303);
    },
  );

  // OpenID Connect's `form_post` and SAML's POST binding. The browser's cookies do not come with it, but with the GET after.
  app.post<{ Body: Record<string, unknown> | undefined }>(
    callbackPath,
    { bodyLimit: postedBytesMax },
    async (request, reply) => {
      const form = readForm(request.body);
      const state = form.get('state') ?? form.get('RelayState') ?? '';
      await operations.signIn.keepPosted(state, form);
      return reply.redirect(`${callbackPath}?${new URLSearchParams({ state })}`, 303);
    },
  );

  app.get(callbackPath, { exposeHeadRoute: false }, async (request, reply) => {
    const { baseUrl } = await requireSite(context, request);
    const callback = new URL(request.url, baseUrl);
    const state = callback.searchParams.get('state') ?? '';
    const browserSecret = cookies.readSignIn(request, state);
    if (browserSecret !== null) cookies.clearSignIn(reply, state);
    if (await operations.connectionTests.owns(state))
      return sendTestEnd(
        context,
        request,
        reply,
        await operations.connectionTests.finish(callback, browserSecret, originOf(request)),
      );
    const pendingLink = cookies.readPendingLink(request);
    const session = cookies.readSession(request);
    const started = { state, browserSecret };
    try {
      const finished = await operations.signIn.finish(callback, browserSecret, originOf(request), pendingLink, session);
      const told = await findTold(context, started, { finished });
      return told ? reply.redirect(told.href, 303) : await finishSignIn(context, request, reply, finished);
    } catch (error) {
      const told = await findTold(context, started, { error });
      if (told) return reply.redirect(told.href, 303);
      throw error;
    }
  });
}

function notSetUp(slug: string | null, frame: Frame) {
  const { notSetUpYet: t } = wordsOf(frame);
  return {
    title: t.title,
    message: slug === null ? t.none : t.notThatOne,
    advice: fill(t.advice, { command: 'npx selfsame tenant create' }),
  };
}

/** Of an answer that is kept: the largest SAML response that is read, in base64 and as a form. */
export const postedBytesMax = 400 * 1024;

/** A posted form as it came; a field given twice stays twice, for whoever refuses it. */
export function readForm(body: Record<string, unknown> | undefined): URLSearchParams {
  const fields = Object.entries(body ?? {}).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(fields);
}
