import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Sign in with Vercel: https://vercel.com/docs/sign-in-with-vercel/authorization-server-api
 * Tokens are ended with the client's credentials in the header alone. The ID token has an address and no verified bit
 * (https://vercel.com/docs/sign-in-with-vercel/tokens): it proves nothing, and the person is asked.
 */
export const vercel = oidcStrategy({
  name: 'vercel',
  displayName: 'Vercel',
  documentation: 'https://vercel.com/docs/sign-in-with-vercel/authorization-server-api',
  mark: { letters: '▲', colour: '#171717' },
  issuer: 'https://vercel.com',
  client: 'basic',
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  lacks: {
    email_verified: 'its ID tokens have no such claim; UserInfo has one that no page of its own explains',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'never' },
  checkedAgainst: 'documentation',
});
