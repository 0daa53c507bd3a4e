import { createPrivateKey, createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCertifiedKey } from './self-signed.ts';

test.each([
  ['2026-11-21T12:00:00.000Z', 'Nov 21 12:00:00 2026 GMT', 'Nov 21 12:00:00 2046 GMT'],
  // From 2050 on, times are written in another way.
  ['2035-01-02T03:04:05.999Z', 'Jan  2 03:04:05 2035 GMT', 'Jan  2 03:04:05 2055 GMT'],
])('makes a key with a certificate of its own, at %s', async (now, from, to) => {
  const { certificate, privateKey } = await createCertifiedKey('Selfsame für acme', new Date(now));
  const read = new X509Certificate(certificate);
  expect(read.subject).toBe('CN=Selfsame für acme');
  expect(read.issuer).toBe(read.subject);
  expect([read.validFrom, read.validTo]).toEqual([from, to]);
  expect(read.verify(read.publicKey)).toBe(true);
  expect(read.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  const data = Buffer.from('said');
  expect(verify('sha256', data, createPublicKey(certificate), sign('sha256', data, privateKey))).toBe(true);
});

test('never makes the same key or serial number twice', async () => {
  const [one, other] = await Promise.all([createCertifiedKey('a', new Date()), createCertifiedKey('a', new Date())]);
  expect(new X509Certificate(one.certificate).serialNumber).not.toBe(
    new X509Certificate(other.certificate).serialNumber,
  );
  expect(one.privateKey).not.toBe(other.privateKey);
});
