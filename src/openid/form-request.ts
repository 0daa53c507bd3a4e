/**
 * Requests as the library shall see them: addressed to the issuer, whatever stands in front of us; with a form for a body,
 * whatever it came as; and with a session when somebody is signed in. The original is not touched.
 */
import { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { toResource } from './audience.ts';
import { scopesToInside } from './scopes.ts';

export type Fields = Partial<Record<string, string>>;

/** The cookie that tells the library to ask for a session. It exists between us and the library alone. */
export const insideSessionCookie = 'selfsame_inside';

export interface Translation {
  /** Without a trailing slash. */
  origin: string;
  signedIn: boolean;
  /** Instead of the body that came. */
  form?: Fields;
}

export function translateRequest(request: FastifyRequest, { origin, signedIn, form }: Translation): IncomingMessage {
  const { protocol, host } = new URL(origin);
  const message = new IncomingMessage(request.raw.socket);
  const headers: IncomingMessage['headers'] = {
    ...request.raw.headers,
    host,
    'x-forwarded-proto': protocol.slice(0, -1),
    'x-forwarded-for': request.ip,
  };
  delete headers['x-forwarded-host'];
  const cookies = (request.raw.headers.cookie ?? '')
    .split(/; */)
    .filter((each) => !each.startsWith(insideSessionCookie));
  if (signedIn) cookies.push(`${insideSessionCookie}=1`);
  headers.cookie = cookies.join('; ');
  message.method = request.method;
  message.url = translateUrl(request.url);
  message.httpVersion = request.raw.httpVersion;
  message.httpVersionMajor = request.raw.httpVersionMajor;
  message.httpVersionMinor = request.raw.httpVersionMinor;
  if (form) {
    const body = Buffer.from(new URLSearchParams(translateFields(form) as Record<string, string>).toString());
    headers['content-type'] = 'application/x-www-form-urlencoded';
    headers['content-length'] = String(body.length);
    delete headers['transfer-encoding'];
    // The secret is in the form, however it came.
    if (form.client_id !== undefined && /^basic /i.test(headers.authorization ?? '')) delete headers.authorization;
    message.push(body);
  }
  message.push(null);
  // Else whoever has read it to its end would take the socket, which is not its own, for broken off.
  message.complete = true;
  message.headers = headers;
  return message;
}

/** Auth0's `audience` is the standard's `resource`. */
function translateFields({ audience, ...fields }: Fields): Fields {
  return {
    ...fields,
    ...(audience !== undefined && fields.resource === undefined && { resource: toResource(audience) }),
    ...(fields.scope !== undefined && { scope: scopesToInside(fields.scope) }),
  };
}

function translateUrl(path: string): string {
  const url = new URL(path, 'http://inside.invalid');
  const audience = url.searchParams.get('audience');
  const scope = url.searchParams.get('scope');
  if (audience === null && scope === null) return path;
  if (audience !== null) {
    url.searchParams.delete('audience');
    if (audience !== '' && !url.searchParams.has('resource')) url.searchParams.set('resource', toResource(audience));
  }
  // One that came twice is refused by the library: it stays twice.
  if (scope !== null && url.searchParams.getAll('scope').length === 1)
    url.searchParams.set('scope', scopesToInside(scope));
  return `${url.pathname}${url.search}`;
}
