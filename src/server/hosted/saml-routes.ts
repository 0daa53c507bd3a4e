/**
 * `/sign-in/saml/:connection`: where a SAML provider posts its answers, and the metadata that its operator imports.
 * `/sign-in/received`: the page on which the person says yes to a sign-in that began at the provider.
 */
import type { FastifyInstance } from 'fastify';
import { nameOf } from '../../domain/user.ts';
import { pageHeaders } from '../pages/page-headers.ts';
import { renderReceivedPage } from '../pages/received-page.tsx';
import { createCookies } from './cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from './csrf.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { frameOf } from './frame-of.ts';
import type { HostedContext } from './hosted-context.ts';
import { originOf } from './origin.ts';
import { callbackPath } from './paths.ts';
import { readQuery } from './read-query.ts';
import { requireSite } from './require-site.ts';
import { readReturnTo } from './return-to.ts';
import { postedBytesMax, readForm } from './sign-in-routes.ts';

const receivedPath = '/sign-in/received';

type Form = Record<string, unknown> | undefined;

export function addSamlRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);

  app.get<{ Params: { connection: string } }>('/sign-in/saml/:connection/metadata', async (request, reply) => {
    const { tenant, baseUrl: ownUrl } = await requireSite(context, request);
    const redirectUri = `${ownUrl}${callbackPath}`;
    const { metadata } = await operations.signIn.describeConnection(tenant.id, request.params.connection, redirectUri);
    return reply
      .type('application/samlmetadata+xml; charset=utf-8')
      .header('content-disposition', 'inline; filename="metadata.xml"')
      .header('x-content-type-options', 'nosniff')
      .send(metadata);
  });

  // It comes from the provider's site, and so without cookies; those that it sets are this browser's all the same.
  const posted = { bodyLimit: postedBytesMax };
  app.post<{ Params: { connection: string }; Body: Form }>(
    '/sign-in/saml/:connection',
    posted,
    async (request, reply) => {
      const { tenant, baseUrl: ownUrl } = await requireSite(context, request);
      const redirectUri = `${ownUrl}${callbackPath}`;
      const form = readForm(request.body);
      const returnTo = readReturnTo(form.get('RelayState'));
      const received = await operations.signIn.receive(tenant.id, request.params.connection, {
        redirectUri,
        form,
        returnTo,
      });
      const { state } = received;
      if (!received.kept) cookies.writeSignIn(request, reply, state, received.browserSecret, received.expiresAt);
      const path = received.kept ? callbackPath : receivedPath;
      return reply.redirect(`${path}?${new URLSearchParams({ state })}`, 303);
    },
  );

  app.get(receivedPath, async (request, reply) => {
    const state = readQuery(request).get('state') ?? '';
    const secret = cookies.readSignIn(request, state);
    const { name, connection } = await operations.signIn.readReceived(state, secret);
    const { tenant } = await requireSite(context, request);
    const session = cookies.readSession(request);
    const signedIn = session === null ? null : await operations.sessions.open(session);
    const page = renderReceivedPage(
      {
        tenantName: tenant.name,
        providerName: connection.displayName,
        name,
        signedInAs: signedIn ? nameOf(signedIn.user) : null,
        state,
        csrfToken: csrfTokenOf(secret ?? ''),
        path: receivedPath,
      },
      await frameOf(context, request, reply, `${receivedPath}?${new URLSearchParams({ state })}`),
    );
    return reply.headers(pageHeaders).send(page);
  });

  app.post<{ Body: Form }>(receivedPath, async (request, reply) => {
    const state = String(request.body?.state ?? '');
    const secret = cookies.readSignIn(request, state);
    if (secret === null || !isCsrfTokenOf(secret, request.body?.csrf_token)) throw foreignForm();
    cookies.clearSignIn(reply, state);
    const finished = await operations.signIn.confirmReceived(state, secret, originOf(request));
    return finishSignIn(context, request, reply, finished);
  });
}
