/**
 * What a tenant has settled about the hosted pages (`settings.pages`): its name and logo there, its colours, its language,
 * which domains have a way in of their own. Read leniently, so that pages always show; refused when written (`checkPageSettings`).
 */
import type { JsonObject } from './json.ts';
import { domainKey } from './normalise.ts';
import type { Tenant } from './tenant.ts';

/** What the pages and mails can be written in (BCP 47). */
export const pageLanguages = ['en', 'de', 'es', 'fr', 'zh-Hans'] as const;
export type PageLanguage = (typeof pageLanguages)[number];

export interface PageSettings {
  /** What people know the tenant as; its own name when it has said nothing. */
  name: string | null;
  logo: Logo | null;
  /** `#rrggbb`, by colour scheme. */
  accent: string | null;
  accentDark: string | null;
  /** For whoever asks for no language that there is; null: English. */
  language: PageLanguage | null;
  /** The identifier of a connection for each mail domain, as domains are compared. */
  homeDomains: ReadonlyMap<string, string>;
}

export type Logo = { kind: 'address'; href: string } | { kind: 'picture'; contentType: string; bytes: Uint8Array };

const nameLengthMax = 60;
const logoBytesMax = 32 * 1024;
const homeDomainsMax = 1000;
const colour = /^#[0-9a-f]{6}$/i;

export function pageSettings({ settings }: Pick<Tenant, 'settings'>): PageSettings {
  const { name, logo, colours, language, home_domains } = objectOf(settings.pages);
  const { accent, accent_dark } = objectOf(colours);
  const homes = Object.entries(objectOf(home_domains)).map(([domain, way]) => [domainKey(domain), way] as const);
  return {
    name: typeof name === 'string' && isName(name) ? name.trim() : null,
    logo: readLogo(logo),
    accent: readColour(accent),
    accentDark: readColour(accent_dark),
    language: pageLanguages.find((tag) => tag === language) ?? null,
    homeDomains: new Map(
      homes.filter((home): home is [string, string] => home[0] !== null && typeof home[1] === 'string'),
    ),
  };
}

/** Everything wrong with it, in plain words. */
export function checkPageSettings(pages: unknown): string[] {
  if (pages === undefined) return [];
  if (!isObject(pages)) return ['must be an object'];
  const { name, logo, colours = {}, language = null, home_domains = {}, ...unknown } = pages;
  const problems = Object.keys(unknown).map((key) => `\`${key.slice(0, 80)}\` is no setting of the pages`);
  if (name !== undefined && !(typeof name === 'string' && isName(name)))
    problems.push(`name: 1 to ${nameLengthMax} characters on one line`);
  if (logo !== undefined && logo !== null && !readLogo(logo))
    problems.push(
      `logo: an https address, or a picture of at most ${logoBytesMax / 1024} KiB as \`data:image/png;base64,…\` or ` +
        '`data:image/svg+xml;base64,…`, without scripts and without references to elsewhere',
    );
  if (language !== null && !pageLanguages.some((tag) => tag === language))
    problems.push(`language: one of ${pageLanguages.map((tag) => `\`${tag}\``).join(', ')}`);
  if (isObject(colours)) {
    const { accent = null, accent_dark = null, ...others } = colours;
    problems.push(...Object.keys(others).map((key) => `colours: \`${key.slice(0, 80)}\` is no colour of the pages`));
    for (const [key, value] of Object.entries({ accent, accent_dark }))
      if (value !== null && readColour(value) === null)
        problems.push(`colours.${key}: six digits, such as \`#0f6b5c\``);
  } else problems.push('colours: an object');
  if (isObject(home_domains)) {
    const entries = Object.entries(home_domains);
    if (entries.length > homeDomainsMax) problems.push(`home_domains: at most ${homeDomainsMax}`);
    for (const [domain, way] of entries.slice(0, homeDomainsMax)) {
      if (domainKey(domain) === null) problems.push(`home_domains: \`${domain.slice(0, 80)}\` is no domain`);
      if (typeof way !== 'string' || way === '' || way.length > 128)
        problems.push(`home_domains: \`${domain.slice(0, 80)}\` needs the identifier of a connection`);
    }
  } else problems.push('home_domains: an object of domains and identifiers of connections');
  return problems;
}

function isName(name: string): boolean {
  return name.trim() !== '' && name.length <= nameLengthMax && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name);
}

function readColour(value: unknown): string | null {
  return typeof value === 'string' && colour.test(value) ? value.toLowerCase() : null;
}

function readLogo(value: unknown): Logo | null {
  if (typeof value !== 'string') return null;
  if (value.length <= 2000 && URL.canParse(value) && new URL(value).protocol === 'https:')
    return { kind: 'address', href: new URL(value).href };
  const [, type, text] =
    /^data:(image\/png|image\/svg\+xml);base64,((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(
      value,
    ) ?? [];
  if (type === undefined || !text || text.length > (logoBytesMax * 4) / 3 + 4) return null;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const sound = type === 'image/png' ? isPng(bytes) : isQuietSvg(bytes);
  return sound && bytes.length <= logoBytesMax ? { kind: 'picture', contentType: type, bytes } : null;
}

/** PNG (third edition) §5.2: the first eight bytes. */
function isPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, index) => bytes[index] === byte);
}

/**
 * A drawing and nothing else. In an `<img>` no script of it runs and nothing is fetched, and it is served in a sandbox; what
 * has no business in a logo is refused all the same.
 */
function isQuietSvg(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes);
  const loud = /<!DOCTYPE|<!ENTITY|<script|<foreignObject|<iframe|<embed|<object|\son[a-z]+\s*=|javascript:|@import/i;
  const elsewhere = /(?:href|src)\s*=\s*["']\s*(?!#)|url\(\s*["']?\s*(?!#)/i;
  return /<svg[\s>]/i.test(text) && !loud.test(text) && !elsewhere.test(text);
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
