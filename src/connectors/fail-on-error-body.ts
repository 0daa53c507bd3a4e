import type { Fetch } from './connector.ts';

/**
 * Some providers refuse at the token endpoint with status 200 and an `error` in the body. RFC 6749 §5.2 wants 400, which is
 * what the protocol library understands, so such an answer is given that status.
 */
export function failOnErrorBody(fetch: Fetch, tokenEndpoint: string | undefined): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (tokenEndpoint === undefined || input !== new URL(tokenEndpoint).href || response.status !== 200)
      return response;
    const body = await response.text();
    const status = hasError(body) ? 400 : 200;
    return new Response(body, { status, headers: response.headers });
  };
}

function hasError(body: string): boolean {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'error' in parsed;
  } catch {
    return false;
  }
}
