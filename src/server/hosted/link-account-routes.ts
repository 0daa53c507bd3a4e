/** `/sign-in/link-account/…`: a person whom an application sent sets out to link another way in to their account. */
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import { intentPath } from '../../operations/link-intents.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { accountPath } from './paths.ts';
import { requireSite } from './require-site.ts';

type Intent = { Params: { intent: string } };

export function addLinkAccountRoutes(app: FastifyInstance, context: HostedContext): void {
  const { operations, baseUrl } = context;
  const cookies = createCookies(baseUrl);
  const donePath = (token: string) => `${intentPath(token)}/done`;

  // A HEAD request would use the intent up.
  app.get<Intent>(intentPath(':intent'), { exposeHeadRoute: false }, async (request, reply) => {
    const token = request.params.intent;
    const { tenant } = await requireSite(context, request);
    const sessionToken = cookies.readSession(request);
    const begun = await operations.linkIntents.begin(token, sessionToken);
    if (sessionToken === null || begun === 'sign_in_first')
      return reply.redirect(`/sign-in?${new URLSearchParams({ return_to: intentPath(token) })}`, 303);
    const choices = begun.tenantId === tenant.id ? await operations.signIn.choices(tenant.id) : [];
    const way = choices.find(({ connection }) => connection.id === begun.connectionId);
    if (!way) throw new DomainError('connection_not_found', 'there is no such way to sign in');
    const beginning = { returnTo: donePath(token), intent: { kind: 'link', sessionToken } } as const;
    return reply.redirect(await beginSignIn(context, request, reply, way, beginning), 303);
  });

  // The one way from our pages to an address of the application: it is in the intent, and never in what the browser says.
  app.get<Intent>(donePath(':intent'), async (request, reply) =>
    reply.redirect((await operations.linkIntents.destination(request.params.intent)) ?? `${accountPath}?added`, 303),
  );
}
