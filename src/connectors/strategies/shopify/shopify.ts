import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Claims, ConnectorError } from '../../connector.ts';
import { type Known, undocumented } from '../../oauth2/oauth2-profile.ts';
import { oauth2Strategy } from '../../oauth2/oauth2-strategy.ts';
import { readNumericSubject, readObject, readSaid } from '../../read-claims.ts';

/**
 * Shopify, the people who run a shop: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 *
 * Each shop has addresses of its own, so that the connection names the shop. `grant_options[]=per-user` asks for an online
 * token, whose answer says who the person is (`associated_user`); there is no call for it. The callback is signed (`hmac`,
 * HMAC-SHA256 of the other parameters). `email_verified` is Shopify's; staff are invited by the shop, to addresses that it
 * does not run: an arrival whose address a user has is asked to prove the account first.
 */
export const shopify = oauth2Strategy({
  name: 'shopify',
  displayName: 'Shopify',
  documentation:
    'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant',
  mark: { colour: '#3f6212' },
  options: {
    shop: { description: "The shop's name under myshopify.com.", pattern: '[a-z0-9][a-z0-9-]{0,99}', example: 'acme' },
  },
  authorization: {
    url: 'https://{shop}.myshopify.com/admin/oauth/authorize',
    names: { response_type: null },
    parameters: { 'grant_options[]': 'per-user' },
    scopeSeparator: ',',
  },
  token: {
    url: 'https://{shop}.myshopify.com/admin/oauth/access_token',
    encoding: 'json',
    names: { grant_type: null, redirect_uri: null },
  },
  checkCallback: checkShopifyCallback,
  api: {},
  scopes: ['read_products'],
  errors: { invalid_request: 'code_refused', application_cannot_be_found: 'client_refused' },
  readClaims: (_answers, { token }) => readShopifyClaims(token),
  lacks: {
    pkce: undocumented,
    login_hint: undocumented,
    refresh: "an online token ends with the person's session at the shop",
    revoke: 'what it has for it takes the application out of the shop',
  },
  defaultLinkingRule: { mode: 'ask', emailProof: 'provider_verified_bit' },
  checkedAgainst: 'implementations',
});

/** Every parameter but `hmac`, sorted and joined as a query, under the client secret. */
export function checkShopifyCallback(callback: URLSearchParams, { clientSecret }: Known): void {
  const signed = [...callback].filter(([name]) => name !== 'hmac').sort(([one], [other]) => (one < other ? -1 : 1));
  const content = signed.map(([name, value]) => `${name}=${value}`).join('&');
  const expected = Buffer.from(createHmac('sha256', clientSecret).update(content).digest('hex'));
  const given = Buffer.from(callback.get('hmac') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new ConnectorError('callback_invalid', "the callback is not signed with the application's secret");
}

export function readShopifyClaims(token: Readonly<Record<string, unknown>>): Claims {
  const user = readObject(token.associated_user);
  const name = [user.first_name, user.last_name].filter((part) => typeof part === 'string').join(' ');
  const said = {
    subject: user.id,
    email: user.email,
    emailVerified: user.email_verified,
    displayName: name,
    givenName: user.first_name,
    familyName: user.last_name,
    locale: user.locale,
    raw: user,
  };
  return readSaid(said, readNumericSubject);
}
