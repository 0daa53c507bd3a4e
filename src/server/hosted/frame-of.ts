/** The frame of a request's pages: whose they look like, and the language that was asked for. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Logo, type PageLanguage, type PageSettings, pageSettings } from '../../domain/page-settings.ts';
import { assetHeaders } from '../pages/assets.ts';
import { type Frame, plainFrame, type Theme } from '../pages/frame.ts';
import { chooseLanguage, findLanguage, type Language } from '../pages/messages/languages.ts';
import { writeThemeStyles } from '../pages/theme.ts';
import { findSite, type SiteOptions } from '../site.ts';
import { readPurpose } from './begin-sign-in.ts';
import { createCookies } from './cookies.ts';
import type { HostedContext } from './hosted-context.ts';
import { readQuery } from './read-query.ts';
import { readReturnTo } from './return-to.ts';

/** What is asked for by `ui_locales` is remembered by the browser. `here`: where the language is switched; this page's own address unless given. */
export async function frameOf(
  context: SiteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  here: string | null = hereOf(request),
): Promise<Frame> {
  // A page that says that nothing works must not need anything that might not.
  const site = await findSite(context, request).catch(() => null);
  const settings = site && pageSettings(site.tenant);
  const language = languageOf(context, request, reply, settings?.language ?? null);
  return { language, theme: settings ? toTheme(settings) : plainFrame.theme, here };
}

export function addThemeRoutes(app: FastifyInstance, context: HostedContext): void {
  const settings = async (request: FastifyRequest): Promise<PageSettings | null> => {
    const site = await findSite(context, request);
    return site && pageSettings(site.tenant);
  };
  // The name changes with the content. Who asks for an old name is given what is there now, and does not keep it.
  app.get<{ Params: { name: string } }>('/assets/theme/:name', async (request, reply) => {
    const found = await settings(request);
    const styles = found && writeThemeStyles(found.accent, found.accentDark);
    if (!found || styles === null) return reply.callNotFound();
    const isCurrent = toTheme(found).stylesheet === request.url;
    return reply
      .headers({ ...assetHeaders, ...(!isCurrent && { 'cache-control': 'no-store' }) })
      .type('text/css; charset=utf-8')
      .send(styles);
  });
  app.get<{ Params: { name: string } }>('/assets/logo/:name', async (request, reply) => {
    const logo = (await settings(request))?.logo;
    if (logo?.kind !== 'picture') return reply.callNotFound();
    return reply
      .headers({
        ...assetHeaders,
        ...(logoPath(logo) !== request.url && { 'cache-control': 'no-store' }),
        // A drawing that is opened by itself is a document: nothing in it runs, and nothing is fetched.
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      })
      .type(logo.contentType)
      .send(Buffer.from(logo.bytes));
  });
}

function languageOf(
  { baseUrl }: Pick<SiteOptions, 'baseUrl'>,
  request: FastifyRequest,
  reply: FastifyReply,
  ofTenant: PageLanguage | null,
): Language {
  const cookies = createCookies(baseUrl);
  const uiLocales = readQuery(request).get('ui_locales');
  const asked = {
    uiLocales,
    cookie: cookies.readLanguage(request),
    acceptLanguage: request.headers['accept-language'] ?? null,
  };
  const language = chooseLanguage(asked, ofTenant);
  const wasAskedFor = uiLocales?.split(' ').some((tag) => findLanguage(tag) === language);
  if (wasAskedFor) cookies.writeLanguage(reply, language.tag);
  return language;
}

function hereOf(request: FastifyRequest): string {
  const { pathname, searchParams } = new URL(request.url, 'http://own.invalid');
  const purpose = readPurpose(searchParams.get('for'));
  const returnTo = readReturnTo(searchParams.get('return_to'));
  // What the pages read themselves, as they read it; whatever else came is not handed on.
  const kept = new URLSearchParams({
    ...(purpose !== 'sign_in' && { for: purpose }),
    ...(returnTo !== null && { return_to: returnTo }),
  });
  return kept.size > 0 ? `${pathname}?${kept}` : pathname;
}

function toTheme({ name, logo, accent, accentDark }: PageSettings): Theme {
  const styles = writeThemeStyles(accent, accentDark);
  return {
    name,
    logo: logo && (logo.kind === 'address' ? logo.href : logoPath(logo)),
    stylesheet: styles === null ? null : `/assets/theme/${shortHash(styles)}.css`,
  };
}

function logoPath({ contentType, bytes }: Extract<Logo, { kind: 'picture' }>): string {
  return `/assets/logo/${shortHash(bytes)}.${contentType === 'image/png' ? 'png' : 'svg'}`;
}

function shortHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
