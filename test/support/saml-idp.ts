/**
 * A SAML identity provider of our own making, for tests: it says what it is told to say, also what no honest one would. What
 * is checked against providers that are not ours stands in `test/serve`.
 */
import { type KeyLike, randomBytes, sign as signData } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';
import { type EncryptionAlgorithm, encrypt, type KeyEncryptionAlgorithm } from 'xml-encryption';
import { escapeXml } from '../../src/connectors/saml/xml.ts';
import { type CertifiedKey, createCertifiedKey } from '../../src/vault/self-signed.ts';

export const formats = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
};

export interface Said {
  /** XML, so that a test may put anything into it; `nameId` is escaped by `person`. */
  nameIdXml: string;
  nameIdFormat?: string | undefined;
  attributesXml: string;
  issuer: string;
  responseIssuer: string;
  audience: string | null;
  recipient: string | null;
  destination: string | null;
  inResponseTo: string | null;
  confirmationInResponseTo: string | null;
  notBefore: Date;
  notOnOrAfter: Date;
  confirmationNotOnOrAfter: Date | null;
  method: string;
  conditionsXml: string;
  sessionIndex: string | null;
  sessionNotOnOrAfter: Date | null;
  status: string;
  secondStatus: string | null;
  assertionId: string;
  responseId: string;
}

export interface SignOptions {
  signatureAlgorithm?: string;
  digestAlgorithm?: string;
  canonicalization?: string;
  /** Prefixes that exclusive canonicalization keeps although no element or attribute uses them. */
  inclusivePrefixes?: string[];
  key?: CertifiedKey;
}

export type Signed = 'assertion' | 'response' | 'both' | 'nothing';

export interface SamlIdp {
  issuer: string;
  key: CertifiedKey;
  /** Everything right, for this sign-in; a test then changes a part. */
  say(request: { id: string | null; acsUrl: string; audience: string; now?: Date }, changes?: Partial<Said>): Said;
  assertion(said: Said): string;
  /** A response around an assertion's XML. */
  response(said: Said, assertionXml: string): string;
  sign(xml: string, what: 'Assertion' | 'Response', options?: SignOptions): string;
  /** The whole: a response, signed as told. */
  respond(said: Said, signed?: Signed, options?: SignOptions): string;
  /** An `EncryptedAssertion` for this certificate. */
  encrypt(
    assertionXml: string,
    certificate: string,
    algorithms?: { data?: EncryptionAlgorithm; key?: KeyEncryptionAlgorithm },
  ): Promise<string>;
}

export function person(nameId: string, attributes: Record<string, string | string[]> = {}): Partial<Said> {
  return {
    nameIdXml: escapeXml(nameId),
    attributesXml: Object.entries(attributes)
      .map(
        ([name, values]) =>
          `<saml:Attribute Name="${escapeXml(name)}">${[values]
            .flat()
            .map((value) => `<saml:AttributeValue>${escapeXml(value)}</saml:AttributeValue>`)
            .join('')}</saml:Attribute>`,
      )
      .join(''),
  };
}

export const ecdsaSha256 = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256';

/** The library signs with RSA alone. */
class EcdsaSha256 {
  getAlgorithmName = () => ecdsaSha256;
  getSignature = (signedInfo: string, key: KeyLike) =>
    signData('sha256', Buffer.from(signedInfo), { key, dsaEncoding: 'ieee-p1363' } as never).toString('base64');
}

export const encode = (xml: string): string => Buffer.from(xml).toString('base64');

/** What a redirect carries to the provider. */
export function readRequest(url: URL): { xml: string; id: string; acsUrl: string; issuer: string; relayState: string } {
  const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
  const find = (pattern: RegExp) => pattern.exec(xml)?.[1] ?? '';
  return {
    xml,
    id: find(/ ID="([^"]+)"/),
    acsUrl: find(/AssertionConsumerServiceURL="([^"]+)"/),
    issuer: find(/<saml:Issuer>([^<]+)</),
    relayState: url.searchParams.get('RelayState') ?? '',
  };
}

const newId = () => `_${randomBytes(16).toString('hex')}`;
const at = (time: Date) => time.toISOString();
const attribute = (name: string, value: string | null | undefined) =>
  value === null || value === undefined ? '' : ` ${name}="${escapeXml(value)}"`;

export async function createSamlIdp(issuer = 'https://idp.example/metadata'): Promise<SamlIdp> {
  const key = await createCertifiedKey('idp.example', new Date());
  const idp: SamlIdp = {
    issuer,
    key,

    say({ id, acsUrl, audience, now = new Date() }, changes = {}) {
      const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
      return {
        nameIdXml: 'subject-1',
        nameIdFormat: formats.persistent,
        attributesXml: '',
        issuer,
        responseIssuer: issuer,
        audience,
        recipient: acsUrl,
        destination: acsUrl,
        inResponseTo: id,
        confirmationInResponseTo: id,
        notBefore: later(-5),
        notOnOrAfter: later(300),
        confirmationNotOnOrAfter: later(300),
        method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
        conditionsXml: '',
        sessionIndex: newId(),
        sessionNotOnOrAfter: null,
        status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
        secondStatus: null,
        assertionId: newId(),
        responseId: newId(),
        ...changes,
      };
    },

    assertion: (said) =>
      `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${said.assertionId}" Version="2.0" IssueInstant="${at(said.notBefore)}">` +
      `<saml:Issuer>${escapeXml(said.issuer)}</saml:Issuer>` +
      `<saml:Subject><saml:NameID${attribute('Format', said.nameIdFormat)}>${said.nameIdXml}</saml:NameID>` +
      `<saml:SubjectConfirmation Method="${said.method}"><saml:SubjectConfirmationData` +
      `${attribute('NotOnOrAfter', said.confirmationNotOnOrAfter && at(said.confirmationNotOnOrAfter))}` +
      `${attribute('Recipient', said.recipient)}${attribute('InResponseTo', said.confirmationInResponseTo)}/>` +
      '</saml:SubjectConfirmation></saml:Subject>' +
      `<saml:Conditions NotBefore="${at(said.notBefore)}" NotOnOrAfter="${at(said.notOnOrAfter)}">` +
      `${said.audience === null ? '' : `<saml:AudienceRestriction><saml:Audience>${escapeXml(said.audience)}</saml:Audience></saml:AudienceRestriction>`}` +
      `${said.conditionsXml}</saml:Conditions>` +
      `<saml:AuthnStatement AuthnInstant="${at(said.notBefore)}"${attribute('SessionIndex', said.sessionIndex)}` +
      `${attribute('SessionNotOnOrAfter', said.sessionNotOnOrAfter && at(said.sessionNotOnOrAfter))}>` +
      '<saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>' +
      `${said.attributesXml === '' ? '' : `<saml:AttributeStatement>${said.attributesXml}</saml:AttributeStatement>`}` +
      '</saml:Assertion>',

    response: (said, assertionXml) =>
      `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${said.responseId}" Version="2.0" IssueInstant="${at(said.notBefore)}"` +
      `${attribute('Destination', said.destination)}${attribute('InResponseTo', said.inResponseTo)}>` +
      `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${escapeXml(said.responseIssuer)}</saml:Issuer>` +
      `<samlp:Status><samlp:StatusCode Value="${said.status}">` +
      `${said.secondStatus === null ? '' : `<samlp:StatusCode Value="${said.secondStatus}"/>`}</samlp:StatusCode></samlp:Status>` +
      `${assertionXml}</samlp:Response>`,

    sign(xml, what, options = {}) {
      const { signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256' } = options;
      const { digestAlgorithm = 'http://www.w3.org/2001/04/xmlenc#sha256' } = options;
      const { canonicalization = 'http://www.w3.org/2001/10/xml-exc-c14n#' } = options;
      const signer = new SignedXml({
        privateKey: (options.key ?? key).privateKey,
        publicCert: (options.key ?? key).certificate,
        signatureAlgorithm: signatureAlgorithm as never,
        canonicalizationAlgorithm: canonicalization as never,
      });
      Object.assign(signer.SignatureAlgorithms, { [ecdsaSha256]: EcdsaSha256 });
      const xpath = `//*[local-name(.)='${what}']`;
      signer.addReference({
        xpath,
        digestAlgorithm: digestAlgorithm as never,
        transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', canonicalization as never],
        ...(options.inclusivePrefixes !== undefined && { inclusiveNamespacesPrefixList: options.inclusivePrefixes }),
      });
      signer.computeSignature(xml, {
        prefix: 'ds',
        location: { reference: `${xpath}/*[local-name(.)='Issuer']`, action: 'after' },
      });
      return signer.getSignedXml();
    },

    respond(said, signed = 'assertion', options = {}) {
      // Each where it stands, the inner one first: the outer one is over it.
      let xml = idp.response(said, idp.assertion(said));
      if (signed === 'assertion' || signed === 'both') xml = idp.sign(xml, 'Assertion', options);
      return signed === 'response' || signed === 'both' ? idp.sign(xml, 'Response', options) : xml;
    },

    async encrypt(assertionXml, certificate, algorithms = {}) {
      const { data = 'http://www.w3.org/2009/xmlenc11#aes256-gcm' } = algorithms;
      const { key: keyAlgorithm = 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p' } = algorithms;
      const encrypted = await new Promise<string>((resolve, reject) =>
        encrypt(
          assertionXml,
          {
            rsa_pub: certificate,
            pem: certificate,
            encryptionAlgorithm: data,
            keyEncryptionAlgorithm: keyAlgorithm,
            disallowEncryptionWithInsecureAlgorithm: false,
            warnInsecureAlgorithm: false,
          },
          (error, result) => (error ? reject(error) : resolve(result)),
        ),
      );
      return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${encrypted}</saml:EncryptedAssertion>`;
    },
  };
  return idp;
}
