/** The name of this API in tokens: `https://<domain>/api/v2/`, in every spelling that clients make of it. */

/**
 * Whether `audience` names this API at one of `hosts`. SDKs build it from the domain that they were given, always with
 * `https`, though a server without TLS in front is reached by `http`; ports differ where one is mapped to another.
 */
export function namesThisApi(audience: unknown, hosts: readonly (string | undefined)[]): boolean {
  if (typeof audience !== 'string' || !URL.canParse(audience)) return false;
  const { protocol, hostname, pathname, search, hash, username } = new URL(audience);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  if (search !== '' || hash !== '' || username !== '' || pathname.replace(/\/$/, '') !== '/api/v2') return false;
  return hosts.some((host) => host !== undefined && hostnameOf(host) === hostname);
}

/** The name in a `Host` header or an address, without its port. */
function hostnameOf(host: string): string | undefined {
  const url = host.includes('://') ? host : `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
