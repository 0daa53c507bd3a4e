/** The demo's OpenID provider proper: `oidc-provider`, told that everybody may do everything once they chose who they are. */
import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { ClientMetadata, Configuration, Provider } from 'oidc-provider';
import { loadOidcProvider } from '../openid/quiet-oidc-provider.ts';
import { type createAccounts, toClaims } from './accounts.ts';
import { createMemoryAdapters } from './memory-adapter.ts';
import { renderMessagePage } from './pages.tsx';

export interface DemoClient {
  client_id: string;
  client_secret: string;
  redirect_uris: string[];
  /** How the page calls the application. */
  client_name?: string;
}

/** A private signing key, as `jwks` of the provider takes it. */
export async function makeSigningKeys(): Promise<{ keys: JWK[] }> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }] };
}

const scopes = ['openid', 'email', 'profile', 'phone', 'read:user', 'user:email'];
const minuteSeconds = 60;

export async function createProvider(options: {
  url: string;
  clients: readonly DemoClient[];
  accounts: ReturnType<typeof createAccounts>;
  jwks: { keys: JWK[] };
  now: () => Date;
}): Promise<Provider> {
  const { default: OidcProvider } = await loadOidcProvider();
  const configuration: Configuration = {
    adapter: createMemoryAdapters(options.now),
    clients: options.clients.map(toClientMetadata),
    jwks: options.jwks as NonNullable<Configuration['jwks']>,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes,
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      phone: ['phone_number', 'phone_number_verified'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'hd'],
    },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post', 'client_secret_basic'],
    pkce: { required: () => true },
    interactions: { url: (_ctx, interaction) => `/choose/${interaction.uid}` },
    findAccount: (_ctx, subject) => {
      const account = options.accounts.bySubject(subject);
      return account && { accountId: subject, claims: () => toClaims(account) };
    },
    // No page asks for consent: choosing a person is the consent.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(scopes.join(' '));
      await grant.save();
      return grant;
    },
    // Sessions are not kept (see memory-adapter.ts), so nothing may depend on one.
    expiresWithSession: () => false,
    ttl: {
      AccessToken: 10 * minuteSeconds,
      AuthorizationCode: minuteSeconds,
      Grant: 10 * minuteSeconds,
      IdToken: 10 * minuteSeconds,
      Interaction: 30 * minuteSeconds,
      Session: 30 * minuteSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
    },
    clientBasedCORS: () => false,
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = renderMessagePage({
        title: 'This sign-in cannot go on',
        message: out.error_description ?? out.error,
        advice: 'Go back to the application and start again.',
      });
    },
  };
  return new OidcProvider(options.url, configuration);
}

function toClientMetadata(client: DemoClient): ClientMetadata {
  return {
    ...client,
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_post',
  };
}
