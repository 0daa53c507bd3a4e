import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Login with Amazon: https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
 * The profile has an address and no verified bit (https://developer.amazon.com/docs/login-with-amazon/customer-profile.html): it
 * proves nothing, and the person is asked.
 */
export const amazon = oauth2Strategy({
  name: 'amazon',
  displayName: 'Amazon',
  documentation: 'https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html',
  mark: { letters: 'a', colour: '#b45309' },
  authorization: { url: 'https://www.amazon.com/ap/oa' },
  token: { url: 'https://api.amazon.com/auth/o2/token' },
  api: { userinfo: { url: 'https://api.amazon.com/user/profile' } },
  scopes: ['profile'],
  readClaims: ({ userinfo }) => readAmazonClaims(userinfo),
  lacks: {
    login_hint: undocumented,
    email_verified: 'it tells an address without a bit of its own',
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'documentation',
});

export function readAmazonClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({ subject: user.user_id, email: user.email, displayName: user.name, raw: user });
}
