/** The mails with codes, in the words of the pages: the same languages, and the name that the tenant has on them. */
import type { FastifyRequest } from 'fastify';
import { pageSettings } from '../domain/page-settings.ts';
import type { Letter, WriteLetter } from '../operations/letters.ts';
import { fill } from './pages/messages/fill.ts';
import { chooseLanguage, type Language } from './pages/messages/languages.ts';

/** In the language of the page that asked. */
export function writerIn({ messages }: Language): WriteLetter {
  return ({ about, tenant, code, minutes }: Letter) => {
    const values = {
      tenant: oneLine(pageSettings(tenant).name ?? tenant.name),
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
      minutes: String(minutes),
      ...(about.kind === 'account' && { provider: oneLine(about.providerName) }),
    };
    const text = about.kind === 'account' ? messages.letter.account : messages.letter.signIn;
    return { subject: fill(messages.letter.subject, values), text: fill(text, values) };
  };
}

/** In the language that a request asks for, where there is no page; of none, in the tenant's. */
export function writerFor({ headers }: Pick<FastifyRequest, 'headers'>): WriteLetter {
  const asked = { uiLocales: null, cookie: null, acceptLanguage: headers['accept-language'] ?? null };
  return (letter) => writerIn(chooseLanguage(asked, pageSettings(letter.tenant).language))(letter);
}

/** Names are an operator's text: one line of it, of a sensible length. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 80);
}
