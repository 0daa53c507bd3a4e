import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AskedRequest } from '../../../../test/support/recorded-provider.ts';
import { testRecorded } from '../../../../test/support/test-recorded.ts';
import { ConnectorError } from '../../connector.ts';
import { signAlipayRequest } from './sign-alipay-request.ts';

const makeKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const toBase64 = (key: ReturnType<typeof makeKey>, type: 'pkcs8' | 'pkcs1') =>
  key.privateKey.export({ format: 'der', type }).toString('base64');

const key = makeKey();

function isSigned(signature: string, { fields: { sign: _own, ...fields } }: AskedRequest): boolean {
  const content = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`);
  return verify('sha256', Buffer.from(content.join('&')), key.publicKey, Buffer.from(signature, 'base64'));
}

testRecorded('alipay', async () => ({
  connection: { clientSecret: toBase64(key, 'pkcs8') },
  wrongSecret: toBase64(makeKey(), 'pkcs8'),
  proofs: { sign: isSigned, timestamp: (value) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) },
}));

const request = { method: 'POST', url: new URL('https://openapi.alipay.com/gateway.do'), headers: {}, fields: {} };
const known = { clientId: '', options: {}, code: '', accessToken: '', refreshToken: undefined, token: {}, answers: {} };
const sign = (clientSecret: string) =>
  signAlipayRequest(
    { ...request, encoding: 'form' },
    { ...known, clientSecret, now: new Date('2026-12-31T20:30:00Z') },
  );

test('takes the key in every form that the vendor hands it out in, and tells the time of its own zone', async () => {
  const pem = key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  for (const secret of [toBase64(key, 'pkcs8'), toBase64(key, 'pkcs1'), pem])
    expect((await sign(secret)).fields).toMatchObject({ timestamp: '2027-01-01 04:30:00', sign_type: 'RSA2' });
});

test('refuses what is no key, without showing it', () => {
  expect(() => sign('not-a-key')).toThrow(ConnectorError);
  expect(() => sign('not-a-key')).not.toThrow(/not-a-key/);
});
