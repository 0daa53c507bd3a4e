import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Grok, by xAI's accounts: its metadata is at https://auth.x.ai/.well-known/openid-configuration; no page of its own says how an
 * application is registered, or what its verified bit means, so that the bit is worth recording and the person is asked.
 */
export const grok = oidcStrategy({
  name: 'grok',
  displayName: 'Grok (xAI)',
  documentation: 'https://workos.com/docs/integrations',
  mark: { letters: 'xI', colour: '#0f172a' },
  issuer: 'https://auth.x.ai',
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  lacks: {
    revoke: 'nothing of the kind is known of it',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});
