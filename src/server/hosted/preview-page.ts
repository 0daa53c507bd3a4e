/**
 * The sign-in page for who settles its looks: the one that people see, but in one piece, without anything that asks this
 * server, as its settings may not be saved yet.
 */
import type { PageLook } from '../../dialects/dialect.ts';
import { type PageSettings, pageSettings } from '../../domain/page-settings.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { Operations } from '../../operations/index.ts';
import { stylesheet } from '../pages/assets.ts';
import type { Frame } from '../pages/frame.ts';
import { english, languages } from '../pages/messages/languages.ts';
import { renderSignInPage } from '../pages/sign-in-page.tsx';
import { writeThemeStyles } from '../pages/theme.ts';
import { toChoice } from './to-choice.ts';

export async function previewPage(operations: Operations, tenant: Tenant, look: PageLook): Promise<string> {
  const settings = pageSettings(tenant);
  const wanted = look.language ?? settings.language;
  const frame: Frame = {
    language: languages.find(({ tag }) => tag === wanted) ?? english,
    theme: { name: settings.name, logo: logoOf(settings), stylesheet: null },
    here: '/sign-in',
  };
  const choices = await operations.signIn.choices(tenant.id);
  const asksForEmail = settings.homeDomains.size > 0 || choices.some(({ strategy }) => strategy.mailsCodes);
  const page = renderSignInPage(
    {
      tenantName: tenant.name,
      providers: choices
        .filter(({ strategy }) => !strategy.mailsCodes)
        .map((way) => toChoice(way, '/sign-in/with', '', frame)),
      ...(asksForEmail && { email: { action: '#', csrfToken: '', hidden: {}, typed: '' } }),
    },
    frame,
  );
  return inOnePiece(page, settings, look);
}

/** With its styles in it, and those of one colour scheme whatever the system of who looks is set to. */
function inOnePiece(page: string, { accent, accentDark }: PageSettings, { scheme = 'light', nonce }: PageLook): string {
  const styles = `${stylesheet.body.toString('utf8')}\n${writeThemeStyles(accent, accentDark) ?? ''}`
    .replaceAll('(prefers-color-scheme: dark)', scheme === 'dark' ? 'all' : 'not all')
    .replaceAll('color-scheme: light dark', `color-scheme: ${scheme}`);
  const element = `<style${nonce === undefined ? '' : ` nonce="${nonce}"`}>${styles}</style>`;
  return page.replace(/<link rel="icon"[^>]*>/, '').replace(/<link rel="stylesheet"[^>]*>/, () => element);
}

function logoOf({ logo }: PageSettings): string | null {
  if (logo === null || logo.kind === 'address') return logo?.href ?? null;
  return `data:${logo.contentType};base64,${Buffer.from(logo.bytes).toString('base64')}`;
}
