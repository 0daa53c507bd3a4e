/**
 * A path that is no percent-encoded UTF-8 (RFC 3986 §2.5) is read letter by letter. It then names nothing, and the
 * dialect that it belongs to says so in its own words; the router would answer it by itself, in nobody's.
 */
export function toReadableUrl(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (!path.includes('%') || isDecodable(path)) return url;
  return path.replaceAll('%', '%25') + url.slice(path.length);
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
