import type { Claims } from '../../connector.ts';
import { undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readObject, readSaid } from '../../read-claims.ts';

/**
 * Log in with PayPal: https://developer.paypal.com/docs/log-in-with-paypal
 * The person's id is `payer_id`, or `user_id` where the application sees that one alone; here it is the latter, which every
 * application sees (https://developer.paypal.com/api/identity/v1/userinfo-get/). `email_verified` says that the address was confirmed; an
 * arrival whose address a user has is asked to prove the account first.
 */
export const paypal = paypalStrategy({
  name: 'paypal',
  displayName: 'PayPal',
  web: 'www.paypal.com',
  api: 'api-m.paypal.com',
});

/** The same at the hosts that an environment of PayPal's has. */
export function paypalStrategy(at: { name: string; displayName: string; web: string; api: string }) {
  const { name, displayName, web, api } = at;
  return oauth2Strategy({
    name,
    displayName,
    documentation: 'https://developer.paypal.com/docs/log-in-with-paypal',
    mark: { letters: 'PP', colour: '#003087' },
    authorization: { url: `https://${web}/signin/authorize`, parameters: { flowEntry: 'static' } },
    token: { url: `https://${api}/v1/oauth2/token`, client: 'basic' },
    api: {
      userinfo: {
        url: `https://${api}/v1/identity/openidconnect/userinfo`,
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
    checkedAgainst: 'documentation',
  });
}

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
