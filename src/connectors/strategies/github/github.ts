import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readGithubClaims } from './github-claims.ts';

/**
 * GitHub OAuth apps: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 * GitHub asks for proof of each address, once (https://docs.github.com/en/rest/users/emails shows the bit): worth
 * recording, but GitHub runs nobody's mailbox, and does not ask again when a domain changes hands. So a new user has a
 * verified address, and an arrival whose address a user has is asked to prove the account first.
 *
 * A token is ended through the API, with the client's own credentials:
 * https://docs.github.com/en/rest/apps/oauth-applications
 */
export const github = oauth2Strategy({
  name: 'github',
  displayName: 'GitHub',
  documentation: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  mark: { letters: 'GH', colour: '#24292f' },
  // Sent as `iss` with every callback since April 2026.
  issuer: 'https://github.com/login/oauth',
  authorization: { url: 'https://github.com/login/oauth/authorize', names: { login_hint: 'login' } },
  token: { url: 'https://github.com/login/oauth/access_token' },
  api: {
    userinfo: {
      url: 'https://api.github.com/user',
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    },
    emails: {
      url: 'https://api.github.com/user/emails?per_page=100',
      headers: { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
    },
  },
  revoke: {
    url: 'https://api.github.com/applications/{client_id}/token',
    method: 'DELETE',
    encoding: 'json',
    accessToken: 'none',
    client: 'basic',
    fields: ({ accessToken }) => ({ access_token: accessToken }),
    once: true,
  },
  scopes: ['read:user', 'user:email'],
  errors: {
    bad_verification_code: 'code_refused',
    bad_refresh_token: 'code_refused',
    incorrect_client_credentials: 'client_refused',
    redirect_uri_mismatch: 'configuration_invalid',
    application_suspended: 'client_refused',
    unverified_user_email: 'access_denied',
  },
  readClaims: ({ userinfo, emails }) => readGithubClaims(userinfo, emails),
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});
