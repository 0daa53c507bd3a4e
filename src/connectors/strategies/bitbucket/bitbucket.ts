import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Bitbucket Cloud: https://developer.atlassian.com/cloud/bitbucket/oauth-2
 * Addresses are a list of their own, with `is_primary` and `is_confirmed`
 * (https://developer.atlassian.com/cloud/bitbucket/rest/api-group-users/): confirmed once, by whoever runs nobody's
 * mailbox. An arrival whose address a user has is asked to prove the account first.
 */
export const bitbucket = oauth2Strategy({
  name: 'bitbucket',
  displayName: 'Bitbucket',
  documentation: 'https://developer.atlassian.com/cloud/bitbucket/oauth-2',
  mark: { letters: 'BB', colour: '#0747a6' },
  authorization: { url: 'https://bitbucket.org/site/oauth2/authorize' },
  token: { url: 'https://bitbucket.org/site/oauth2/access_token', client: 'basic' },
  api: {
    userinfo: { url: 'https://api.bitbucket.org/2.0/user' },
    emails: { url: 'https://api.bitbucket.org/2.0/user/emails' },
  },
  scopes: ['account', 'email'],
  readClaims: ({ userinfo, emails }) => readBitbucketClaims(userinfo, emails),
  lacks: {
    pkce: 'it has none so far (https://jira.atlassian.com/browse/BCLOUD-23469)',
    login_hint: undocumented,
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'documentation',
});

/** The subject is the `uuid`, braces and all: a user name can be changed and then taken by another. */
export function readBitbucketClaims(userinfo: unknown, emails: unknown): Claims {
  const user = readObject(userinfo);
  const { values } = readObject(emails);
  const addresses = Array.isArray(values) ? values.map(readObject) : [];
  const primary = addresses.find((entry) => entry.is_primary === true);
  return readSaid({
    subject: user.uuid,
    email: primary?.email,
    emailVerified: primary?.is_confirmed,
    username: user.username,
    displayName: user.display_name,
    picture: readObject(readObject(user.links).avatar).href,
    raw: { ...user, emails: addresses },
  });
}
