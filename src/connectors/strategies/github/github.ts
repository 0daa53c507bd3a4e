import type { ConnectorDependencies, Strategy } from '../../connector.ts';
import { createOAuth2Connector } from '../../oauth2/oauth2-connector.ts';
import { readGithubClaims } from './github-claims.ts';

/**
 * GitHub OAuth apps: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 * GitHub asks for proof of each address, once (https://docs.github.com/en/rest/users/emails shows the bit): worth
 * recording, but GitHub runs nobody's mailbox, and does not ask again when a domain changes hands. So a new user has a
 * verified address, and an arrival whose address a user has is asked to prove the account first.
 */
export function github(deps: ConnectorDependencies): Strategy {
  return {
    name: 'github',
    displayName: 'GitHub',
    protocol: 'oauth2',
    connector: createOAuth2Connector(
      {
        // Sent as `iss` with every callback since April 2026.
        issuer: 'https://github.com/login/oauth',
        authorizationEndpoint: 'https://github.com/login/oauth/authorize',
        tokenEndpoint: 'https://github.com/login/oauth/access_token',
        apiEndpoints: {
          userinfo_endpoint: 'https://api.github.com/user',
          emails_endpoint: 'https://api.github.com/user/emails?per_page=100',
        },
        apiHeaders: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
        scopes: ['read:user', 'user:email'],
        errors: {
          bad_verification_code: 'code_refused',
          bad_refresh_token: 'code_refused',
          incorrect_client_credentials: 'client_refused',
          redirect_uri_mismatch: 'configuration_invalid',
          application_suspended: 'client_refused',
          unverified_user_email: 'access_denied',
        },
        readClaims: (answers) => readGithubClaims(answers.userinfo_endpoint, answers.emails_endpoint),
      },
      deps,
    ),
    defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  };
}
