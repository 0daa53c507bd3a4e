import { oidcStrategy } from '../../oidc/oidc-strategy.ts';

/**
 * Salesforce: https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm
 * A company may have a domain of its own, and sandboxes are at test.salesforce.com. The subject is an address made of the
 * organisation's id and the user's. Anybody may open an organisation and make users in it; `email_verified` says that the user has
 * confirmed the address. An arrival whose address a user has is asked to prove the account first.
 */
export const salesforce = salesforceStrategy({
  name: 'salesforce',
  displayName: 'Salesforce',
  usualDomain: 'login.salesforce.com',
});

/** The same with another place to sign in at unless the connection says. */
export function salesforceStrategy(at: { name: string; displayName: string; usualDomain: string }) {
  const { name, displayName, usualDomain } = at;
  return oidcStrategy({
    name,
    displayName,
    documentation: 'https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm',
    mark: { letters: 'SF', colour: '#0b5cab' },
    issuer: 'https://{domain}',
    options: {
      domain: {
        description: 'Where people sign in: `login.salesforce.com`, `test.salesforce.com`, or a domain of your own.',
        pattern: '[a-z0-9](?:[a-z0-9.-]{0,230}\\.)?(?:salesforce|force)\\.com',
        example: 'acme.my.salesforce.com',
        default: usualDomain,
      },
    },
    asksAgain: true,
    scopes: ['openid', 'profile', 'email'],
    defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
    checkedAgainst: 'implementations',
  });
}
