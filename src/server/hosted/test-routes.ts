/**
 * `/sign-in/test`: a connection that is being tried, by the secret in its address. Opening the page does nothing yet, so that
 * whatever looks at links ahead of people does not use the test up.
 */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConnectionTest } from '../../domain/connection-test.ts';
import { DomainError } from '../../domain/errors.ts';
import { accountPageHeaders } from '../pages/page-headers.ts';
import { renderPasswordPage } from '../pages/password-page.tsx';
import { renderTestEndPage, renderTestStartPage } from '../pages/test-page.tsx';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, isCsrfTokenOf } from './csrf.ts';
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
    if (kind === 'redirect') {
      const href = `${paths.begin}?${new URLSearchParams({ token })}`;
      const page = renderTestStartPage({ tenantName: tenant.name, connectionName: connection.displayName, href });
      return reply.headers(accountPageHeaders).send(page);
    }
    const kept = cookies.readSignIn(request, formOf(token));
    const secret = kept ?? randomBytes(32).toString('base64url');
    if (kept === null) {
      const expiresAt = new Date(context.now() + formMinutes * 60_000).toISOString();
      cookies.writeSignIn(request, reply, formOf(token), secret, expiresAt);
    }
    const page = renderPasswordPage(
      {
        tenantName: `${tenant.name} (a test: nobody is signed in)`,
        providerName: connection.displayName,
        username: '',
        action: paths.password,
        back: '/sign-in',
        csrfToken: csrfTokenOf(secret),
        hidden: { token },
      },
      await frameOf(context, request, reply),
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
    if (!begun.sent) return sendTestEnd(context, reply, begun.test);
    const { url, state, browserSecret, expiresAt } = begun.signIn;
    cookies.writeSignIn(request, reply, state, browserSecret, expiresAt);
    return reply.redirect(url.href, 303);
  });

  app.post<{ Body: Record<string, unknown> | undefined }>(paths.password, async (request, reply) => {
    const body = request.body ?? {};
    const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '');
    const token = text('token');
    const secret = cookies.readSignIn(request, formOf(token));
    if (secret === null || !isCsrfTokenOf(secret, body.csrf_token))
      throw new DomainError('sign_in_refused', 'this did not come from our own page, or it waited too long');
    cookies.clearSignIn(reply, formOf(token));
    const typed = { username: text('username'), password: text('password') };
    const { connection } = await operations.connectionTests.open(token);
    await countTry(request, reply, `password ${connection.id}`, typed.username);
    return sendTestEnd(context, reply, await operations.connectionTests.byPassword(token, typed, originOf(request)));
  });
}

/** The end of a test, whatever came of it. */
export async function sendTestEnd(
  { operations }: HostedContext,
  reply: FastifyReply,
  test: ConnectionTest,
): Promise<FastifyReply> {
  const { id, status, report } = test;
  const connectionName = await operations.connectionTests.nameOf(test);
  const page = renderTestEndPage({ connectionName, status, steps: report.steps, testId: id });
  return reply.headers(accountPageHeaders).send(page);
}

function formOf(token: string): string {
  return `test.${token}`;
}
