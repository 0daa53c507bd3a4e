/** The certificates that an identity provider signs with: envelopes of public keys, trusted because the operator gave them. */
import { type KeyObject, X509Certificate } from 'node:crypto';

const rsaBitsMin = 2048;
/** NIST's P-256, P-384 and P-521, as OpenSSL names them: what XML signatures are made with (RFC 9231 §2.3.6). */
const curves = ['prime256v1', 'secp384r1', 'secp521r1'];

/** PEM, or the bare base64 of metadata and of vendors' forms. Undefined for what is no certificate. */
export function readCertificate(text: unknown): X509Certificate | undefined {
  if (typeof text !== 'string' || text.length > 32 * 1024) return undefined;
  const bare = text.replace(/-----(?:BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) return undefined;
  try {
    return new X509Certificate(Buffer.from(bare, 'base64'));
  } catch {
    return undefined;
  }
}

export function hasExpired(certificate: X509Certificate, now: Date): boolean {
  return Date.parse(certificate.validTo) < now.getTime();
}

/** What is wrong with `text` as the certificate called `name`, or undefined. */
export function checkCertificate(name: string, text: unknown, now: Date): string | undefined {
  const certificate = readCertificate(text);
  if (certificate === undefined) return `\`${name}\` is not an X.509 certificate in PEM or base64`;
  if (!isStrong(certificate.publicKey))
    return `\`${name}\` must hold an RSA key of at least ${rsaBitsMin} bits, or an EC key of P-256, P-384 or P-521`;
  if (hasExpired(certificate, now)) {
    const day = new Date(certificate.validTo).toISOString().slice(0, 10);
    return `\`${name}\` (${nameOf(certificate)}) expired on ${day}: take it out, or ask the provider for the one it signs with now`;
  }
  return undefined;
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): boolean {
  if (asymmetricKeyType === 'ec') return curves.includes(asymmetricKeyDetails.namedCurve ?? '');
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails.modulusLength ?? 0) >= rsaBitsMin;
}

/** A certificate in words: whose it is, and enough of its fingerprint to find it again. */
export function nameOf(certificate: X509Certificate): string {
  const subject = certificate.subject?.split('\n').at(-1) ?? '';
  return [subject, `SHA-256 ${certificate.fingerprint256.slice(0, 23)}…`].filter((part) => part !== '').join(', ');
}
