/** Makes the requests that a profile describes, and reads what comes back as far as any provider's answer can be read. */
import type { Fetch } from '../connector.ts';
import type { OutgoingRequest } from './oauth2-profile.ts';

export function send(request: OutgoingRequest, fetch: Fetch, signal?: AbortSignal): Promise<Response> {
  const { method, encoding, fields } = request;
  const url = new URL(request.url);
  const headers = new Headers({ accept: 'application/json', ...request.headers });
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  let body: string | undefined;
  if (encoding === 'json') {
    headers.set('content-type', 'application/json');
    body = JSON.stringify(Object.fromEntries(present));
  } else {
    const parameters = present.map(([name, value]): [string, string] => [name, String(value)]);
    if (encoding === 'query') for (const [name, value] of parameters) url.searchParams.set(name, value);
    else {
      headers.set('content-type', 'application/x-www-form-urlencoded');
      body = new URLSearchParams(parameters).toString();
    }
  }
  return fetch(url.href, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
    ...(signal && { signal }),
  });
}

/** RFC 6749 §2.3.1: both are form-encoded before they are joined. */
export function basicCredentials(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}

/** A JSON object, or undefined: providers send JSON under any content type, and one with something before it. */
export function parseObject(text: string, prefix = ''): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text.startsWith(prefix) ? text.slice(prefix.length) : text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 6749 §5.2, whatever the status. */
export function standardRefusal(said: Record<string, unknown>): string | undefined {
  return typeof said.error === 'string' ? said.error : undefined;
}
