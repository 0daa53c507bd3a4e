/** The languages that the pages speak, and which of them a person is spoken to in. A new one is a file and a line here. */
import type { PageLanguage } from '../../../domain/page-settings.ts';
import { de } from './de.ts';
import { en, type Messages } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { zhHans } from './zh-hans.ts';

export type { Messages } from './en.ts';

export interface Language {
  /** BCP 47, as it stands in the document. */
  tag: PageLanguage;
  /** In itself. */
  name: string;
  messages: Messages;
  formatTime(iso: string): string;
}

/** English first: what is spoken when nothing else was asked for. */
export const languages: readonly [Language, ...Language[]] = [
  // The order of day and month that most of the world can read.
  define('en', 'English', en, 'en-GB'),
  define('de', 'Deutsch', de),
  define('es', 'Español', es),
  define('fr', 'Français', fr),
  define('zh-Hans', '简体中文', zhHans),
];

export const english = languages[0];

function define(tag: PageLanguage, name: string, messages: Messages, formats: string = tag): Language {
  let format: Intl.DateTimeFormat | undefined;
  return {
    tag,
    name,
    messages,
    formatTime(iso) {
      // In UTC, and said so: without a script the page does not know where the person is.
      format ??= new Intl.DateTimeFormat(formats, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
      return `${format.format(new Date(iso))} UTC`;
    },
  };
}

/** The language of this tag or of one that it is a variety of (RFC 4647 §3.4): `de-AT` is German, `zh` and `zh-CN` Chinese. */
export function findLanguage(tag: string): Language | null {
  const wanted = tag.toLowerCase();
  // Traditional characters are another script: somebody who asks for them alone is better served by the next they ask for.
  if (/^zh-(hant|tw|hk|mo)\b/.test(wanted)) return null;
  const [primary = ''] = wanted.split('-');
  return (
    languages.find((language) => language.tag.toLowerCase() === wanted) ??
    languages.find((language) => language.tag.toLowerCase().split('-')[0] === primary) ??
    null
  );
}

/** What a request says of the language. `uiLocales`: OpenID Connect Core §3.1.2.1, most wanted first, split by spaces. */
export interface AskedLanguage {
  uiLocales: string | null;
  cookie: string | null;
  acceptLanguage: string | null;
}

/** The first that is spoken here; of none, the tenant's own; without one, English. */
export function chooseLanguage(asked: AskedLanguage, ofTenant: PageLanguage | null): Language {
  const tags = [
    ...(asked.uiLocales ?? '').slice(0, 200).split(' '),
    asked.cookie ?? '',
    ...rank((asked.acceptLanguage ?? '').slice(0, 500)),
  ];
  for (const tag of tags) {
    const language = findLanguage(tag);
    if (language) return language;
  }
  return languages.find(({ tag }) => tag === ofTenant) ?? english;
}

/** RFC 9110 §12.5.4: by weight, then as they stand. */
function rank(header: string): string[] {
  return header
    .split(',')
    .map((each, index) => {
      const [tag = '', ...parameters] = each.split(';').map((part) => part.trim());
      const weight = parameters.find((part) => part.startsWith('q='))?.slice(2) ?? '1';
      return { tag, weight: Number(weight), index };
    })
    .filter(({ tag, weight }) => tag !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .map(({ tag }) => tag);
}
