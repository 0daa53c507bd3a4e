/**
 * `/sign-in/password/…`: ways in where the person types a name and a password here, for a directory to say whether they are
 * right. The form is bound to this browser by a cookie, or by its question when it is to prove whose account it is.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { WayIn } from '../../operations/ways-in.ts';

import { pageHeaders } from '../pages/page-headers.ts';
import { renderPasswordPage } from '../pages/password-page.tsx';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, isCsrfTokenOf } from './csrf.ts';
import { finishSignIn } from './finish-sign-in.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { askPath } from './paths.ts';
import { readQuery } from './read-query.ts';
import { requireTenant } from './require-tenant.ts';
import { readReturnTo } from './return-to.ts';
import type { CountTry } from './sign-in-limits.ts';

const formMinutes = 30;

/** Where the form of a way in stands. `proves`: it is to prove the account of this browser's question. */
export function passwordPath(
  { connection }: Pick<WayIn, 'connection'>,
  query: { proves: boolean; returnTo: string | null },
) {
  const parameters = new URLSearchParams({
    ...(query.proves && { proves: '1' }),
    ...(query.returnTo !== null && { return_to: query.returnTo }),
  });
  const suffix = parameters.size > 0 ? `?${parameters}` : '';
  return `/sign-in/password/${encodeURIComponent(connection.identifier)}${suffix}`;
}

type Route = { Params: { connection: string }; Body: Record<string, unknown> | undefined };

export function addPasswordRoutes(app: FastifyInstance, context: HostedContext, countTry: CountTry): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);

  const requireChoice = async (identifier: string) => {
    const tenant = await requireTenant(context);
    const choices = await operations.signIn.choices(tenant.id);
    const way = choices.find(
      ({ connection, strategy }) => connection.identifier === identifier && strategy.passwordConnector,
    );
    if (!way) throw new DomainError('connection_not_found', 'there is no such way to sign in');
    return { tenant, way };
  };

  /** What binds the form to this browser. */
  const secretOf = (request: FastifyRequest, { connection }: WayIn, proves: boolean): string | null =>
    proves ? cookies.readPendingLink(request) : cookies.readSignIn(request, formOf(connection.id));

  const show = async (
    request: FastifyRequest<Route>,
    reply: FastifyReply,
    shown: { proves: boolean; returnTo: string | null; secret: string; username: string; error?: string },
  ) => {
    const { tenant, way } = await requireChoice(request.params.connection);
    const { proves, returnTo } = shown;
    const page = renderPasswordPage({
      tenantName: tenant.name,
      providerName: way.connection.displayName,
      username: shown.username,
      action: passwordPath(way, { proves: false, returnTo: null }),
      back: proves ? askPath : '/sign-in',
      csrfToken: csrfTokenOf(shown.secret),
      hidden: { ...(proves && { proves: '1' }), ...(returnTo !== null && { return_to: returnTo }) },
      ...(shown.error !== undefined && { error: shown.error }),
    });
    return reply
      .status(shown.error === undefined ? 200 : 403)
      .headers(pageHeaders)
      .send(page);
  };

  app.get<Route>('/sign-in/password/:connection', async (request, reply) => {
    const { way } = await requireChoice(request.params.connection);
    const query = readQuery(request);
    const proves = query.has('proves');
    const kept = secretOf(request, way, proves);
    if (proves && kept === null) return reply.redirect('/sign-in', 303);
    const secret = kept ?? randomBytes(32).toString('base64url');
    if (kept === null) {
      const expiresAt = new Date(context.now() + formMinutes * 60_000).toISOString();
      cookies.writeSignIn(request, reply, formOf(way.connection.id), secret, expiresAt);
    }
    return show(request, reply, { proves, returnTo: readReturnTo(query.get('return_to')), secret, username: '' });
  });

  app.post<Route>('/sign-in/password/:connection', async (request, reply) => {
    const { tenant, way } = await requireChoice(request.params.connection);
    const body = request.body ?? {};
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
    const proves = text('proves') === '1';
    const secret = secretOf(request, way, proves);
    if (secret === null || !isCsrfTokenOf(secret, body.csrf_token))
      throw new DomainError('sign_in_refused', 'this did not come from our own page, or it waited too long');
    const returnTo = readReturnTo(text('return_to'));
    const typed = { username: text('username'), password: text('password') };
    await countTry(request, reply, `password ${way.connection.id}`, typed.username);
    try {
      const finished = await operations.signIn.byPassword(
        tenant.id,
        way.connection.id,
        typed,
        { returnTo, pendingLink: proves ? secret : null },
        originOf(request),
      );
      if (!proves) cookies.clearSignIn(reply, formOf(way.connection.id));
      return finishSignIn(context, request, reply, finished);
    } catch (error) {
      const wrong = error instanceof DomainError && error.details?.reason === 'access_denied';
      if (!wrong) throw error;
      const said = 'The name or the password is not right.';
      return show(request, reply, { proves, returnTo, secret, username: typed.username, error: said });
    }
  });
}

function formOf(connectionId: string): string {
  return `password.${connectionId}`;
}
