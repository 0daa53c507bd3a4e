import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Log in with PayPal: https://developer.paypal.com/docs/log-in-with-paypal/integrate/
 * The person's id is `payer_id`, or `user_id` where the application sees that one alone; here it is the latter, which every
 * application sees (https://developer.paypal.com/docs/api/identity/v1/). `email_verified` says that the address was confirmed; an
 * arrival whose address a user has is asked to prove the account first.
 */
export const paypal = oauth2Strategy({
  name: 'paypal',
  displayName: 'PayPal',
  documentation: 'https://developer.paypal.com/docs/log-in-with-paypal/integrate/',
  mark: { letters: 'PP', colour: '#003087' },
  authorization: { url: 'https://www.paypal.com/signin/authorize', parameters: { flowEntry: 'static' } },
  token: { url: 'https://api-m.paypal.com/v1/oauth2/token', client: 'basic' },
  api: {
    userinfo: {
      url: 'https://api-m.paypal.com/v1/identity/openidconnect/userinfo',
      fields: () => ({ schema: 'openid' }),
    },
  },
  scopes: ['openid', 'profile', 'email'],
  readClaims: ({ userinfo }) => readPaypalClaims(userinfo),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    revoke: undocumented,
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit', verifiedForms: [true, 'true'] },
});

export function readPaypalClaims(userinfo: unknown): Claims {
  const user = readObject(userinfo);
  return readSaid({
    subject: user.user_id,
    email: user.email,
    // Its documentation has the bit as a boolean in one place and as a text in another.
    emailVerified: user.email_verified === 'true' || user.email_verified,
    displayName: user.name,
    givenName: user.given_name,
    familyName: user.family_name,
    locale: user.locale,
    raw: user,
  });
}
