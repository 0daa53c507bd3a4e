/** Where a person wanted to go before signing in: a path of ours or nowhere, so that a link cannot lead elsewhere. */

const ownOrigin = 'http://own.invalid';
const lengthMax = 2000;

/** The path with its query, or null when `wanted` leads off this origin or is no path. */
export function readReturnTo(wanted: unknown): string | null {
  if (typeof wanted !== 'string' || wanted.length > lengthMax || !wanted.startsWith('/')) return null;
  // A browser reads `//host` and `/\host` as another host, and drops tabs and line ends before it looks.
  if (/^\/[/\\]|\p{Cc}/u.test(wanted) || !URL.canParse(wanted, ownOrigin)) return null;
  const url = new URL(wanted, ownOrigin);
  const path = `${url.pathname}${url.search}${url.hash}`;
  return url.origin === ownOrigin && !path.startsWith('//') ? path : null;
}
