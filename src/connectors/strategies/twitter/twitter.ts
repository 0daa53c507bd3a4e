import type { Claims } from '../../connector.ts';
import { standardRevocation, undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * X, formerly Twitter, by OAuth 2.0: https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
 * `confirmed_email`, with the scope `users.email`, is an address that the person has confirmed; another is never told
 * (https://docs.x.com/x-api/users/get-my-user). X runs nobody's mailbox: an arrival whose address a user has is asked to
 * prove the account first. A refresh token comes with `offline.access`.
 */
export const twitter = oauth2Strategy({
  name: 'twitter',
  displayName: 'X',
  documentation: 'https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code',
  mark: { letters: 'X', colour: '#18181b' },
  authorization: { url: 'https://x.com/i/oauth2/authorize' },
  token: { url: 'https://api.x.com/2/oauth2/token', client: 'basic' },
  api: {
    userinfo: {
      url: 'https://api.x.com/2/users/me',
      fields: () => ({ 'user.fields': 'confirmed_email,profile_image_url' }),
    },
  },
  revoke: standardRevocation('https://api.x.com/2/oauth2/revoke', 'basic'),
  scopes: ['users.read', 'tweet.read', 'users.email', 'offline.access'],
  errors: { invalid_request: 'code_refused' },
  readClaims: ({ userinfo }) => readTwitterClaims(userinfo),
  lacks: {
    login_hint: undocumented,
    email_verified: 'it tells an address once it is confirmed, and none before, without a bit beside it',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});

export function readTwitterClaims(userinfo: unknown): Claims {
  const user = readObject(readObject(userinfo).data);
  return readSaid({
    subject: user.id,
    email: user.confirmed_email,
    emailVerified: true,
    username: user.username,
    displayName: user.name,
    picture: user.profile_image_url,
    raw: user,
  });
}
