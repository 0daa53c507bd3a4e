/**
 * The response mode `web_message`, by which pages of Auth0's SDKs are answered in a hidden frame or a window of their own: the
 * answer is posted to the page that opened it, if that is of the redirect URI's origin (draft-sakimura-oauth-wmrm-00 §4).
 *
 * The library has one of its own, which closes the window at once. Whoever waits for the message, and looks every second
 * whether the window is still open, may then see it closed first and give up. Here the window is left to whoever opened it.
 */
import { createHash } from 'node:crypto';
import type { KoaContextWithOIDC } from 'oidc-provider';

export function respondByMessage(ctx: KoaContextWithOIDC, redirectUri: string, response: object): void {
  const { origin } = new URL(redirectUri);
  const script = `(opener || parent).postMessage(${toScript({ type: 'authorization_response', response })}, ${toScript(origin)});`;
  const hash = createHash('sha256').update(script).digest('base64');
  ctx.status = 'error' in response ? 400 : 200;
  ctx.type = 'html';
  ctx.response.remove('x-frame-options');
  ctx.set({
    'content-security-policy': `default-src 'none'; script-src 'sha256-${hash}'; base-uri 'none'; frame-ancestors ${origin}`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  ctx.body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signed in</title></head><body><script>${script}</script></body></html>`;
}

/** JSON that ends no script: what is in it came from an application. */
function toScript(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
