/**
 * Between the protocol library, which speaks RFC 6749, and a token endpoint that has words of its own. Request and answer
 * are translated where they meet the network, so that the library's checks hold for every provider.
 */
import type { Fetch } from '../connector.ts';
import type { Known, Names, OAuth2Profile, TokenEndpoint } from './oauth2-profile.ts';
import { basicCredentials, parseObject, send, standardRefusal } from './outgoing-request.ts';

/** A `fetch` for the library: what it asks of `endpoint.url` is asked in the provider's words. */
export function speakTokenDialect(
  endpoint: TokenEndpoint,
  { refusalOf = standardRefusal, answerPrefix }: Pick<OAuth2Profile, 'refusalOf' | 'answerPrefix'>,
  known: Known,
  fetch: Fetch,
): Fetch {
  return async (input, init) => {
    if (input !== new URL(endpoint.url).href) return fetch(input, init);
    const standard = Object.fromEntries(new URLSearchParams(String(init?.body ?? '')));
    const answer = await send(await toRequest(endpoint, standard, known), fetch, init?.signal ?? undefined);
    const text = await answer.text();
    const said = parseObject(text, answerPrefix);
    if (said === undefined) return new Response(text || null, { status: answer.status, headers: answer.headers });
    const refusal = refusalOf(said);
    // RFC 6749 §5.2 wants 400, which is what the library understands; several refuse with 200 and a body.
    if (refusal !== undefined) return toJson(answer.status === 401 ? 401 : 400, { error: refusal });
    if (answer.status !== 200 && answer.status !== 201) return toJson(answer.status, said);
    return toJson(200, toStandardAnswer(endpoint.readAnswer?.(said) ?? said));
  };
}

async function toRequest(endpoint: TokenEndpoint, standard: Record<string, string>, known: Known) {
  const { method = 'POST', client = 'body', names = {}, parameters, headers, sign } = endpoint;
  const { client_id, client_secret, ...rest } = standard;
  const fields = client === 'body' ? standard : rest;
  const request = {
    method,
    url: new URL(endpoint.url),
    headers: {
      ...headers,
      ...(client === 'basic' && { authorization: basicCredentials(known.clientId, known.clientSecret) }),
    },
    fields: { ...rename(fields, names), ...parameters } as Record<string, unknown>,
    encoding: endpoint.encoding ?? (method === 'GET' ? ('query' as const) : ('form' as const)),
  };
  return sign ? sign(request, known) : request;
}

export function rename(fields: Record<string, string>, names: Names): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const own = names[name] === undefined ? name : names[name];
      return own === null ? [] : [[own, value]];
    }),
  );
}

/** RFC 6749 §5.1, with what providers leave out or spell otherwise put right. */
function toStandardAnswer(said: Record<string, unknown>): Record<string, unknown> {
  // An ID token beside is not what this engine vouches by, and is not checked: it goes no further.
  const { id_token: _unchecked, refresh_token, expires_in, scope, token_type, ...rest } = said;
  const seconds = Number(expires_in);
  return {
    ...rest,
    token_type: typeof token_type === 'string' && token_type !== '' ? token_type : 'bearer',
    ...(typeof refresh_token === 'string' && refresh_token !== '' && { refresh_token }),
    ...(expires_in !== null && seconds > 0 && Number.isFinite(seconds) && { expires_in: seconds }),
    ...(Array.isArray(scope) ? { scope: scope.join(' ') } : typeof scope === 'string' && { scope }),
  };
}

function toJson(status: number, body: unknown): Response {
  return Response.json(body, { status });
}
