/**
 * A key pair with a self-signed certificate (RFC 5280), as SAML wants to be given a public key. Nobody follows a path from
 * it or asks when it ends: it is an envelope. Node.js makes keys and signatures and no certificates, so the envelope
 * is written here, in DER (X.690).
 */
import { generateKeyPair, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';

export interface CertifiedKey {
  /** PEM. */
  certificate: string;
  /** PEM, PKCS #8. */
  privateKey: string;
}

const rsaBits = 2048;
const validYears = 20;

/** An RSA key, for signing and for opening what is encrypted. `name` is the certificate's subject and issuer. */
export async function createCertifiedKey(name: string, now: Date): Promise<CertifiedKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: rsaBits });
  const der = selfSign(name, now, publicKey, privateKey);
  return {
    certificate: toPem('CERTIFICATE', der),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** What people compare a certificate by, and when it ends. */
export function describeCertificate(pem: string): { fingerprint: string; expiresAt: string } {
  const { fingerprint256, validTo } = new X509Certificate(pem);
  return { fingerprint: fingerprint256, expiresAt: new Date(validTo).toISOString() };
}

const tags = {
  integer: 0x02,
  bitString: 0x03,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
};
/** X.690 §8.19: 1.2.840.113549.1.1.11 (sha256WithRSAEncryption) and 2.5.4.3 (commonName). */
const oids = { sha256WithRsa: '2a864886f70d01010b', commonName: '550403' };

function selfSign(name: string, now: Date, publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const algorithm = sequence(der(tags.oid, Buffer.from(oids.sha256WithRsa, 'hex')), der(tags.null));
  const commonName = sequence(der(tags.oid, Buffer.from(oids.commonName, 'hex')), der(tags.utf8, Buffer.from(name)));
  const subject = sequence(der(tags.set, commonName));
  // A positive number of at most 20 bytes (RFC 5280 §4.1.2.2).
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + validYears);
  const body = sequence(
    // Version 3, which is written as 2.
    der(0xa0, der(tags.integer, Buffer.from([2]))),
    der(tags.integer, serial),
    algorithm,
    subject,
    sequence(time(now), time(end)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  return sequence(body, algorithm, der(tags.bitString, Buffer.concat([Buffer.from([0]), signature])));
}

function der(tag: number, content: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(tags.sequence, Buffer.concat(parts));
}

/** X.690 §8.1.3: short up to 127, else the count of the length's own bytes and then these. */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

/** RFC 5280 §4.1.2.5.1 wants UTCTime up to 2049. */
function time(at: Date): Buffer {
  const digits = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(digits.slice(2))) : der(tags.time, Buffer.from(digits));
}

function toPem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
