import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Asana: https://developers.asana.com/docs/oauth
 * It hands out ID tokens from its authorization endpoint alone, so the person is asked for by its API. The address is told without
 * a verified bit, and a company may manage it: it proves nothing, and the person is asked. What ends a grant is its refresh token.
 */
export const asana = oauth2Strategy({
  name: 'asana',
  displayName: 'Asana',
  documentation: 'https://developers.asana.com/docs/oauth',
  mark: { colour: '#9f1239' },
  authorization: { url: 'https://app.asana.com/-/oauth_authorize' },
  token: { url: 'https://app.asana.com/-/oauth_token' },
  api: { userinfo: { url: 'https://app.asana.com/api/1.0/users/me' } },
  revoke: {
    url: 'https://app.asana.com/-/oauth_revoke',
    method: 'POST',
    accessToken: 'none',
    client: 'body',
    fields: ({ accessToken, refreshToken }) => ({ token: refreshToken ?? accessToken }),
  },
  scopes: ['users:read'],
  readClaims: ({ userinfo }) => readAsanaClaims(userinfo),
  lacks: { login_hint: undocumented, email_verified: 'it tells an address without a bit of its own' },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'documentation',
});

export function readAsanaClaims(userinfo: unknown): Claims {
  const user = readObject(readObject(userinfo).data);
  return readSaid({
    subject: user.gid,
    email: user.email,
    displayName: user.name,
    picture: readObject(user.photo).image_128x128,
    raw: user,
  });
}
