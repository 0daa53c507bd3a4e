/** Calls a provider's API as a profile describes it, at an address that is filled in. */
import { type ConnectorDependencies, ConnectorError } from '../connector.ts';
import { refusalFor, toConnectorError } from '../provider-failures.ts';
import type { ApiCall, Known, OAuth2Profile, OutgoingRequest } from './oauth2-profile.ts';
import { basicCredentials, parseObject, send, standardRefusal } from './outgoing-request.ts';

const timeoutMilliseconds = 10_000;

/** The answer as JSON. Throws `ConnectorError` when it refuses, in the status or in its words. */
export async function askApi(
  call: ApiCall,
  {
    refusalOf = standardRefusal,
    errors = {},
    answerPrefix,
  }: Pick<OAuth2Profile, 'refusalOf' | 'errors' | 'answerPrefix'>,
  known: Known,
  deps: ConnectorDependencies,
): Promise<unknown> {
  const response = await callApi(call, known, deps);
  const text = await response.text();
  const said = parseObject(text, answerPrefix);
  const refusal = said === undefined ? undefined : refusalOf(said);
  // INVARIANT: a provider's own words are not repeated, nor is a code that we do not know.
  if (refusal !== undefined) throw refusalFor(refusal, errors);
  if (response.status !== 200)
    throw new ConnectorError('provider_error', 'the provider would not say who the person is');
  if (said !== undefined) return said;
  try {
    return JSON.parse(text);
  } catch {
    throw new ConnectorError('provider_unreachable', 'the provider answered no JSON');
  }
}

export async function callApi(call: ApiCall, known: Known, deps: ConnectorDependencies): Promise<Response> {
  const { method = 'GET', accessToken = 'bearer', client, fields, headers, sign } = call;
  const url = new URL(call.url);
  const request: OutgoingRequest = {
    method,
    url,
    headers: { ...(typeof headers === 'function' ? headers(known) : headers) },
    fields: { ...fields?.(known) },
    encoding: call.encoding ?? (method === 'GET' ? ('query' as const) : ('form' as const)),
  };
  if (accessToken === 'bearer') request.headers.authorization = `Bearer ${known.accessToken}`;
  else if (accessToken !== 'none' && 'header' in accessToken)
    request.headers[accessToken.header] = `${accessToken.prefix ?? ''}${known.accessToken}`;
  // A token in the address is how some providers want it; where the rest of the request stands does not matter.
  else if (accessToken !== 'none') url.searchParams.set(accessToken.field, known.accessToken);
  if (client === 'basic') request.headers.authorization = basicCredentials(known.clientId, known.clientSecret);
  if (client === 'body')
    Object.assign(request.fields, { client_id: known.clientId, client_secret: known.clientSecret });
  try {
    return await send(
      sign ? await sign(request, known) : request,
      deps.fetch,
      AbortSignal.timeout(timeoutMilliseconds),
    );
  } catch (thrown) {
    throw toConnectorError(thrown, 'userinfo');
  }
}
