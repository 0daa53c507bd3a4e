/** What the server says about signing in: `GET /console/config.json`. */
export interface ConsoleConfig {
  issuer: string;
  client_id: string;
  scope: string;
  /** RFC 8707: the API that the access token is for. */
  resource?: string;
  /** The same, as Auth0's libraries call it. */
  audience?: string;
}

/** Nobody can sign in before there is a tenant of operators. */
export class NoOperators extends Error {}

export async function fetchConfig(): Promise<ConsoleConfig> {
  const response = await fetch('/console/config.json', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`the server answered ${response.status} when asked how to sign in`);
  const body = (await response.json()) as ConsoleConfig | { problem: string };
  if ('problem' in body) throw new NoOperators(body.problem);
  return body;
}
