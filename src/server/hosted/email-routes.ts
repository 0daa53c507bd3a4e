/**
 * `/sign-in/email`: an address is typed. Its domain may have a way in of its own, which is the tenant's setting and says
 * nothing of anybody; else a code goes there, whoever has it or nobody, and is typed at `/sign-in/email/code`.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { domainOf, emailKey } from '../../domain/normalise.ts';
import { pageSettings } from '../../domain/page-settings.ts';
import type { Tenant } from '../../domain/tenant.ts';
import { codeMinutes } from '../../operations/one-time-code.ts';
import type { WayIn } from '../../operations/ways-in.ts';
import { writerIn } from '../letters.ts';
import { renderCodePage } from '../pages/code-page.tsx';
import { renderEmailPage } from '../pages/email-page.tsx';
import { type Frame, wordsOf } from '../pages/frame.ts';
import { fill } from '../pages/messages/fill.ts';
import { renderOnwardPage } from '../pages/onward-page.tsx';
import { pageHeaders } from '../pages/page-headers.ts';
import { renderSignInPage } from '../pages/sign-in-page.tsx';
import { type Beginning, beginSignIn, otherWays, type Purpose, readPurpose } from './begin-sign-in.ts';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from './csrf.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { outboxPath } from './outbox-routes.ts';
import { emailPath } from './paths.ts';
import { readHints, writeHints } from './read-hints.ts';
import { readQuery } from './read-query.ts';
import { requireSite } from './require-site.ts';
import { readReturnTo } from './return-to.ts';
import type { CountTry } from './sign-in-limits.ts';
import { toChoice } from './to-choice.ts';

const paths = { code: `${emailPath}/code`, sendCode: `${emailPath}/send-code` };

type Form = { Body: Record<string, unknown> | undefined };

export function addEmailRoutes(app: FastifyInstance, context: HostedContext, countTry: CountTry): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);

  app.get(emailPath, async (request, reply) => {
    const { tenant } = await requireSite(context, request);
    if (!(await operations.emailSignIns.way(tenant.id))) throw noSuchWay();
    const query = readQuery(request);
    const asked = { purpose: readPurpose(query.get('for')), returnTo: readReturnTo(query.get('return_to')) };
    const frame = await frameOf(context, request, reply);
    const { loginHint = '' } = readHints(query);
    return reply.headers(pageHeaders).send(emailPage(request, reply, frame, asked, loginHint));
  });

  app.post<Form>(emailPath, async (request, reply) => {
    const body = request.body ?? {};
    requireCsrf(cookies.readForm(request), body);
    const { tenant } = await requireSite(context, request);
    const typed = typeof body.email === 'string' ? body.email : '';
    const purpose = readPurpose(body.for);
    const returnTo = readReturnTo(body.return_to);
    const { again = false } = readHints(new URLSearchParams({ prompt: String(body.prompt ?? '') }));
    const key = emailKey(typed);
    const frame = await frameOf(context, request, reply, otherWays[purpose]);
    if (key === null) {
      const error = wordsOf(frame).signIn.badEmail;
      const page =
        body.for === undefined
          ? await signInPage(request, reply, frame, tenant, { typed, returnTo, again, error })
          : emailPage(request, reply, frame, { purpose, returnTo }, typed, error);
      return reply.code(400).headers(pageHeaders).send(page);
    }
    const home = purpose === 'sign_in' ? await findHome(tenant, key) : null;
    if (home) return goHome(request, reply, frame, home, { returnTo, again, loginHint: typed.trim() });
    const way = await operations.emailSignIns.way(tenant.id);
    if (!way) {
      const notice = wordsOf(frame).signIn.chooseBelow;
      return reply
        .headers(pageHeaders)
        .send(await signInPage(request, reply, frame, tenant, { typed, returnTo, again, notice }));
    }
    await countTry(request, reply, 'email', key);
    const { token, expiresAt } = await operations.emailSignIns.start(
      tenant.id,
      way.connection.id,
      typed,
      { returnTo, ...boundTo(request, purpose) },
      writerIn(frame.language),
      originOf(request),
    );
    cookies.writeEmailSignIn(reply, token, expiresAt);
    return reply.redirect(paths.code, 303);
  });

  app.get(paths.code, async (request, reply) => {
    const token = cookies.readEmailSignIn(request);
    if (token === null) return reply.redirect('/sign-in', 303);
    const frame = await frameOf(context, request, reply);
    return reply.headers(pageHeaders).send(await codePage(token, frame));
  });

  app.post<Form>(paths.sendCode, async (request, reply) => {
    const token = requireToken(request, request.body ?? {});
    const frame = await frameOf(context, request, reply);
    await operations.emailSignIns.sendCode(token, writerIn(frame.language), originOf(request));
    return reply.redirect(paths.code, 303);
  });

  app.post<Form>(paths.code, async (request, reply) => {
    const body = request.body ?? {};
    const token = requireToken(request, body);
    const typed = typeof body.code === 'string' ? body.code : '';
    const presented = { pendingLink: cookies.readPendingLink(request), sessionToken: cookies.readSession(request) };
    try {
      const finished = await operations.emailSignIns.enterCode(token, typed, presented, originOf(request));
      cookies.clearEmailSignIn(reply);
      return await finishSignIn(context, request, reply, finished);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'code_wrong')) throw error;
      const frame = await frameOf(context, request, reply, paths.code);
      const left = Number(error.details?.attempts_left);
      const said = left > 0 ? wordsOf(frame).code.wrong(left) : wordsOf(frame).code.tooMany;
      return reply
        .code(403)
        .headers(pageHeaders)
        .send(await codePage(token, frame, said));
    }
  });

  const requireToken = (request: FastifyRequest, body: Record<string, unknown>): string => {
    const token = cookies.readEmailSignIn(request);
    if (token === null)
      throw new DomainError('pending_link_over', 'no address waits for a code in this browser: begin again');
    requireCsrf(token, body);
    return token;
  };

  /** What the cookies say it is for; a purpose without its cookie is refused where it is begun. */
  const boundTo = (request: FastifyRequest, purpose: Purpose): Pick<Beginning, 'intent' | 'pendingLink'> => {
    if (purpose === 'sign_in') return {};
    if (purpose === 'proof') {
      const pendingLink = cookies.readPendingLink(request);
      return pendingLink === null ? {} : { pendingLink };
    }
    return { intent: { kind: purpose, sessionToken: cookies.readSession(request) ?? '' } };
  };

  const findHome = async (tenant: Tenant, key: string): Promise<WayIn | null> => {
    const identifier = pageSettings(tenant).homeDomains.get(domainOf(key));
    if (identifier === undefined) return null;
    const choices = await operations.signIn.choices(tenant.id);
    return choices.find(({ connection }) => connection.identifier === identifier) ?? null;
  };

  /** A form may not lead off this origin, so the browser follows the page that comes back. */
  const goHome = async (
    request: FastifyRequest,
    reply: FastifyReply,
    frame: Frame,
    home: WayIn,
    beginning: Beginning,
  ): Promise<FastifyReply> => {
    const href = await beginSignIn(context, request, reply, home, beginning);
    if (href.startsWith('/')) return reply.redirect(href, 303);
    const { title, message, action } = wordsOf(frame).onward;
    const gap = { provider: home.connection.displayName };
    const words = { title: fill(title, gap), message: fill(message, gap), action: fill(action, gap) };
    return reply.headers(pageHeaders).send(renderOnwardPage(href, words, frame));
  };

  const signInPage = async (
    request: FastifyRequest,
    reply: FastifyReply,
    frame: Frame,
    tenant: Tenant,
    {
      typed,
      returnTo,
      again,
      error,
      notice,
    }: { typed: string; returnTo: string | null; again: boolean; error?: string; notice?: string },
  ): Promise<string> => {
    const choices = await operations.signIn.choices(tenant.id);
    const hidden = { ...(returnTo !== null && { return_to: returnTo }), ...writeHints({ again }) };
    const said = new URLSearchParams(hidden);
    const suffix = said.size === 0 ? '' : `?${said}`;
    return renderSignInPage(
      {
        tenantName: tenant.name,
        providers: choices
          .filter(({ strategy }) => !strategy.mailsCodes)
          .map((way) => toChoice(way, '/sign-in/with', suffix, frame)),
        email: {
          action: emailPath,
          csrfToken: csrfTokenOf(cookies.keepForm(request, reply)),
          hidden,
          typed: typed.slice(0, 320),
          ...(error !== undefined && { error }),
        },
        ...(notice !== undefined && { notice }),
      },
      frame,
    );
  };

  const emailPage = (
    request: FastifyRequest,
    reply: FastifyReply,
    frame: Frame,
    { purpose, returnTo }: { purpose: Purpose; returnTo: string | null },
    typed: string,
    error?: string,
  ): string =>
    renderEmailPage(
      {
        action: emailPath,
        back: otherWays[purpose],
        csrfToken: csrfTokenOf(cookies.keepForm(request, reply)),
        typed: typed.slice(0, 320),
        hidden: { for: purpose, ...(returnTo !== null && { return_to: returnTo }) },
        ...(error !== undefined && { error }),
      },
      frame,
    );

  const codePage = async (token: string, frame: Frame, error?: string): Promise<string> => {
    const { address, purpose, codesLeft } = await operations.emailSignIns.read(token);
    return renderCodePage(
      {
        purpose: 'sign_in',
        address,
        codeMinutes,
        offersAnother: codesLeft > 0,
        csrfToken: csrfTokenOf(token),
        paths: { ...paths, back: otherWays[purpose] },
        ...(context.outbox && { outboxHref: outboxPath }),
        ...(error !== undefined && { error }),
      },
      frame,
    );
  };
}

function requireCsrf(secret: string | null, { csrf_token }: Record<string, unknown>): void {
  if (secret !== null && isCsrfTokenOf(secret, csrf_token)) return;
  throw foreignForm();
}

function noSuchWay(): DomainError {
  return new DomainError('connection_not_found', 'there is no such way to sign in');
}
