/** What an application said of the person whom it sends to sign in: goes along from page to page, and to the provider. */

export interface Hints {
  /** Whom the person says they are: an address or a name. Nothing is proved by it. */
  loginHint?: string;
  /** Whoever is known at the provider shall be asked there again. */
  again?: boolean;
}

const charactersMax = 320;

export function readHints(query: URLSearchParams): Hints {
  const hint = query.get('login_hint') ?? '';
  const isUsable = hint !== '' && hint.length <= charactersMax && !/\p{Cc}/u.test(hint);
  return { ...(isUsable && { loginHint: hint }), ...(query.get('prompt') === 'login' && { again: true }) };
}

/** As the names in a query. */
export function writeHints({ loginHint, again }: Hints): Record<string, string> {
  return { ...(loginHint !== undefined && { login_hint: loginHint }), ...(again && { prompt: 'login' }) };
}
