/**
 * Where a person is sent in the midst of an application's request: to the sign-in page and back, or to the question
 * whether an application of somebody else may know them.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults, PromptDetail } from 'oidc-provider';
import type { Application } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import { createCookies } from '../server/hosted/cookies.ts';
import { csrfTokenOf, foreignForm, isCsrfTokenOf } from '../server/hosted/csrf.ts';
import { frameOf } from '../server/hosted/frame-of.ts';
import { originOf } from '../server/hosted/origin.ts';
import { type ConsentRequest, renderConsentPage } from '../server/pages/consent-page.tsx';
import { pageHeaders } from '../server/pages/page-headers.ts';
import type { Site } from '../server/site.ts';
import { fromResource } from './audience.ts';
import { translateRequest } from './form-request.ts';
import { type OpenidContext, personFor } from './openid-context.ts';
import type { Person } from './person.ts';
import { openidScopes, scopesToOutside } from './scopes.ts';
import { consentName, interactionPath } from './tenant-provider.ts';

interface Asked {
  site: Site;
  uid: string;
  application: Application;
  params: Record<string, unknown>;
  prompt: PromptDetail;
  /** Who was signed in when the request began. */
  earlierSessionId: string | null;
  person: Person | null;
  /** Ends the interaction: the browser goes on with the request. */
  finish(result: InteractionResults): Promise<FastifyReply>;
}

export function addInteractionRoutes(app: FastifyInstance, context: OpenidContext): void {
  const { operations } = context;

  /** The interaction of this browser, by its cookie; refused when it is over or another browser's. */
  const readAsked = async (request: FastifyRequest, reply: FastifyReply): Promise<Asked> => {
    const site = await context.requireSite(request);
    const { provider } = await context.providerOf(site);
    const message = translateRequest(request, { origin: site.baseUrl, signedIn: false });
    const interaction = await provider.interactionDetails(message, reply.raw).catch(() => null);
    const clientId = String(interaction?.params.client_id ?? '');
    const application = await operations.applications.byClientId(site.tenant.id, clientId);
    const { uid } = request.params as { uid: string };
    if (!interaction || interaction.uid !== uid || !application)
      throw new DomainError(
        'sign_in_refused',
        'this was started too long ago, in another browser, or is over: go back to the application',
        { reason: 'request_over' },
      );
    return {
      site,
      uid,
      application,
      params: interaction.params,
      prompt: interaction.prompt,
      earlierSessionId: interaction.session?.cookie ?? null,
      person: await personFor(context, request, site, clientId),
      async finish(result) {
        return reply.redirect(await provider.interactionResult(message, reply.raw, result), 303);
      },
    };
  };

  app.get(`${interactionPath}/:uid`, { exposeHeadRoute: false }, async (request, reply) => {
    const asked = await readAsked(request, reply);
    return asked.prompt.name === 'consent'
      ? askForConsent(context, asked, request, reply)
      : signIn(context, asked, reply);
  });

  app.post<{ Params: { uid: string }; Body: { csrf_token?: unknown; answer?: unknown } | undefined }>(
    `${interactionPath}/:uid`,
    async (request, reply) => {
      const asked = await readAsked(request, reply);
      const token = createCookies(asked.site.baseUrl).readSession(request);
      if (token === null || !asked.person || !isCsrfTokenOf(token, request.body?.csrf_token)) throw foreignForm();
      if (request.body?.answer !== 'yes')
        return asked.finish({ error: 'access_denied', error_description: 'the person did not agree' });
      await operations.openid.consent(
        asked.application,
        asked.person.userId,
        requestedOf(asked).map(({ name }) => name),
        originOf(request),
      );
      return asked.finish({ consent: {} });
    },
  );
}

/** Back to the request when the person has signed in since it was made, or is signed in and nothing more is asked. */
async function signIn({ operations }: OpenidContext, asked: Asked, reply: FastifyReply): Promise<FastifyReply> {
  const { person, prompt, earlierSessionId, params, site } = asked;
  const isFresh = person !== null && person.sessionId !== earlierSessionId;
  const anySession = prompt.reasons.every((reason) => reason === 'no_session');
  const wantedWay = typeof params.connection === 'string' && params.connection !== '' ? params.connection : null;
  const isRightWay = wantedWay === null || person?.cameBy.has(wantedWay);
  if (person && isRightWay && (isFresh || anySession))
    return asked.finish({ login: { accountId: person.accountId, ts: person.signedInAtSeconds } });
  const back = new URLSearchParams({ return_to: `${interactionPath}/${asked.uid}` });
  for (const name of ['login_hint', 'ui_locales']) if (typeof params[name] === 'string') back.set(name, params[name]);
  // Whoever is to be seen again is to be seen by the provider too.
  if (isToBeSeenAgain(asked)) back.set('prompt', 'login');
  if (wantedWay !== null) {
    const identifier = await operations.openid.wayCalled(site.tenant.id, wantedWay);
    if (identifier === null)
      return asked.finish({ error: 'invalid_request', error_description: 'the connection was not found' });
    return reply.redirect(`/sign-in/with/${encodeURIComponent(identifier)}?${back}`, 303);
  }
  return reply.redirect(`/sign-in?${back}`, 303);
}

/** By the application's word (OpenID Connect Core §3.1.2.1). Of one whom the provider remembers nobody knows for how long. */
function isToBeSeenAgain({ params, prompt }: Asked): boolean {
  const prompts = typeof params.prompt === 'string' ? params.prompt.split(' ') : [];
  return prompts.includes('login') || String(params.max_age ?? '') === '0' || prompt.reasons.includes('max_age');
}

async function askForConsent(
  context: OpenidContext,
  asked: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { application, person, site } = asked;
  // The tenant's own is never asked about; `prompt=consent` changes nothing then.
  if (application.firstParty) return asked.finish({ consent: {} });
  const token = createCookies(site.baseUrl).readSession(request);
  if (token === null || !person) return signInAgain(asked, reply);
  const page = renderConsentPage(
    {
      tenantName: site.tenant.name,
      applicationName: application.name,
      requested: requestedOf(asked).map(({ shown }) => shown),
      action: `${interactionPath}/${asked.uid}`,
      csrfToken: csrfTokenOf(token),
    },
    await frameOf(context, request, reply),
  );
  // Browsers hold the redirect that answers a form to `form-action` too, and it leads to the application.
  const policy = pageHeaders['content-security-policy']!.replace(
    "form-action 'self'",
    `form-action 'self' ${targetOf(String(asked.params.redirect_uri))}`,
  );
  return reply.headers({ ...pageHeaders, 'content-security-policy': policy }).send(page);
}

function signInAgain(asked: Asked, reply: FastifyReply): FastifyReply {
  return reply.redirect(`/sign-in?${new URLSearchParams({ return_to: `${interactionPath}/${asked.uid}` })}`, 303);
}

function targetOf(redirectUri: string): string {
  const { protocol, origin } = new URL(redirectUri);
  return /^https?:$/.test(protocol) ? origin : protocol;
}

interface Requested {
  name: string;
  shown: ConsentRequest;
}

/** What of the asked scopes there is, as a consent keeps it and as the page shows it. */
function requestedOf({ application, params }: Asked): Requested[] {
  const scopes = String(params.scope ?? '').split(' ');
  const audiences = [params.resource ?? []].flat().map((resource) => fromResource(String(resource)));
  const ofOpenid = scopes
    .map(scopesToOutside)
    .flatMap((scope) => openidScopes.filter((known) => known === scope))
    .map((openid) => ({ name: openid, shown: { openid } }));
  const ofApis = application.apis
    .filter(({ audience }) => audiences.includes(audience))
    .flatMap((api) =>
      api.scopes
        .filter((scope) => scopes.includes(scope))
        .map((scope) => ({ name: consentName(scope, api.audience), shown: { scope, api: api.audience } })),
    );
  return [...ofOpenid, ...ofApis];
}
