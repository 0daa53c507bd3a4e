/**
 * `/sign-in/password/…`: ways in where the person types a name and a password here, for a directory to say whether they are
 * right. The form is bound to this browser by a cookie, and to what it is for by the cookies of that.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { wordsOf } from '../pages/frame.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { renderPasswordPage } from '../pages/password-page.tsx';
import { otherWays, type Purpose, readPurpose } from './begin-sign-in.ts';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from './csrf.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { readHints } from './read-hints.ts';
import { readQuery } from './read-query.ts';
import { requireSite } from './require-site.ts';
import { readReturnTo } from './return-to.ts';
import type { CountTry } from './sign-in-limits.ts';

type Route = { Params: { connection: string }; Body: Record<string, unknown> | undefined };

export function addPasswordRoutes(app: FastifyInstance, context: HostedContext, countTry: CountTry): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);

  const requireChoice = async (request: FastifyRequest<Route>) => {
    const identifier = request.params.connection;
    const { tenant } = await requireSite(context, request);
    const choices = await operations.signIn.choices(tenant.id);
    const way = choices.find(
      ({ connection, strategy }) => connection.identifier === identifier && strategy.passwordConnector,
    );
    if (!way) throw new DomainError('connection_not_found', 'there is no such way to sign in');
    return { tenant, way };
  };

  const show = async (
    request: FastifyRequest<Route>,
    reply: FastifyReply,
    shown: { purpose: Purpose; returnTo: string | null; username: string; isWrong?: boolean },
  ) => {
    const { tenant, way } = await requireChoice(request);
    const { purpose, returnTo, isWrong = false } = shown;
    const path = `/sign-in/password/${encodeURIComponent(way.connection.identifier)}`;
    const frame = await frameOf(context, request, reply);
    const page = renderPasswordPage(
      {
        tenantName: tenant.name,
        providerName: way.connection.displayName,
        username: shown.username,
        action: path,
        back: otherWays[purpose],
        csrfToken: csrfTokenOf(cookies.keepForm(request, reply)),
        hidden: {
          ...(purpose !== 'sign_in' && { for: purpose }),
          ...(returnTo !== null && { return_to: returnTo }),
        },
        ...(isWrong && { error: wordsOf(frame).password.wrong }),
      },
      frame,
    );
    return reply
      .status(isWrong ? 403 : 200)
      .headers(pageHeaders)
      .send(page);
  };

  app.get<Route>('/sign-in/password/:connection', async (request, reply) => {
    const query = readQuery(request);
    const purpose = readPurpose(query.get('for'));
    if (purpose === 'proof' && cookies.readPendingLink(request) === null) return reply.redirect('/sign-in', 303);
    const { loginHint = '' } = readHints(query);
    return show(request, reply, { purpose, returnTo: readReturnTo(query.get('return_to')), username: loginHint });
  });

  app.post<Route>('/sign-in/password/:connection', async (request, reply) => {
    const { tenant, way } = await requireChoice(request);
    const body = request.body ?? {};
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
    const purpose = readPurpose(body.for);
    const secret = cookies.readForm(request);
    if (secret === null || !isCsrfTokenOf(secret, body.csrf_token)) throw foreignForm();
    const returnTo = readReturnTo(text('return_to'));
    const typed = { username: text('username'), password: text('password') };
    const isOwn = purpose === 'link' || purpose === 'confirm';
    await countTry(request, reply, `password ${way.connection.id}`, typed.username);
    try {
      const finished = await operations.signIn.byPassword(
        tenant.id,
        way.connection.id,
        typed,
        {
          returnTo,
          pendingLink: purpose === 'proof' ? cookies.readPendingLink(request) : null,
          ...(isOwn && { intent: { kind: purpose, sessionToken: cookies.readSession(request) ?? '' } }),
        },
        originOf(request),
      );
      return finishSignIn(context, request, reply, finished);
    } catch (error) {
      const wrong = error instanceof DomainError && error.details?.reason === 'access_denied';
      if (!wrong) throw error;
      return show(request, reply, { purpose, returnTo, username: typed.username, isWrong: true });
    }
  });
}
