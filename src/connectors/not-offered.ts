/**
 * Names that the APIs of others have for ways in, and this catalogue has not: each with its reason, and with what does the same
 * where something does. A name is here, or it is a strategy; never both.
 */
export interface NotOffered {
  name: string;
  /** Whose word it is. */
  of: 'Auth0' | 'GenAuth' | 'WorkOS';
  /** A clause about it, such as stands after a colon. */
  reason: string;
  /** The strategy to use in its place. */
  instead?: string;
}

const ended = 'the service has ended';
const noNewClients = 'it registers no new applications';
const government = 'a portal of the state: its addresses are told to those whom it has admitted';
const notOfPeople = 'it signs applications in to tools, and nobody in to an application';

export const notOffered: readonly NotOffered[] = [
  {
    name: 'vercel-marketplace',
    of: 'WorkOS',
    reason:
      'people arrive from Vercel with a code that answers no request, or one whose answer is not said to repeat our `state`: ' +
      'nothing would bind it to the browser that brings it (https://vercel.com/docs/integrations/create-integration/marketplace-api)',
    instead: 'vercel',
  },

  {
    name: 'oppo',
    of: 'GenAuth',
    reason:
      'GenAuth has it for mobile applications alone (`oppo:mobile`), through a library inside of them: there is no page to send to',
  },
  {
    name: 'sdbz',
    of: 'GenAuth',
    reason: 'what stands behind the word is said nowhere in public',
  },
  {
    name: 'seeyona8v5',
    of: 'GenAuth',
    reason:
      'Seeyon A8 runs at the company itself and has no protocol of its own that is said in public; use the one it was set up with',
    instead: 'oidc',
  },
  {
    name: 'yidun',
    of: 'GenAuth',
    reason:
      'it knows the number of the telephone that asks, through a library inside of mobile applications, and has no page',
  },
  { name: 'zjzwfw', of: 'GenAuth', reason: government },
  {
    name: 'zzding',
    of: 'GenAuth',
    reason: 'an edition of DingTalk for the state: its addresses are told to those whom it has admitted',
  },

  { name: 'aol', of: 'Auth0', reason: 'its accounts are Yahoo’s', instead: 'yahoo' },
  { name: 'auth0-adldap', of: 'Auth0', reason: 'the directory is asked without an agent in between', instead: 'ad' },
  {
    name: 'auth0-oidc',
    of: 'Auth0',
    reason: 'another tenant of Auth0 is an OpenID provider like any',
    instead: 'oidc',
  },
  { name: 'cloudflare-mcp', of: 'Auth0', reason: notOfPeople },
  {
    name: 'custom',
    of: 'Auth0',
    reason: 'a database of one’s own behind a script; people are made by API',
    instead: 'auth0',
  },
  {
    name: 'daccount',
    of: 'Auth0',
    reason:
      'docomo tells its addresses to companies that it has a contract with; as an OpenID provider it can be named by them',
    instead: 'oidc',
  },
  { name: 'dwolla', of: 'Auth0', reason: 'its API acts for the company that calls it, and signs nobody in' },
  { name: 'evernote', of: 'Auth0', reason: 'it speaks OAuth 1.0a alone' },
  { name: 'evernote-sandbox', of: 'Auth0', reason: 'it speaks OAuth 1.0a alone' },
  {
    name: 'fitbit',
    of: 'Auth0',
    reason: 'its API was to end in September 2026; its accounts are Google’s',
    instead: 'google-oauth2',
  },
  { name: 'flickr', of: 'Auth0', reason: 'it speaks OAuth 1.0a alone' },
  {
    name: 'google-apps',
    of: 'Auth0',
    reason: 'a company’s people at Google are known by the same ids as everybody, and their company by `hd`',
    instead: 'google-oauth2',
  },
  { name: 'hubspot-mcp', of: 'Auth0', reason: notOfPeople },
  { name: 'ip', of: 'Auth0', reason: 'an address of the network is nobody’s proof of who they are' },
  { name: 'linear-mcp', of: 'Auth0', reason: notOfPeople },
  { name: 'miicard', of: 'Auth0', reason: ended },
  { name: 'notion-mcp', of: 'Auth0', reason: notOfPeople, instead: 'notion' },
  {
    name: 'oauth1',
    of: 'Auth0',
    reason: 'OAuth 1.0a binds an answer to a request by nothing that we could check as we do for the rest',
  },
  { name: 'office365', of: 'Auth0', reason: 'its accounts are those of Microsoft Entra ID', instead: 'waad' },
  { name: 'pingfederate', of: 'Auth0', reason: 'it is a SAML provider like any', instead: 'samlp' },
  { name: 'renren', of: 'Auth0', reason: noNewClients },
  {
    name: 'salesforce-community',
    of: 'Auth0',
    reason: 'a community is an OpenID provider at an address of its own',
    instead: 'oidc',
  },
  { name: 'sentry-mcp', of: 'Auth0', reason: notOfPeople },
  { name: 'sharepoint', of: 'Auth0', reason: 'its accounts are those of Microsoft Entra ID', instead: 'waad' },
  {
    name: 'shop',
    of: 'Auth0',
    reason: 'Shop tells its addresses to those whom it has admitted; as an OpenID provider it can be named by them',
    instead: 'oidc',
  },
  { name: 'sms', of: 'Auth0', reason: 'no text messages are sent', instead: 'email' },
  { name: 'thecity', of: 'Auth0', reason: ended },
  { name: 'thecity-sandbox', of: 'Auth0', reason: ended },
  { name: 'untappd', of: 'Auth0', reason: noNewClients },
  { name: 'yammer', of: 'Auth0', reason: 'its accounts are those of Microsoft Entra ID', instead: 'waad' },
];
