/** An application that signs its users in at a running Selfsame: `openid-client`, strict, and a browser without a window. */
import * as client from 'openid-client';
import type { CreateApplication, CreatedApplication } from '../../src/operations/applications.ts';
import type { Browser } from './browser.ts';
import type { TestApp } from './test-app.ts';

export const redirectUri = 'https://app.example.com/callback';

export interface Authorized {
  /** Where the browser was sent at last. */
  callback: URL;
  verifier: string;
  nonce: string;
  state: string;
}

export interface RelyingParty {
  created: CreatedApplication;
  config: client.Configuration;
  /** From the application's request to its callback, by way of whatever stands between. */
  authorize(
    browser: Browser,
    parameters?: Record<string, string>,
    person?: { way: string; id: string },
  ): Promise<Authorized>;
  redeem(authorized: Authorized): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers>;
  /** Both. */
  signIn(
    browser: Browser,
    parameters?: Record<string, string>,
    person?: { way: string; id: string },
  ): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers>;
}

export async function createRelyingParty(
  it: TestApp,
  input: Partial<CreateApplication> = {},
  actor = it.actor,
): Promise<RelyingParty> {
  const created = await it.operations.applications.create(actor, {
    name: 'Example',
    redirectUris: [redirectUri],
    postLogoutRedirectUris: ['https://app.example.com/bye'],
    ...input,
  });
  const { clientId } = created.application;
  const config = await client.discovery(
    new URL(it.publicUrl),
    clientId,
    created.clientSecret ?? undefined,
    created.clientSecret === null ? client.None() : undefined,
    { execute: [client.allowInsecureRequests], [client.customFetch]: plainHttp as client.CustomFetch },
  );

  const authorize: RelyingParty['authorize'] = async (browser, parameters = {}, person) => {
    const verifier = client.randomPKCECodeVerifier();
    const nonce = client.randomNonce();
    const state = client.randomState();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      nonce,
      state,
      ...parameters,
    });
    for (const [name, value] of [...url.searchParams]) if (value === '') url.searchParams.delete(name);
    return { callback: await follow(browser, it.publicUrl, url, person), verifier, nonce, state };
  };
  const redeem: RelyingParty['redeem'] = ({ callback, verifier, nonce, state }) =>
    client.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: verifier,
      expectedNonce: nonce,
      expectedState: state,
      idTokenExpected: true,
    });
  return {
    created,
    config,
    authorize,
    redeem,
    signIn: async (browser, parameters, person) => redeem(await authorize(browser, parameters, person)),
  };
}

/** Nothing speaks TLS in a test, whatever the address says. */
export const plainHttp: typeof fetch = (input, init) => fetch(String(input).replace(/^https:/, 'http:'), init);

/** Goes on until the browser is sent elsewhere; signs in by the person's way where it is asked to. */
export async function follow(
  browser: Browser,
  baseUrl: string,
  start: URL,
  person?: { way: string; id: string },
): Promise<URL> {
  let url = start;
  for (let step = 0; step < 20; step += 1) {
    if (url.origin !== new URL(baseUrl).origin) return url;
    if (url.pathname === '/sign-in' || url.pathname.startsWith('/sign-in/with/')) {
      if (!person) throw new Error(`somebody must sign in: ${url}`);
      const way = url.pathname === '/sign-in' ? person.way : url.pathname.slice('/sign-in/with/'.length);
      const query = `?${new URLSearchParams({ return_to: url.searchParams.get('return_to') ?? '/account' })}`;
      const { location, html } = await browser.signIn(way, person.id, query);
      if (location === null) throw new Error(`the sign-in led nowhere: ${html}`);
      url = new URL(location, baseUrl);
      continue;
    }
    const { status, location, html, headers } = await browser.get(`${url.pathname}${url.search}`);
    if (location === null) throw new PageShown({ status, html, headers }, url);
    url = new URL(location, url);
  }
  throw new Error(`there is no end to it: ${url}`);
}

/** The browser was not sent on: a page is shown. */
export class PageShown extends Error {
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  readonly url: URL;

  constructor({ status, html, headers }: Pick<PageShown, 'status' | 'html' | 'headers'>, url: URL) {
    super(`a page is shown: ${status} at ${url}: ${html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')}`);
    this.status = status;
    this.html = html;
    this.headers = headers;
    this.url = url;
  }
}
