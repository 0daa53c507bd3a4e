/** What the console's page may do: run and be styled by what came from here, and call this server and where operators sign in. */

/** Where the build of the console leaves a place for the nonce of each answer. */
export const noncePlace = '__CSP_NONCE__';

/** `signInOrigin`: where the OpenID provider of the operators' tenant is, when that is another origin. */
export function consoleHeaders(nonce: string, signInOrigin: string | null): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      // The components bring `<style>` elements of their own; attributes they set through the CSSOM, which needs no leave.
      `style-src 'self' 'nonce-${nonce}'`,
      // Pictures of people come from their providers, over https alone.
      "img-src 'self' data: https:",
      "font-src 'self'",
      `connect-src ${["'self'", signInOrigin].filter((source) => source !== null).join(' ')}`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cache-control': 'no-cache',
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
