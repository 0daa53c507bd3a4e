/**
 * `/sign-in/hand-over/…`: the way back to an application that asked for a person by an API that is not OpenID. A browser
 * where nobody is signed in yet, or not as it was asked for, is sent to sign in first and comes here again.
 */
import type { FastifyInstance } from 'fastify';
import { resumePath } from '../../operations/app-authorizations.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { askPath } from './paths.ts';

export function addHandOverRoutes(app: FastifyInstance, { operations, baseUrl }: HostedContext): void {
  const cookies = createCookies(baseUrl);

  // A HEAD request would use up the request without anybody getting its code.
  app.get<{ Params: { request: string } }>(
    resumePath(':request'),
    { exposeHeadRoute: false },
    async (request, reply) => {
      const pendingLink = cookies.readPendingLink(request);
      const browser = { sessionToken: cookies.readSession(request), pendingLink };
      const resumed = await operations.appAuthorizations.resume(request.params.request, browser);
      if ('url' in resumed) {
        // From here on the application asks for the proof, by a token of its own.
        if (resumed.tookQuestion) cookies.clearPendingLink(reply);
        return reply.redirect(resumed.url.href, 303);
      }
      if ('question' in resumed) return reply.redirect(askPath, 303);
      const { connection, hints } = resumed.signIn;
      const back = new URLSearchParams({ return_to: resumePath(request.params.request), ...hints });
      const path = connection === null ? '/sign-in' : `/sign-in/with/${encodeURIComponent(connection)}`;
      return reply.redirect(`${path}?${back}`, 303);
    },
  );
}
