/** What is the same on every page that one request is answered with: the language, and whose pages they look like. */
import { english, type Language, type Messages } from './messages/languages.ts';

export interface Frame {
  language: Language;
  theme: Theme;
  /** Path and query that the language is switched at; null where a page cannot be asked for again. */
  here: string | null;
}

export interface Theme {
  /** Whose pages these are; null: ours. */
  name: string | null;
  /** Where the logo is: our own path or an https address. */
  logo: string | null;
  /** Where the colours are, over those of the stylesheet. */
  stylesheet: string | null;
}

/** Ours, in English. */
export const plainFrame: Frame = {
  language: english,
  theme: { name: null, logo: null, stylesheet: null },
  here: null,
};

/** What the pages call the tenant. */
export function nameFor({ theme }: Frame, tenantName: string): string {
  return theme.name ?? tenantName;
}

export function wordsOf(frame: Frame): Messages {
  return frame.language.messages;
}
