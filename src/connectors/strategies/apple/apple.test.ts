import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { testRecorded } from '../../../../test/support/test-recorded.ts';
import { readAppleCallback } from './apple-callback.ts';

const makeKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const toPem = (key: ReturnType<typeof makeKey>) => key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const key = makeKey();

testRecorded('apple', async () => ({
  connection: { clientSecret: toPem(key) },
  wrongSecret: toPem(makeKey()),
  proofs: {
    client_secret: (secret) =>
      jwtVerify(secret, key.publicKey, {
        algorithms: ['ES256'],
        issuer: 'ABCDE12345',
        subject: 'com.example.web',
        audience: 'https://appleid.apple.com',
        requiredClaims: ['iat', 'exp'],
      }).then(
        ({ protectedHeader }) => protectedHeader.kid === 'XYZ9876543',
        () => false,
      ),
  },
}));

const read = (user: string) => readAppleCallback(new URLSearchParams({ user }));

test.each(['', 'null', '[]', '{', '"Ada"', '{"name":"Ada"}', '{"name":{"firstName":1}}', '{"email":"a@b.example"}'])(
  'reads no name from %j, and never an address',
  (user) => {
    expect(read(user)).toEqual({});
  },
);

test('reads half a name as one', () => {
  expect(read('{"name":{"firstName":"Ada","lastName":null}}')).toEqual({ name: 'Ada', given_name: 'Ada' });
});
