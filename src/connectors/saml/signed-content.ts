/**
 * What an XML signature vouches for. "See what is signed": the answer is the text that the signature's digest was taken
 * of, as `xml-crypto` canonicalized it, and nobody reads anything else of the document. Where a signature stands and what it
 * points at is fixed before that, so that no signed element can be moved to where another is read (the XSW attacks of
 * Somorovsky et al., "On Breaking SAML", 2012).
 */
import type { X509Certificate } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { ConnectorError } from '../connector.ts';
import { ecdsaMethods } from './ecdsa.ts';
import { allElements, attributeOf, childOf, childrenOf, type Element, is, parseXml, textOf, toXml } from './xml.ts';

/** Algorithms that are taken; SHA-1 is not one (RFC 9231 §2.1, NIST SP 800-131A). Those of RSA are the library's. */
const rsaMethods = [
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
];
const signatureMethods = [...rsaMethods, ...Object.keys(ecdsaMethods)];
const digestMethods = ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'];
const envelopedSignature = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';
// Without comments: with them, what is signed is not what most readers see.
const canonicalizations = [
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
];

/** Whether `element` carries a signature of its own, which then must be right. */
export function isSigned(element: Element): boolean {
  return childrenOf(element, 'signature', 'Signature').length > 0;
}

/**
 * The part of `root`'s document that the signature right below `element` vouches for, parsed again from what was signed.
 * Throws `token_invalid`.
 *
 * INVARIANT: the answer comes out of the digest's own input; no node of the given document is ever in it.
 */
export function openSigned(root: Element, element: Element, certificates: readonly X509Certificate[]): Element {
  requireOneOfEach(root);
  const signature = childOf(element, 'signature', 'Signature');
  if (signature === undefined) throw refuse('has more than one signature in one place');
  requirePlainSignature(signature, attributeOf(element, 'ID'));
  const text = toXml(root);
  for (const certificate of certificates) {
    const signed = verify(text, signature, certificate);
    if (signed === undefined) continue;
    const content = parseXml(signed);
    if (content.localName !== element.localName || content.namespaceURI !== element.namespaceURI)
      throw refuse('is signed in another part than the one that is read');
    return content;
  }
  throw refuse('has a signature that none of the configured certificates made');
}

function verify(text: string, signature: Element, certificate: X509Certificate): string | undefined {
  const verifier = new SignedXml({ publicCert: certificate.toString() });
  // What is not offered cannot be chosen by the document: a key is asked in its own way alone.
  const isEc = certificate.publicKey.asymmetricKeyType === 'ec';
  if (isEc) Object.assign(verifier.SignatureAlgorithms, ecdsaMethods);
  keepOnly(verifier.SignatureAlgorithms, isEc ? Object.keys(ecdsaMethods) : rsaMethods);
  keepOnly(verifier.HashAlgorithms, digestMethods);
  keepOnly(verifier.CanonicalizationAlgorithms, [...canonicalizations, envelopedSignature]);
  try {
    verifier.loadSignature(toXml(signature));
    if (!verifier.checkSignature(text)) return undefined;
    const signed = verifier.getSignedReferences();
    return signed.length === 1 ? signed[0] : undefined;
  } catch {
    return undefined;
  }
}

function keepOnly(algorithms: Record<string, unknown>, names: readonly string[]): void {
  for (const name of Object.keys(algorithms)) if (!names.includes(name)) delete algorithms[name];
}

/** No id twice, in any spelling of the attribute: a reference must lead to one place. */
function requireOneOfEach(root: Element): void {
  const seen = new Set<string>();
  for (const element of allElements(root))
    for (const attribute of Array.from(element.attributes)) {
      if (attribute.localName?.toLowerCase() !== 'id') continue;
      if (seen.has(attribute.value)) throw refuse('gives one id to several elements');
      seen.add(attribute.value);
    }
}

/** SAML Core §5.4: one reference, to the element that the signature stands in; two transforms; nothing else inside. */
function requirePlainSignature(signature: Element, id: string | undefined): void {
  const signedInfo = childOf(signature, 'signature', 'SignedInfo');
  const reference = childOf(signedInfo, 'signature', 'Reference');
  if (signedInfo === undefined || reference === undefined) throw refuse('must be signed by exactly one reference');
  if (childrenOf(signature, 'signature', 'Object').length > 0) throw refuse('has a signature with content of its own');
  if (id === undefined || id === '' || attributeOf(reference, 'URI') !== `#${id}`)
    throw refuse('has a signature of another element than the one it stands in');
  const transforms = childOf(reference, 'signature', 'Transforms');
  const names = transforms === undefined ? [] : childrenOf(transforms).map((each) => attributeOf(each, 'Algorithm'));
  const [first, second, ...more] = names;
  if (first !== envelopedSignature || more.length > 0 || (second !== undefined && !canonicalizations.includes(second)))
    throw refuse('is signed after transforms that are not taken');
  requireAlgorithm(childOf(signedInfo, 'signature', 'CanonicalizationMethod'), canonicalizations, 'canonicalization');
  requireAlgorithm(childOf(signedInfo, 'signature', 'SignatureMethod'), signatureMethods, 'signature');
  requireAlgorithm(childOf(reference, 'signature', 'DigestMethod'), digestMethods, 'digest');
  const value = childOf(signature, 'signature', 'SignatureValue');
  if (childOf(reference, 'signature', 'DigestValue') === undefined || textOf(value) === undefined)
    throw refuse('has a signature without a value');
  // A signature inside a signature's parts would be found by whoever searches instead of looking in its place.
  if (allElements(signature).some((each) => each !== signature && is(each, 'signature', 'Signature')))
    throw refuse('has a signature inside another');
}

function requireAlgorithm(method: Element | undefined, known: readonly string[], what: string): void {
  const name = attributeOf(method, 'Algorithm');
  if (name === undefined || !known.includes(name))
    throw refuse(`uses a ${what} algorithm that is not taken${name?.endsWith('sha1') ? ': SHA-1 is broken' : ''}`);
}

function refuse(what: string): ConnectorError {
  return new ConnectorError('token_invalid', `the provider's answer ${what}`);
}
