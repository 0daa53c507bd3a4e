/**
 * ECDSA for `xml-crypto`, which has RSA alone. In XML a signature is its two numbers behind each other, each as long as the
 * curve's order (RFC 9231 §2.3.6), and not the DER that certificates have.
 */
import { type KeyLike, verify } from 'node:crypto';
import type { SignatureAlgorithm } from 'xml-crypto';

/** By the name that a document gives. SHA-1 and SHA-224 are left out. */
export const ecdsaMethods: Readonly<Record<string, new () => SignatureAlgorithm>> = Object.fromEntries(
  ['sha256', 'sha384', 'sha512'].map((hash) => {
    const name = `http://www.w3.org/2001/04/xmldsig-more#ecdsa-${hash}`;
    return [name, ecdsaMethod(name, hash)];
  }),
);

function ecdsaMethod(name: string, hash: string): new () => SignatureAlgorithm {
  class Ecdsa {
    getAlgorithmName = () => name;

    getSignature = (): never => {
      throw new Error('our own signatures are made with RSA');
    };

    verifySignature = (material: string, key: KeyLike, signature: string): boolean =>
      verify(
        hash,
        Buffer.from(material),
        { key, dsaEncoding: 'ieee-p1363' } as never,
        Buffer.from(signature, 'base64'),
      );
  }
  return Ecdsa as unknown as new () => SignatureAlgorithm;
}
