/** `/sign-in/link-account/…`: a person whom an application sent sets out to link another way in to their account. */
import type { FastifyInstance } from 'fastify';
import { intentPath } from '../../operations/link-intents.ts';
import { findSite } from '../site.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { callbackPath } from './paths.ts';

export function addLinkAccountRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);

  // A HEAD request would use the intent up.
  app.get<{ Params: { intent: string } }>(intentPath(':intent'), { exposeHeadRoute: false }, async (request, reply) => {
    const token = request.params.intent;
    const begun = await operations.linkIntents.begin(token, cookies.readSession(request));
    if (begun === 'sign_in_first')
      return reply.redirect(`/sign-in?${new URLSearchParams({ return_to: intentPath(token) })}`, 303);
    const { tenantId, intent, sessionId } = begun;
    const { url, state, browserSecret, expiresAt } = await operations.signIn.start(tenantId, intent.connectionId, {
      redirectUri: `${(await findSite(context, request))?.baseUrl ?? baseUrl}${callbackPath}`,
      returnTo: intent.returnTo,
      linksTo: { userId: intent.userId, sessionId },
    });
    cookies.writeSignIn(request, reply, state, browserSecret, expiresAt);
    return reply.redirect(url.href, 303);
  });
}
