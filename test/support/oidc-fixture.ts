/** The connectors' conformance fixture for strategies that speak OpenID Connect. */
import type { ConformanceFixture } from '../../src/connectors/conformance.ts';
import type { ConnectorErrorCode } from '../../src/connectors/connector.ts';
import { createConnectors } from '../../src/connectors/index.ts';
import { type Lie, type ScriptedProvider, scriptedClient, startScriptedProvider } from './scripted-provider.ts';

const lies: Record<string, Lie & { refusal: ConnectorErrorCode }> = {
  'another nonce': { refusal: 'token_invalid', claims: (honest) => ({ ...honest, nonce: 'another' }) },
  'no nonce': { refusal: 'token_invalid', claims: ({ nonce: _nonce, ...rest }) => rest },
  'another issuer': { refusal: 'token_invalid', claims: (honest) => ({ ...honest, iss: 'https://evil.example' }) },
  'another audience': { refusal: 'token_invalid', claims: (honest) => ({ ...honest, aud: 'another-client' }) },
  'an audience list with another authorized party': {
    refusal: 'token_invalid',
    claims: (honest) => ({ ...honest, aud: [scriptedClient.clientId, 'another-client'], azp: 'another-client' }),
  },
  'an expired token': { refusal: 'token_invalid', claims: (honest) => ({ ...honest, exp: (honest.iat ?? 0) - 60 }) },
  'no expiry': { refusal: 'token_invalid', claims: ({ exp: _exp, ...rest }) => rest },
  'no subject': { refusal: 'token_invalid', claims: ({ sub: _sub, ...rest }) => rest },
  'a signature by another key': { refusal: 'token_invalid', signature: 'foreign_key' },
  'no signature': { refusal: 'token_invalid', signature: 'none' },
  'a signature by the client secret': { refusal: 'token_invalid', signature: 'client_secret' },
  'a page in place of tokens': {
    refusal: 'provider_unreachable',
    token: { status: 200, body: '<html>', contentType: 'text/html' },
  },
  'broken JSON': { refusal: 'provider_unreachable', token: { status: 200, body: '{"access_token":' } },
  'a failing server': { refusal: 'provider_unreachable', token: { status: 502, body: '' } },
  'an error that it made up': {
    refusal: 'provider_error',
    token: { status: 400, body: JSON.stringify({ error: 'made_up', error_description: 'the-provider-said-this' }) },
  },
  'tokens without an ID token': {
    refusal: 'token_invalid',
    token: { status: 200, body: JSON.stringify({ access_token: 'access', token_type: 'bearer' }) },
  },
};

export async function openOidcFixture(
  strategyName: string,
): Promise<ConformanceFixture & { provider: ScriptedProvider }> {
  const provider = await startScriptedProvider();
  provider.renewal.give = true;
  const connectors = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: true });
  const strategy = connectors.get(strategyName);
  if (strategy === undefined) throw new Error(`no strategy \`${strategyName}\``);
  return {
    provider,
    strategy,
    connection: { strategy: strategyName, config: { issuer: provider.url }, ...scriptedClient },
    subject: { said: 'auth0|Zoë/1', read: 'auth0|Zoë/1' },
    approve: (authorization, { subject, email, emailVerified }) =>
      provider.approve(authorization, { sub: subject, email, email_verified: emailVerified }),
    lies: Object.fromEntries(Object.entries(lies).map(([name, { refusal }]) => [name, refusal])),
    tell: (name) => {
      const { refusal: _refusal, ...lie } = (name === undefined ? undefined : lies[name]) ?? { refusal: undefined };
      provider.lie = lie;
    },
    handedOut: () => provider.handedOut,
    exchanges: () => provider.tokenRequests.length,
    revoked: () => provider.revoked,
    close: provider.close,
  };
}
