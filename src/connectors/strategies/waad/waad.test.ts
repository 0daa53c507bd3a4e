import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecorded, testRecorded } from '../../../../test/support/test-recorded.ts';
import { makeStart } from '../../conformance.ts';

testRecorded('waad');

let fixture: Awaited<ReturnType<typeof openRecorded>>;
beforeAll(async () => {
  fixture = await openRecorded('waad');
});
afterAll(() => fixture.close());

const host = 'https://login.microsoftonline.com';
const another = '11111111-2222-4333-8444-555555555555';

async function signIn(claims: (honest: JWTPayload) => JWTPayload) {
  fixture.provider.idTokenLie = { claims };
  const start = makeStart();
  const authorization = await fixture.strategy.connector!.start(fixture.connection, start);
  const callback = fixture.approve(authorization, fixture.recording.person);
  return fixture.strategy.connector!.finish(fixture.connection, start, callback);
}

test('takes the people of every directory, each under the name of its own', async () => {
  const { claims } = await signIn((honest) => ({ ...honest, iss: `${host}/${another}/v2.0`, tid: another }));
  // What the linking rule goes by.
  expect(claims.raw).toMatchObject({ tid: another, xms_edov: true });
});

test.each([
  ['issued by one directory for another', { tid: another }],
  ['issued by no directory', { iss: `${host}/{tenantid}/v2.0` }],
  ['without a directory', { tid: undefined }],
])('refuses an ID token that is %s', async (_what, claims) => {
  await expect(signIn((honest) => ({ ...honest, ...claims }))).rejects.toMatchObject({ code: 'token_invalid' });
});
