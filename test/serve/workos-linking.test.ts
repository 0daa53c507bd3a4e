// Who an arrival is under the preset `workos`, row by row, as an application of WorkOS's SDKs is answered.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { toUlid } from '../../src/domain/ids.ts';
import { createOutbox } from '../../src/mail/outbox.ts';
import { Browser } from '../support/browser.ts';
import { openNative } from '../support/native-client.ts';
import { type ScriptedProvider, scriptedClient, startScriptedProvider } from '../support/scripted-provider.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { callbackUri, createWorkosClient, type WorkosClient } from '../support/workos-client.ts';

const outbox = createOutbox(Date.now);
let it: TestApp;
let scripted: ScriptedProvider;
let app: WorkosClient;
beforeAll(async () => {
  scripted = await startScriptedProvider();
  it = await startTestApp({ port: await freePort(), mailer: outbox });
  const provider = await it.createProvider('google-oauth2', 'google', { mode: 'never' });
  await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: 'google',
    ...scriptedClient,
    config: { issuer: scripted.url },
  });
  const { response } = await openNative(it).client.POST('/v1/linking/presets/{name}', {
    params: { path: { name: 'workos' } },
  });
  expect(response.status).toBe(200);
  app = await createWorkosClient(it);
});
afterAll(async () => {
  await it.close();
  await scripted.close();
});

/** Through the provider to the application, which redeems what it was told. Google answers for gmail.com alone. */
async function arrive(sub: string, email: string, verified = true) {
  const browser = new Browser(it.baseUrl);
  const query = { client_id: app.clientId, redirect_uri: callbackUri, response_type: 'code', provider: 'GoogleOAuth' };
  let { location } = await browser.get(`/user_management/authorize?${new URLSearchParams(query)}`);
  while (!location!.startsWith(scripted.url)) ({ location } = await browser.get(location!));
  const callback = scripted.approve(new URL(location!), { sub, email, email_verified: verified });
  ({ location } = await browser.get(`${callback.pathname}${callback.search}`));
  while (!location!.startsWith(callbackUri)) ({ location } = await browser.get(location!.replace(it.baseUrl, '')));
  const code = new URL(location!).searchParams.get('code')!;
  return app.authenticate({ grant_type: 'authorization_code', code });
}
type Answer = Awaited<ReturnType<typeof arrive>>;

/** Signed in at once, as whom. */
const signedInAs = ({ status, body }: Answer) => {
  expect({ status, body }).toMatchObject({ status: 200, body: { authentication_method: 'GoogleOAuth' } });
  return body.user as { id: string; email: string; email_verified: boolean };
};

/** Asked for the code that was sent to the address, and signed in by it. */
async function confirmed({ status, body }: Answer, email: string) {
  expect({ status, body }).toMatchObject({ status: 403, body: { code: 'email_verification_required', email } });
  const read = () => outbox.messages().find(({ to }) => to === email)?.text;
  await vi.waitFor(() => expect(read()).toBeDefined());
  const code = /(\d{3} \d{3})/.exec(read()!)![1]!.replace(' ', '');
  return signedInAs(
    await app.authenticate({
      grant_type: 'urn:workos:oauth:grant-type:email-verification:code',
      pending_authentication_token: body.pending_authentication_token,
      code,
    }),
  );
}

async function createUser(email: string, emailVerified: boolean): Promise<string> {
  const { user } = await it.operations.users.create(it.actor, { profile: { email, emailVerified } });
  return `user_${toUlid(user.id)}`;
}
const identitiesOf = (userId: string) => app.workos.userManagement.getUserIdentities(userId);

test('a proved address of nobody: a user whose address is verified', async () => {
  const user = signedInAs(await arrive('1', 'one@gmail.com'));
  expect(user).toMatchObject({ email: 'one@gmail.com', email_verified: true });
  expect(await identitiesOf(user.id)).toMatchObject([{ idpId: '1', provider: 'GoogleOAuth' }]);
  // Known from now on, whatever the address.
  expect(signedInAs(await arrive('1', 'one@gmail.com')).id).toBe(user.id);
});

test('an unproved address of nobody: the code first, then the user and the identity', async () => {
  const user = await confirmed(await arrive('2', 'two@example.org'), 'two@example.org');
  expect(user).toMatchObject({ email: 'two@example.org', email_verified: true });
  expect(await identitiesOf(user.id)).toMatchObject([{ idpId: '2' }]);
});

test('a proved address of a verified user: attached', async () => {
  const id = await createUser('three@gmail.com', true);
  expect(signedInAs(await arrive('3', 'three@gmail.com')).id).toBe(id);
  expect(await identitiesOf(id)).toMatchObject([{ idpId: '3' }]);
});

test('an unproved address of a verified user: attached when the code is entered, and not before', async () => {
  const id = await createUser('four@example.org', true);
  const asked = await arrive('4', 'four@example.org');
  expect(await identitiesOf(id)).toEqual([]);
  expect((await confirmed(asked, 'four@example.org')).id).toBe(id);
  expect(await identitiesOf(id)).toMatchObject([{ idpId: '4' }]);
});

test('an address that is said to be unverified is asked about like any that is not proved', async () => {
  const id = await createUser('five@gmail.com', true);
  const asked = await arrive('5', 'five@gmail.com', false);
  expect(await identitiesOf(id)).toEqual([]);
  expect((await confirmed(asked, 'five@gmail.com')).id).toBe(id);
  const stranger = await confirmed(await arrive('5-new', 'five-new@gmail.com', false), 'five-new@gmail.com');
  expect(stranger.email_verified).toBe(true);
});

test.each([
  ['an unproved', 'six@example.org'],
  ['a proved', 'six@gmail.com'],
])('%s address of a user who has not verified it: never signed in to as it is', async (_what, email) => {
  const id = await createUser(email, false);
  const answer = await arrive(`6-${email}`, email);
  const user = answer.status === 403 ? await confirmed(answer, email) : signedInAs(answer);
  expect(user).toMatchObject({ id, email, email_verified: true });
  expect(await identitiesOf(id)).toMatchObject([{ idpId: `6-${email}` }]);
});

test('an identity of one user that comes with the address of another: the first one, whose address stays', async () => {
  const { id } = signedInAs(await arrive('7', 'seven@gmail.com'));
  const other = await createUser('seven-too@gmail.com', true);
  const again = signedInAs(await arrive('7', 'seven-too@gmail.com'));
  expect(again).toMatchObject({ id, email: 'seven@gmail.com' });
  expect(await identitiesOf(other)).toEqual([]);
});
