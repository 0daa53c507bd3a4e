/**
 * What every hosted page is sent with. Pictures of people come from their providers, over https alone; everything else
 * comes from here, and nothing runs. A sign-in may happen in a window that an application opened, which waits for the
 * answer there: no page on that way says `Cross-Origin-Opener-Policy`, which would cut the two apart.
 */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' https:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  // Nobody is to keep a page; whoever does all the same shall know what it was made of.
  vary: 'Accept-Language, Cookie',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Of pages that show an account: whoever opened the window has no hold on it. */
export const accountPageHeaders: Readonly<Record<string, string>> = {
  ...pageHeaders,
  'cross-origin-opener-policy': 'same-origin',
};
