/** What the server says about signing in: `GET /console/config.json`. */
export interface ConsoleConfig {
  issuer: string;
  client_id: string;
  scope: string;
  /** RFC 8707: the API that the access token is for. */
  resource: string;
  redirect_uri: string;
  post_logout_redirect_uri: string;
}

/** `no_operators`: nobody is one yet. `no_address`: no address leads to where they sign in. */
export type Problem = 'no_operators' | 'no_address';

/** Nobody can sign in as things are. */
export class NoWayIn extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem);
    this.problem = problem;
  }
}

export async function fetchConfig(): Promise<ConsoleConfig> {
  const response = await fetch('/console/config.json', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`the server answered ${response.status} when asked how to sign in`);
  const body = (await response.json()) as ConsoleConfig | { problem: Problem };
  if ('problem' in body) throw new NoWayIn(body.problem);
  return body;
}
