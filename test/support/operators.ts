/** The operators' tenant of a running Selfsame, at a host name of its own, and its people signing in to the console. */
import * as client from 'openid-client';
import { type Actor, systemActor } from '../../src/domain/actor.ts';
import { apiAudience, consoleClientId, type OperatorRole } from '../../src/domain/operator.ts';
import type { Tenant } from '../../src/domain/tenant.ts';
import { Browser } from './browser.ts';
import { addDemoSignIn } from './demo-sign-in.ts';
import { follow, plainHttp } from './relying-party.ts';
import { freePort } from './selfsame.ts';
import { startTestApp, type TestApp, type TestAppOptions } from './test-app.ts';

export interface OperatorsStage {
  tenant: Tenant;
  actor: Actor;
  /** Where operators sign in, without a trailing slash. */
  url: string;
  /** User ids by the demo person's id. */
  ids: Record<'olive' | 'bjorn' | 'rowan' | 'erin', string>;
  /** Signs one of the demo's people in, as the console does. */
  signIn(personId: string, options?: SignInOptions): Promise<Tokens>;
  /** A request of the console. */
  call(token: string, method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever came back, for the test to look at
  body: any;
}

export interface SignInOptions {
  clientId?: string;
  redirectUri?: string;
  resource?: string | null;
  browser?: Browser;
}

export interface CallOptions {
  tenantId?: string;
  body?: object;
  headers?: Record<string, string>;
}

export interface Tokens {
  access: string;
  id: string;
  refresh: string;
  config: client.Configuration;
}

/** Its own address is another one than that at which operators sign in. */
export async function startWithOperators(
  options: TestAppOptions = {},
): Promise<{ it: TestApp; stage: OperatorsStage }> {
  const it = await startTestApp({ ...options, port: await freePort(), publicUrl: 'https://selfsame.example.com' });
  return { it, stage: await addOperators(it) };
}

/** Olive is an owner, Bjorn an operator, Rowan may only read, and Erin has an account and no role. */
async function addOperators(it: TestApp): Promise<OperatorsStage> {
  const { operators, tenants, users, identityProviders } = it.operations;
  const { tenantId: _none, ...system } = systemActor('', 'test');
  const made = await operators.keepTenant({ ...system, tenantId: '' });
  const actor = systemActor(made.id, 'test');
  const { host } = new URL(it.baseUrl);
  const tenant = await tenants.update(actor, made.id, { settings: { hosts: [host] } });
  const url = `https://${host}`;
  const demo = await addDemoSignIn({
    ...it,
    publicUrl: url,
    tenant,
    actor,
    createProvider: (strategy, name = strategy) =>
      identityProviders.create(actor, {
        strategy,
        name,
        linkingRule: { mode: 'verified_match', emailProof: 'provider_verified_bit', loginOnly: true },
      }),
  });
  const roles: Record<string, OperatorRole> = { olive: 'owner', bjorn: 'operator', rowan: 'read_only' };
  const ids = {} as OperatorsStage['ids'];
  for (const [id, role] of Object.entries(roles))
    ids[id as 'olive'] = (await operators.setByEmail(actor, { email: `${id}@example.com`, role })).userId;
  const profile = { email: 'erin@example.com', emailVerified: true };
  ids.erin = (await users.create(actor, { profile })).user.id;
  await operators.keepConsole(it.publicUrl);

  return {
    tenant,
    actor,
    url,
    ids,
    async signIn(personId, options = {}) {
      const config = await client.discovery(
        new URL(url),
        options.clientId ?? consoleClientId,
        undefined,
        client.None(),
        { execute: [client.allowInsecureRequests], [client.customFetch]: plainHttp as client.CustomFetch },
      );
      const verifier = client.randomPKCECodeVerifier();
      const resource = options.resource === undefined ? apiAudience : options.resource;
      const start = client.buildAuthorizationUrl(config, {
        redirect_uri: options.redirectUri ?? `${it.publicUrl}/console/callback`,
        scope: 'openid profile email offline_access',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(resource !== null && { resource }),
      });
      const browser = options.browser ?? new Browser(it.baseUrl);
      const callback = await follow(browser, url, start, { way: 'demo-oidc', id: personId });
      const tokens = await client.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier });
      return { access: tokens.access_token, id: tokens.id_token!, refresh: tokens.refresh_token!, config };
    },
    async call(token, method, path, { tenantId, body, headers } = {}) {
      const response = await fetch(`${it.baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(tenantId !== undefined && { 'selfsame-tenant': tenantId }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
    close: () => demo.close(),
  };
}
