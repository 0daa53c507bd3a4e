/** The catalogue against the vendors' vocabularies: every word is a strategy, or is said not to be offered and why. */
import { expect, test } from 'vitest';
import { notOffered } from '../src/connectors/connector.ts';
import { createConnectors } from '../src/connectors/index.ts';
import {
  newestProviderName,
  providerNames,
  toProviderName,
  toStrategy,
} from '../src/dialects/genauth/provider-names.ts';
import { strategiesOf, wordsOfStrategies } from '../src/dialects/workos/provider-words.ts';
import { socialStrategies } from '../src/operations/origin-key.ts';

const catalogue = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
const refused = new Map(notOffered.map((each) => [each.name, each]));
const answered = (name: string) => catalogue.has(name) || refused.has(name);

/** `UserIdentityProviderEnum` and the strategies of connections of https://github.com/auth0/node-auth0 7.1, with what its documentation had before. */
const auth0 =
  `ad adfs amazon aol apple asana atlassian auth0 auth0-adldap auth0-oidc baidu bitbucket bitly box cloudflare-mcp custom
  daccount dropbox dwolla email evernote evernote-sandbox exact facebook fitbit flickr github gitlab google-apps google-oauth2
  hubspot-mcp instagram ip line linear-mcp linkedin miicard notion-mcp oauth1 oauth2 office365 oidc okta paypal paypal-sandbox
  pingfederate planningcenter renren salesforce salesforce-community salesforce-sandbox samlp sentry-mcp sharepoint shop shopify
  slack sms soundcloud thecity thecity-sandbox thirtysevensignals twitter untappd vkontakte waad weibo windowslive wordpress
  yahoo yammer yandex`.split(/\s+/);

/** `UserIdentitiesGetItemProvider` of WorkOS's description of its API. */
const workos =
  `AppleOAuth BitbucketOAuth DiscordOAuth GithubOAuth GitLabOAuth GoogleOAuth GrokOAuth XOAuth IntuitOAuth LinkedInOAuth
  MicrosoftOAuth SalesforceOAuth SlackOAuth VercelMarketplaceOAuth VercelOAuth XeroOAuth`.split(/\s+/);

test.each([
  ['Auth0', auth0],
  ['GenAuth', [...providerNames, newestProviderName].map(toStrategy)],
  ['WorkOS', workos.flatMap((word) => strategiesOf(word))],
])('every name that %s has for a way in is answered', (_vendor, names) => {
  expect(names.filter((name) => !answered(name))).toEqual([]);
});

test('every word of WorkOS means a strategy, and no word is of another', () => {
  for (const word of workos) expect([word, strategiesOf(word).length > 0]).toEqual([word, true]);
  const spelled = new Set(workos.map((word) => (word === 'GithubOAuth' ? 'GitHubOAuth' : word)));
  for (const word of Object.values(wordsOfStrategies)) expect([...spelled]).toContain(word);
});

test('every strategy has a word in the closed list of GenAuth', () => {
  for (const name of catalogue.keys()) expect(providerNames).toContain(toProviderName(name));
});

test('what is not offered is not in the catalogue, says why, and names a strategy that is', () => {
  expect(refused.size).toBe(notOffered.length);
  for (const { name, reason, instead } of notOffered) {
    expect([name, catalogue.has(name)]).toEqual([name, false]);
    expect(reason).toMatch(/^.{15,}[^.]$/);
    if (instead !== undefined) expect([name, catalogue.has(instead)]).toEqual([name, true]);
  }
});

test('strategies that are one provider for everybody are in the catalogue', () => {
  for (const name of socialStrategies) expect([name, catalogue.has(name)]).toEqual([name, true]);
});
