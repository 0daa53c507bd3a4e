/**
 * The hosted pages' routes: a person signs in, is asked whose account it is, sees the account
 * and what leads to it, signs out. This folder owns the cookies, the redirects
 * and which page answers what; how pages look is in `../pages`, and who somebody is, is decided by the operations.
 */
import type { FastifyInstance } from 'fastify';
import { assetHeaders, assets } from '../pages/assets.ts';
import { addAccountRoutes } from './account-routes.ts';
import { addAskRoutes } from './ask-routes.ts';
import { addEmailRoutes } from './email-routes.ts';
import { addThemeRoutes } from './frame-of.ts';
import { addHandOverRoutes } from './hand-over-routes.ts';
import type { HostedContext } from './hosted-context.ts';
import { addLinkAccountRoutes } from './link-account-routes.ts';
import { addOutboxRoutes } from './outbox-routes.ts';
import { redirectToOwnHost } from './own-host.ts';
import { addOwnLinkRoutes } from './own-link-routes.ts';
import { addPasswordRoutes } from './password-routes.ts';
import { sendRefusalPage } from './refusal-page.ts';
import { addSamlRoutes } from './saml-routes.ts';
import { addSignInLimits } from './sign-in-limits.ts';
import { addSignInRoutes } from './sign-in-routes.ts';
import { addTestRoutes } from './test-routes.ts';

export async function addHostedPages(app: FastifyInstance, context: HostedContext): Promise<void> {
  addAssets(app);
  addThemeRoutes(app, context);
  await app.register(async (pages) => {
    pages.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return redirectToOwnHost(context.baseUrl, request, reply);
    });
    pages.setErrorHandler((error, request, reply) => sendRefusalPage(context, error, request, reply));
    const countTry = await addSignInLimits(pages, context);
    pages.get('/', (_request, reply) => reply.redirect('/account', 303));
    addSignInRoutes(pages, context);
    addSamlRoutes(pages, context);
    addPasswordRoutes(pages, context, countTry);
    addEmailRoutes(pages, context, countTry);
    addTestRoutes(pages, context, countTry);
    addAskRoutes(pages, context);
    addHandOverRoutes(pages, context);
    addLinkAccountRoutes(pages, context);
    addAccountRoutes(pages, context);
    addOwnLinkRoutes(pages, context);
    if (context.outbox) addOutboxRoutes(pages, context, context.outbox);
  });
}

function addAssets(app: FastifyInstance): void {
  for (const { href, contentType, body } of assets)
    app.get(href, (_request, reply) => reply.headers(assetHeaders).type(contentType).send(body));
}
