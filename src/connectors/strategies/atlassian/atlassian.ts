import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Atlassian, people of Jira and Confluence: https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 * The request names an `audience`, and the exchange is JSON. The address is as the person lets it be seen, or absent, and without a
 * verified bit: it proves nothing, and the person is asked. A refresh token comes with `offline_access`, and is good once.
 */
export const atlassian = oauth2Strategy({
  name: 'atlassian',
  displayName: 'Atlassian',
  documentation: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/',
  mark: { colour: '#0747a6' },
  authorization: {
    url: 'https://auth.atlassian.com/authorize',
    parameters: { audience: 'api.atlassian.com', prompt: 'consent' },
  },
  token: { url: 'https://auth.atlassian.com/oauth/token', encoding: 'json' },
  api: { userinfo: { url: 'https://api.atlassian.com/me' } },
  scopes: ['read:me', 'offline_access'],
  // Its word for a client that it does not know.
  errors: { unauthorized_client: 'client_refused' },
  readClaims: ({ userinfo }) => readAtlassianClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'implementations',
});

export function readAtlassianClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user.account_id,
    email: user.email,
    username: user.nickname,
    displayName: user.name,
    picture: user.picture,
    locale: user.locale,
    raw: user,
  });
}
