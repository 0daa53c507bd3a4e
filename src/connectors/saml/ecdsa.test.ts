// Assertions signed by another library (signxml 5.2, Python) with keys of OpenSSL: one for each curve.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openSigned } from './signed-content.ts';
import { parseXml, toXml } from './xml.ts';

const fixture = new URL('../../../test/fixtures/saml-ecdsa.json', import.meta.url);
const signed: { algorithm: string; curve: string; certificate: string; xml: string }[] = JSON.parse(
  readFileSync(fixture, 'utf8'),
);

function open(xml: string, ...certificates: string[]) {
  const root = parseXml(xml);
  return openSigned(
    root,
    root,
    certificates.map((each) => new X509Certificate(each)),
  );
}

describe.each(signed)('$algorithm over $curve', ({ xml, certificate, algorithm }) => {
  const others = signed.filter((each) => each.certificate !== certificate).map((each) => each.certificate);

  test('is verified, also where the key is the last of several', () => {
    expect(toXml(open(xml, certificate))).toContain('<saml:NameID>ada</saml:NameID>');
    expect(toXml(open(xml, ...others, certificate))).toContain('<saml:NameID>ada</saml:NameID>');
  });

  test.each([
    ['another content', (text: string) => text.replace('>ada<', '>eve<')],
    [
      'a signature of zeros, which is one of anything where nobody looks',
      (text: string) =>
        text.replace(/(SignatureValue>)([^<]+)/, (_all, tag: string, value: string) => {
          return tag + Buffer.alloc(Buffer.from(value, 'base64').length).toString('base64');
        }),
    ],
    ['no signature value', (text: string) => text.replace(/(SignatureValue>)[^<]+/, '$1')],
    ['the name of another hash', (text: string) => text.replace(algorithm, 'ecdsa-sha1')],
    ['the name of an RSA algorithm', (text: string) => text.replace(algorithm, 'rsa-sha256')],
  ])('is refused with %s', (_what, spoil) => {
    expect(() => open(spoil(xml), certificate)).toThrow(/the provider's answer/);
  });

  test('is refused for the keys of others', () => {
    expect(() => open(xml, ...others)).toThrow('none of the configured certificates made');
  });
});
