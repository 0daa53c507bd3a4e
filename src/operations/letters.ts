/** What the mails with codes are about. Their words are in the catalogue of the pages, in the language of whoever asked. */
import type { Tenant } from '../domain/tenant.ts';
import type { Message } from '../mail/mailer.ts';

export interface Letter {
  /** By whoever wants to sign in with the address; or to have the account of that address lead from a provider too. */
  about: { kind: 'sign_in' } | { kind: 'account'; providerName: string };
  /** Whom the person knows. */
  tenant: Tenant;
  code: string;
  minutes: number;
}

/** Writes a letter in one language, or in the tenant's where none was asked for. */
export type WriteLetter = (letter: Letter) => Pick<Message, 'subject' | 'text'>;
