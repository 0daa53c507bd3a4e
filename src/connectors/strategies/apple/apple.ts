import { oidcStrategy } from '../../oidc/oidc-strategy.ts';
import { readAppleCallback } from './apple-callback.ts';
import { makeAppleClientSecret } from './apple-client-secret.ts';

/**
 * Sign in with Apple, for the web: https://developer.apple.com/documentation/signinwithapple
 *
 * - The client secret is a JWT that we sign for each request with the key that Apple gave (.p8), which is what the
 *   connection keeps; `team_id` and `key_id` go with it.
 * - With a scope asked for, Apple answers by POST (`form_post`), and says the person's name at their first sign-in only, to
 *   the browser: what the browser brings is taken as a name and nothing else.
 * - `email_verified` is a boolean or a text of it. A managed or iCloud address is one whose mailbox Apple runs, as is the
 *   relay's (`privaterelay.appleid.com`), which hides another; for those it is the authority. Any other was confirmed once:
 *   https://developer.apple.com/documentation/signinwithapple/authenticating-users-with-sign-in-with-apple
 */
export const apple = oidcStrategy({
  name: 'apple',
  displayName: 'Apple',
  documentation: 'https://developer.apple.com/documentation/signinwithapple',
  mark: { letters: 'A', colour: '#111827' },
  issuer: 'https://appleid.apple.com',
  options: {
    team_id: { description: 'The ten characters of your team.', pattern: '[A-Z0-9]{10}', example: 'ABCDE12345' },
    key_id: { description: 'The ten characters of the key.', pattern: '[A-Z0-9]{10}', example: 'XYZ9876543' },
  },
  scopes: ['openid', 'name', 'email'],
  parameters: { response_mode: 'form_post' },
  verifiedSpellings: ['true'],
  makeClientSecret: makeAppleClientSecret,
  readCallback: readAppleCallback,
  lacks: {
    pkce: 'nothing of the kind is known of it; the nonce binds the ID token to the sign-in',
    login_hint: 'nothing of the kind is known of it',
  },
  defaultLinkingRule: {
    mode: 'verified_match',
    emailProof: 'authoritative_domains',
    authoritativeDomains: ['icloud.com', 'me.com', 'mac.com', 'privaterelay.appleid.com'],
    verifiedForms: [true, 'true'],
  },
  checkedAgainst: 'implementations',
});
