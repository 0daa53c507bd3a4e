import type { Strategy } from '../../connector.ts';

/** People made by API, known under a user name of ours: there is no provider to send them to, and nobody to vouch. */
export function auth0(): Strategy {
  return {
    name: 'auth0',
    displayName: 'Username and password',
    protocol: 'database',
    defaultLinkingRule: { mode: 'never', emailProof: 'never' },
  };
}
