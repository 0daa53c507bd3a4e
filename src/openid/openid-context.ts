/** What the folder's routes share: whose place a request came to, its provider, and letting that answer. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createCookies } from '../server/hosted/cookies.ts';
import { frameOf } from '../server/hosted/frame-of.ts';
import type { HostedContext } from '../server/hosted/hosted-context.ts';
import { wordsOf } from '../server/pages/frame.ts';
import { renderMessagePage } from '../server/pages/message-page.tsx';
import { pageHeaders } from '../server/pages/page-headers.ts';
import { findSite, type Site, type SiteOptions } from '../server/site.ts';
import { type Fields, translateRequest } from './form-request.ts';
import { createPerson, type Person } from './person.ts';
import { createTenantProvider, type TenantProvider } from './tenant-provider.ts';

export interface OpenidOptions extends SiteOptions, Pick<HostedContext, 'addressLimit' | 'shared'> {
  now(): number;
  /** What goes wrong in the library and is nobody's mistake but ours. */
  reportBug(error: unknown): void;
}

export interface OpenidContext extends OpenidOptions {
  requireSite(request: FastifyRequest): Promise<Site>;
  providerOf(site: Site): Promise<TenantProvider>;
  /** Lets the library answer. */
  pass(request: FastifyRequest, reply: FastifyReply, how?: Passing): Promise<void>;
}

export interface Passing {
  site?: Site;
  person?: Person | null;
  form?: Fields;
}

/** Who is signed in, as the application of this request knows them. */
export async function personFor(
  { operations }: OpenidContext,
  request: FastifyRequest,
  site: Site,
  clientId: string | null,
): Promise<Person | null> {
  const token = createCookies(site.baseUrl).readSession(request);
  const application = clientId === null ? null : await operations.applications.byClientId(site.tenant.id, clientId);
  return token === null || !application ? null : createPerson(operations, application, token);
}

export function createOpenidContext(options: OpenidOptions): OpenidContext {
  const providers = new Map<string, { keys: string; made: Promise<TenantProvider> }>();

  const providerOf = async ({ tenant, baseUrl }: Site): Promise<TenantProvider> => {
    const signingKeys = await options.operations.tokens.signingKeys(tenant.id);
    const name = `${tenant.id} ${baseUrl}`;
    const keys = signingKeys.map(({ keyId }) => keyId).join(' ');
    const known = providers.get(name);
    if (known?.keys === keys) return known.made;
    if (providers.size >= providersMax) providers.delete(providers.keys().next().value!);
    const made = createTenantProvider({
      operations: options.operations,
      tenantId: tenant.id,
      baseUrl,
      signingKeys,
      errorHeaders: pageHeaders,
      reportBug: options.reportBug,
    });
    providers.set(name, { keys, made });
    return made;
  };

  const requireSite = async (request: FastifyRequest): Promise<Site> => {
    const site = await findSite(options, request);
    if (!site) throw Object.assign(new Error('there is no tenant yet'), { statusCode: 503 });
    return site;
  };

  return {
    ...options,
    requireSite,
    providerOf,
    async pass(request, reply, how = {}) {
      const site = how.site ?? (await requireSite(request));
      const { answer } = await providerOf(site);
      const person = how.person ?? null;
      const message = translateRequest(request, {
        origin: site.baseUrl,
        signedIn: person !== null,
        ...(how.form && { form: how.form }),
      });
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value);
      await answer(message, reply.raw, {
        person,
        renderError: async ({ error, description }) => {
          // The address holds what cannot be answered: the language is switched at the beginning.
          const frame = await frameOf(options, request, reply, '/sign-in');
          const detail = description === undefined ? error : `${error}: ${description}`;
          return renderMessagePage({ ...wordsOf(frame).cannotGoOn, detail, reference: request.id }, frame);
        },
      });
    },
  };
}

/** Tenants at their addresses that are kept ready. */
const providersMax = 1000;
