import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Bitly: https://dev.bitly.com/docs/getting-started/authentication/
 * A user has a list of addresses with `is_primary` and `is_verified` (https://dev.bitly.com/api-reference/#getUser): confirmed once, by
 * whoever runs nobody's mailbox. An arrival whose address a user has is asked to prove the account first.
 */
export const bitly = oauth2Strategy({
  name: 'bitly',
  displayName: 'Bitly',
  documentation: 'https://dev.bitly.com/docs/getting-started/authentication/',
  mark: { colour: '#c2410c' },
  authorization: { url: 'https://bitly.com/oauth/authorize' },
  token: { url: 'https://api-ssl.bitly.com/oauth/access_token' },
  api: { userinfo: { url: 'https://api-ssl.bitly.com/v4/user' } },
  scopes: [],
  errors: {
    INVALID_CODE: 'code_refused',
    INVALID_CLIENT_SECRET: 'client_refused',
    INVALID_CLIENT_ID: 'client_refused',
  },
  refusalOf: ({ message, status_txt }) => {
    const refusal = message ?? status_txt;
    return typeof refusal === 'string' && refusal !== 'OK' ? refusal : undefined;
  },
  readClaims: ({ userinfo }) => readBitlyClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    refresh: 'its access tokens do not end',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'documentation',
});

export function readBitlyClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  const emails = Array.isArray(user.emails) ? user.emails.map(readObject) : [];
  const primary = emails.find((entry) => entry.is_primary === true);
  return readSaid({
    subject: user.login,
    email: primary?.email,
    emailVerified: primary?.is_verified,
    username: user.login,
    displayName: user.name,
    raw: user,
  });
}
