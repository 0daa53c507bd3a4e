/** A provider's metadata (SAML Metadata 2.0) as the config of a connection. */
import { ConnectorError } from '../connector.ts';
import { hasExpired, readCertificate } from './certificates.ts';
import { allElements, attributeOf, bindings, childOf, childrenOf, type Element, is, parseXml } from './xml.ts';

export const metadataBytesMax = 1024 * 1024;

export interface ReadMetadata {
  issuer: string;
  sso_endpoint: string;
  slo_endpoint?: string;
  certificates: string[];
  sign_requests?: true;
}

/**
 * What `xml` says of the one identity provider in it, or of the one called `issuer`. Certificates that have expired are left
 * out where another is in force. The signature of metadata is not checked: it is trusted because the operator brought it, or
 * because it came over https from where the operator said.
 */
export function readMetadata(xml: string, issuer: unknown, now: Date): ReadMetadata {
  const root = parseMetadata(xml);
  const entities = allElements(root)
    .filter((each) => is(each, 'metadata', 'EntityDescriptor'))
    .filter((each) => childOf(each, 'metadata', 'IDPSSODescriptor') !== undefined)
    .filter((each) => issuer === undefined || attributeOf(each, 'entityID') === issuer);
  if (entities.length > 1) throw refuse('describes several identity providers: name the one that is meant as `issuer`');
  const entity = entities[0];
  if (entity === undefined) throw refuse('describes no identity provider, or another than `issuer` names');
  const descriptor = childOf(entity, 'metadata', 'IDPSSODescriptor')!;
  const endpointOf = (name: string): string | undefined =>
    childrenOf(descriptor, 'metadata', name)
      .filter((each) => attributeOf(each, 'Binding') === bindings.redirect)
      .map((each) => attributeOf(each, 'Location'))[0];
  const ssoEndpoint = endpointOf('SingleSignOnService');
  if (ssoEndpoint === undefined) throw refuse('names no address for sign-in by redirect (HTTP-Redirect)');
  const sloEndpoint = endpointOf('SingleLogoutService');
  return {
    issuer: attributeOf(entity, 'entityID') ?? '',
    sso_endpoint: ssoEndpoint,
    ...(sloEndpoint !== undefined && { slo_endpoint: sloEndpoint }),
    certificates: certificatesOf(descriptor, now),
    ...(attributeOf(descriptor, 'WantAuthnRequestsSigned') === 'true' && { sign_requests: true as const }),
  };
}

function parseMetadata(xml: string): Element {
  // Metadata is read from an operator's file, in which a comment says who wrote it: it is dropped, not parsed around.
  const bare = without(without(xml, '<!--', '-->'), '<?', '?>');
  try {
    return parseXml(bare, metadataBytesMax);
  } catch (error) {
    throw refuse(`cannot be read: ${(error as Error).message}`);
  }
}

/** Looks at every character once, also where something opens again and again and never closes. */
function without(text: string, opens: string, closes: string): string {
  let kept = '';
  for (let at = 0; ; ) {
    const start = text.indexOf(opens, at);
    const end = start < 0 ? -1 : text.indexOf(closes, start + opens.length);
    if (end < 0) return kept + text.slice(at);
    kept += text.slice(at, start);
    at = end + closes.length;
  }
}

/** Those to sign with, or for any use; each once. */
function certificatesOf(descriptor: Element, now: Date): string[] {
  const texts = childrenOf(descriptor, 'metadata', 'KeyDescriptor')
    .filter((each) => (attributeOf(each, 'use') ?? 'signing') === 'signing')
    .flatMap(allElements)
    .filter((each) => is(each, 'signature', 'X509Certificate'))
    .map((each) => (each.textContent ?? '').replace(/\s+/g, ''));
  const certificates = [...new Set(texts)];
  const inForce = certificates.filter((text) => {
    const certificate = readCertificate(text);
    return certificate !== undefined && !hasExpired(certificate, now);
  });
  return inForce.length > 0 ? inForce : certificates;
}

function refuse(what: string): ConnectorError {
  return new ConnectorError('configuration_invalid', `the metadata ${what}`);
}
