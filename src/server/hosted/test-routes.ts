/**
 * `/sign-in/test`: a connection that is being tried, by the secret in its address. Opening the page does nothing yet, so that
 * whatever looks at links ahead of people does not use the test up.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectionTest } from '../../domain/connection-test.ts';
import { wordsOf } from '../pages/frame.ts';
import { accountPageHeaders } from '../pages/page-headers.ts';
import { renderPasswordPage } from '../pages/password-page.tsx';
import { renderTestEndPage, renderTestStartPage } from '../pages/test-page.tsx';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from './csrf.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { callbackPath } from './paths.ts';
import { readQuery } from './read-query.ts';
import type { CountTry } from './sign-in-limits.ts';

const paths = { test: '/sign-in/test', begin: '/sign-in/test/begin', password: '/sign-in/test/password' };

const formMinutes = 30;

export function addTestRoutes(app: FastifyInstance, context: HostedContext, countTry: CountTry): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);
  const tokenOf = (request: FastifyRequest): string => readQuery(request).get('token') ?? '';

  app.get(paths.test, async (request, reply) => {
    const token = tokenOf(request);
    const { tenant, connection, kind } = await operations.connectionTests.open(token);
    const frame = await frameOf(context, request, reply, withToken(paths.test, token));
    if (kind === 'redirect') {
      const href = withToken(paths.begin, token);
      const props = { tenantName: tenant.name, connectionName: connection.displayName, href };
      return reply.headers(accountPageHeaders).send(renderTestStartPage(props, frame));
    }
    const kept = cookies.readSignIn(request, formOf(token));
    const secret = kept ?? randomBytes(32).toString('base64url');
    if (kept === null) {
      const expiresAt = new Date(context.now() + formMinutes * 60_000).toISOString();
      cookies.writeSignIn(request, reply, formOf(token), secret, expiresAt);
    }
    const page = renderPasswordPage(
      {
        tenantName: tenant.name,
        notice: wordsOf(frame).test.onlyATest,
        providerName: connection.displayName,
        username: '',
        action: paths.password,
        back: '/sign-in',
        csrfToken: csrfTokenOf(secret),
        hidden: { token },
      },
      frame,
    );
    return reply.headers(accountPageHeaders).send(page);
  });

  // A link and not a form: the policy of the pages keeps forms on this origin, and this one leads to the provider's.
  app.get(paths.begin, { exposeHeadRoute: false }, async (request, reply) => {
    const begun = await operations.connectionTests.start(
      tokenOf(request),
      `${baseUrl}${callbackPath}`,
      originOf(request),
    );
    if (!begun.sent) return sendTestEnd(context, request, reply, begun.test);
    const { url, state, browserSecret, expiresAt } = begun.signIn;
    cookies.writeSignIn(request, reply, state, browserSecret, expiresAt);
    return reply.redirect(url.href, 303);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>(paths.password, async (request, reply) => {
    const body = request.body ?? {};
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
    const token = text('token');
    const secret = cookies.readSignIn(request, formOf(token));
    if (secret === null || !isCsrfTokenOf(secret, body.csrf_token)) throw foreignForm();
    cookies.clearSignIn(reply, formOf(token));
    const typed = { username: text('username'), password: text('password') };
    const { connection } = await operations.connectionTests.open(token);
    await countTry(request, reply, `password ${connection.id}`, typed.username);
    const test = await operations.connectionTests.byPassword(token, typed, originOf(request));
    return sendTestEnd(context, request, reply, test);
  });
}

/** The end of a test, whatever came of it. */
export async function sendTestEnd(
  context: HostedContext,
  request: FastifyRequest,
  reply: FastifyReply,
  test: ConnectionTest,
): Promise<FastifyReply> {
  const { id, status, report } = test;
  const connectionName = await context.operations.connectionTests.nameOf(test);
  // It is shown once: its address cannot be asked for again, in another language either.
  const frame = await frameOf(context, request, reply, null);
  const page = renderTestEndPage({ connectionName, status, steps: report.steps, testId: id }, frame);
  return reply.headers(accountPageHeaders).send(page);
}

function withToken(path: string, token: string): string {
  return `${path}?${new URLSearchParams({ token })}`;
}

function formOf(token: string): string {
  return `test.${token}`;
}
