/**
 * The one way out: every request that this server makes to an address somebody else chose goes through here. It owns
 * which addresses may be called, over what, for how long and how much may come back; what is sent and what the answer
 * means are the caller's.
 *
 * The address that is checked is the address that is connected to: the check sits inside the connection's own name
 * lookup, so a name that resolves to a public address now and a private one a moment later gains nothing.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Agent, fetch as UndiciFetch } from 'undici';
import { type AddressRule, createAddressRule } from './address-rule.ts';

export interface GuardedFetchOptions {
  /** Networks in CIDR notation that may be called although they are not public: a company's own, or loopback in development. */
  allowedNetworks?: readonly string[];
  /** Plain http, which anyone on the path reads and changes. For development. */
  insecureAllowHttp?: boolean;
  /** For one whole exchange: redirects and body included. */
  timeoutMs?: number;
  responseBytesMax?: number;
  /** How names become addresses; the operating system's way unless a test says otherwise. */
  lookup?: typeof systemLookup;
}

export interface GuardedFetch {
  /** As the platform's `fetch`, with redirects kept to one host; refuses with `GuardedFetchError`. */
  fetch(input: string, init?: RequestInit): Promise<Response>;
  /** An address of this host that may be called, for protocols other than HTTP; refuses with `GuardedFetchError`. */
  findAddress(hostname: string): Promise<string>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

/** A request that was refused or cut off. The message names the host at most, and is fit to show. */
export class GuardedFetchError extends TypeError {
  override readonly name = 'GuardedFetchError';
}

const redirectsMax = 3;

export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const { insecureAllowHttp = false, timeoutMs = 10_000, responseBytesMax = 1024 * 1024 } = options;
  const isAllowed = createAddressRule(options.allowedNetworks ?? []);
  let client: Promise<{ agent: Agent; fetch: typeof UndiciFetch }> | undefined;

  /** Loaded with the first request: a start does not wait for it. */
  const open = () => {
    client ??= import('undici').then(({ Agent, fetch }) => ({
      fetch,
      agent: new Agent({
        connect: { lookup: guardLookup(options.lookup ?? systemLookup, isAllowed), timeout: timeoutMs },
        maxHeaderSize: 16 * 1024,
      }),
    }));
    return client;
  };

  async function send(url: URL, init: RequestInit): Promise<Response> {
    assertAllowedUrl(url, isAllowed, insecureAllowHttp);
    const { agent, fetch } = await open();
    // The platform's types and undici's describe the same things, at different versions.
    const undiciInit = { ...init, redirect: 'manual', dispatcher: agent } as Parameters<typeof fetch>[1];
    return (await fetch(url, undiciInit)) as unknown as Response;
  }

  return {
    async fetch(input, init = {}) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
      try {
        const response = await followRedirects(new URL(input), { ...init, signal }, send);
        return limitBody(response, responseBytesMax);
      } catch (thrown) {
        throw explain(thrown, timeout, new URL(input));
      }
    },
    findAddress(hostname) {
      if (isIP(hostname) !== 0)
        return isAllowed(hostname) ? Promise.resolve(hostname) : Promise.reject(refuseAddress(hostname));
      const lookup = guardLookup(options.lookup ?? systemLookup, isAllowed);
      return new Promise((resolve, reject) => {
        lookup(hostname, { all: false }, (error, address) => {
          if (error instanceof GuardedFetchError) reject(error);
          else if (error) reject(new GuardedFetchError(`\`${hostname}\` could not be found`));
          else resolve(String(address));
        });
      });
    },
    close: async () => (await client)?.agent.close(),
  };
}

function assertAllowedUrl(url: URL, isAllowed: AddressRule, insecureAllowHttp: boolean): void {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && insecureAllowHttp))
    throw new GuardedFetchError(`\`${url.host}\` must be called over https`);
  if (url.username !== '' || url.password !== '')
    throw new GuardedFetchError(`the address of \`${url.host}\` carries a user name or password`);
  // An address written as such is never looked up, so it is checked here; `URL` has already undone octal, hex and the like.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isAllowed(literal)) throw refuseAddress(url.hostname);
}

function refuseAddress(host: string): GuardedFetchError {
  return new GuardedFetchError(
    `\`${host}\` is not a public address; if this server is meant to call it, add its network to the allowed ones`,
  );
}

/** A lookup that knows only addresses that may be called. */
function guardLookup(lookup: typeof systemLookup, isAllowed: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) return callback(refuseAddress(hostname), '', 0);
      if (options.all) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

async function followRedirects(
  start: URL,
  init: RequestInit,
  send: (url: URL, init: RequestInit) => Promise<Response>,
): Promise<Response> {
  const mode = init.redirect ?? 'follow';
  let url = start;
  for (let followed = 0; followed <= redirectsMax; followed++) {
    const response = await send(url, init);
    const location = response.headers.get('location');
    if (mode === 'manual' || location === null || ![301, 302, 303, 307, 308].includes(response.status)) return response;
    await response.body?.cancel();
    const method = (init.method ?? 'GET').toUpperCase();
    const next = URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
    if (mode === 'error' || (method !== 'GET' && method !== 'HEAD') || next?.host !== url.host)
      throw new GuardedFetchError(`\`${url.host}\` answered with a redirect that is not followed`);
    url = next;
  }
  throw new GuardedFetchError(`\`${start.host}\` redirects too often`);
}

/** Counts what comes out of the decoder, so that a small compressed answer cannot become a large one. */
function limitBody(response: Response, bytesMax: number): Response {
  const { status, statusText, headers, body } = response;
  if (body === null) return new Response(null, { status, statusText, headers });
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > bytesMax) controller.error(new GuardedFetchError(`the answer is longer than ${bytesMax} bytes`));
      else controller.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(counter), { status, statusText, headers });
}

/** Finds our own refusal inside what undici wraps it in; says in our words what else went wrong. */
function explain(thrown: unknown, timeout: AbortSignal, url: URL): unknown {
  for (let error = thrown; error instanceof Error; error = error.cause)
    if (error instanceof GuardedFetchError) return error;
  if (timeout.aborted) return new GuardedFetchError(`\`${url.host}\` did not answer in time`);
  if (thrown instanceof TypeError) return new GuardedFetchError(`\`${url.host}\` could not be reached`);
  return thrown;
}
