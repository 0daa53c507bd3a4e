/** Our request to sign somebody in: SAML Core §3.4, sent by a redirect (Bindings §3.4), signed where the connection says so. */
import { createHash, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { ServiceProviderKey, SignInStart } from '../connector.ts';
import type { SamlConfig } from './saml-config.ts';
import { bindings, escapeXml, namespaces } from './xml.ts';

const rsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/**
 * The request's id, made from the nonce that the caller keeps for this sign-in: so that what answers it can be told without
 * remembering anything more. An `xs:ID` must not begin with a digit.
 */
export function requestIdOf({ nonce }: Pick<SignInStart, 'nonce'>): string {
  return `_${createHash('sha256').update(`saml-request:${nonce}`).digest('hex')}`;
}

export function buildAuthnRequest(
  config: SamlConfig,
  { id, acsUrl, now, again }: { id: string; acsUrl: string; now: Date; again: boolean },
): string {
  const policy = config.nameIdFormat === undefined ? '' : ` Format="${escapeXml(config.nameIdFormat)}"`;
  return (
    `<samlp:AuthnRequest xmlns:samlp="${namespaces.protocol}" xmlns:saml="${namespaces.assertion}"` +
    ` ID="${id}" Version="2.0" IssueInstant="${instantOf(now)}" Destination="${escapeXml(config.ssoEndpoint)}"` +
    ` ProtocolBinding="${bindings.post}" AssertionConsumerServiceURL="${escapeXml(acsUrl)}"` +
    `${config.forceAuthn || again ? ' ForceAuthn="true"' : ''}>` +
    `<saml:Issuer>${escapeXml(config.entityId)}</saml:Issuer>` +
    `<samlp:NameIDPolicy AllowCreate="true"${policy}/>` +
    '</samlp:AuthnRequest>'
  );
}

/** A time to the second: some providers read no fractions. */
export function instantOf(now: Date): string {
  return now.toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * The address that carries `xml` to `endpoint`. The signature is over the query as it is sent, in the order of Bindings
 * §3.4.4.1; the endpoint's own query stays in front.
 */
export function redirectWith(
  endpoint: string,
  message: { name: 'SAMLRequest' | 'SAMLResponse'; xml: string; relayState?: string },
  key: ServiceProviderKey | undefined,
): URL {
  const pairs: [string, string][] = [[message.name, deflateRawSync(Buffer.from(message.xml)).toString('base64')]];
  if (message.relayState !== undefined) pairs.push(['RelayState', message.relayState]);
  if (key !== undefined) pairs.push(['SigAlg', rsaSha256]);
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const signature =
    key === undefined
      ? ''
      : `&Signature=${encodeURIComponent(sign('sha256', Buffer.from(query), key.privateKey).toString('base64'))}`;
  const url = new URL(endpoint);
  url.search = `${url.search === '' ? '?' : `${url.search}&`}${query}${signature}`;
  return url;
}
