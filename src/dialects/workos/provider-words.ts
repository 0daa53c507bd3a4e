/** WorkOS's words for the providers, as they stand in `provider`, `authentication_method` and `oauth_tokens`. */

export const wordsOfStrategies: Readonly<Record<string, string>> = {
  apple: 'AppleOAuth',
  bitbucket: 'BitbucketOAuth',
  discord: 'DiscordOAuth',
  github: 'GitHubOAuth',
  gitlab: 'GitLabOAuth',
  'google-oauth2': 'GoogleOAuth',
  grok: 'GrokOAuth',
  intuit: 'IntuitOAuth',
  linkedin: 'LinkedInOAuth',
  salesforce: 'SalesforceOAuth',
  slack: 'SlackOAuth',
  twitter: 'XOAuth',
  vercel: 'VercelOAuth',
  'vercel-marketplace': 'VercelMarketplaceOAuth',
  waad: 'MicrosoftOAuth',
  windowslive: 'MicrosoftOAuth',
  xero: 'XeroOAuth',
};

/** What a company's own provider is to WorkOS. */
const enterprise = new Set(['saml', 'samlp', 'oidc', 'adfs', 'okta', 'ldap', 'ad', 'cas']);

/** The strategies that a word of `provider` means. `GithubOAuth` is how WorkOS writes it in one list. */
export function strategiesOf(word: string): string[] {
  const name = word === 'GithubOAuth' ? 'GitHubOAuth' : word;
  return Object.keys(wordsOfStrategies).filter((strategy) => wordsOfStrategies[strategy] === name);
}

/** `authentication_method`, or null where WorkOS has no word. */
export function methodOf(signedInBy: string | null): string | null {
  if (signedInBy === null) return null;
  if (signedInBy === 'email_code') return 'MagicAuth';
  return wordsOfStrategies[signedInBy] ?? (enterprise.has(signedInBy) ? 'SSO' : null);
}
