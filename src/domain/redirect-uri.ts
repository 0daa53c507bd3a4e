/** Which addresses an application may have its users sent to. */
import { DomainError } from './errors.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
/** What a browser runs or reads by itself. */
const dangerousSchemes = ['javascript:', 'vbscript:', 'data:', 'blob:', 'file:', 'about:'];

/**
 * Refuses what could carry a code to somebody else: RFC 9700 §2.1 and §4.1. `https`, `http` on loopback alone, or an
 * app's own scheme (RFC 8252 §7); no fragment (RFC 6749 §3.1.2), no user name, no wildcard.
 */
export function requireRedirectUri(uri: string, field: string): void {
  const refuse = (because: string) =>
    new DomainError('invalid_input', `\`${uri.slice(0, 200)}\` cannot be used: ${because}`, { field });
  if (!URL.canParse(uri)) throw refuse('write the whole address, with its scheme');
  const { protocol, hostname, username, password } = new URL(uri);
  if (uri.includes('#')) throw refuse('leave out the fragment');
  if (username !== '' || password !== '') throw refuse('leave out the user name');
  if (hostname.includes('*')) throw refuse('there are no wildcards: list every address');
  if (dangerousSchemes.includes(protocol)) throw refuse('a browser would run it');
  if (protocol === 'http:' && !loopbackNames.includes(hostname)) throw refuse('use https; http is for loopback alone');
}

/** An origin as browsers send it: no path, no trailing slash. */
export function requireOrigin(origin: string, field: string): void {
  if (URL.canParse(origin) && /^https?:/.test(origin) && new URL(origin).origin === origin) return;
  throw new DomainError(
    'invalid_input',
    `\`${origin.slice(0, 200)}\` is no origin: write scheme, host and port alone`,
    {
      field,
    },
  );
}

export function isCustomScheme(uri: string): boolean {
  return !/^https?:/i.test(uri);
}

export function isLoopback(uri: string): boolean {
  return loopbackNames.includes(new URL(uri).hostname);
}
