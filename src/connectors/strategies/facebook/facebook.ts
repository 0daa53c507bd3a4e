import { createHmac } from 'node:crypto';
import type { Claims } from '../../connector.ts';
import type { SignRequest } from '../../oauth2/oauth2-profile.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import type { KnownErrors } from '../../provider-failures.ts';
import { readObject, readSaid } from '../../read-claims.ts';

const graph = 'https://graph.facebook.com/v23.0';

/**
 * Facebook Login: https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow
 *
 * Tokens are asked for by GET. Every call to its API carries `appsecret_proof`, so that a token that leaks is of no use
 * without the secret (https://developers.facebook.com/docs/graph-api/guides/secure-requests). Access tokens live about
 * sixty days and there is none to renew them with. The address is one that Facebook takes for valid, and nothing says that
 * it is verified (https://developers.facebook.com/docs/graph-api/reference/user): it proves nothing, and the person is asked.
 */
export const facebook = oauth2Strategy({
  name: 'facebook',
  displayName: 'Facebook',
  documentation: 'https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow',
  mark: { letters: 'f', colour: '#1b5fc1' },
  authorization: { url: 'https://www.facebook.com/v23.0/dialog/oauth', scopeSeparator: ',' },
  token: { url: `${graph}/oauth/access_token`, method: 'GET', names: { grant_type: null } },
  api: {
    userinfo: {
      url: `${graph}/me`,
      accessToken: { field: 'access_token' },
      fields: () => ({ fields: 'id,name,first_name,last_name,email,picture' }),
      sign: addSecretProof,
    },
  },
  revoke: {
    url: `${graph}/me/permissions`,
    method: 'DELETE',
    encoding: 'query',
    accessToken: { field: 'access_token' },
    sign: addSecretProof,
    once: true,
  },
  scopes: ['public_profile', 'email'],
  errors: facebookErrors(),
  refusalOf: ({ error }) => (error === undefined ? undefined : String(readObject(error).code ?? error)),
  readClaims: ({ userinfo }) => readFacebookClaims(userinfo),
  lacks: {
    pkce: 'it speaks of PKCE for ID tokens alone, which are for its own SDKs',
    login_hint: undocumented,
    email_verified: 'it gives an address that it takes for valid, and no bit that says who has shown it to be theirs',
    refresh: 'it gives long-lived access tokens in place of refresh tokens',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

/** HMAC-SHA256 of the token under the secret. */
function addSecretProof(...[request, { accessToken, clientSecret }]: Parameters<SignRequest>): ReturnType<SignRequest> {
  const proof = createHmac('sha256', clientSecret).update(accessToken).digest('hex');
  return { ...request, fields: { ...request.fields, appsecret_proof: proof } };
}

/** https://developers.facebook.com/docs/graph-api/guides/error-handling: the code of the error object. */
function facebookErrors(): KnownErrors {
  return { '100': 'code_refused', '1': 'client_refused', '101': 'client_refused', '191': 'configuration_invalid' };
}

export function readFacebookClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user.id,
    email: user.email,
    displayName: user.name,
    givenName: user.first_name,
    familyName: user.last_name,
    picture: readObject(readObject(user.picture).data).url,
    raw: user,
  });
}
