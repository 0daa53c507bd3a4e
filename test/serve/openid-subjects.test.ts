// What an application calls its people stays, whatever is done to what leads to them; and what a token exchange refuses.
import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty, type RelyingParty } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const ada = { way: 'demo-google-oauth2', id: 'ada' };
const eleni = { way: 'demo-github', id: 'eleni' };
const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

let it: TestApp;
let demo: DemoSignIn;
beforeAll(async () => {
  it = await startTestApp({ port: await freePort() });
  demo = await addDemoSignIn(it);
});
afterAll(async () => {
  await demo?.close();
  await it?.close();
});

test('linked and unlinked, also from the identity that the name came from', async () => {
  const formats = ['native', 'auth0', 'pairwise'] as const;
  const apps = await Promise.all(formats.map((subjectFormat) => createRelyingParty(it, { subjectFormat })));
  const subjectsOf = async (person: typeof ada) => {
    const browser = new Browser(it.baseUrl);
    const subjects: string[] = [];
    for (const app of apps) subjects.push((await app.signIn(browser, {}, person)).claims()!.sub);
    return subjects;
  };
  const before = await subjectsOf(ada);
  const userId = before[0]!;
  expect(before[1]).toBe((await it.operations.users.read(it.actor, userId)).originKey);

  const stranger = new Browser(it.baseUrl);
  await stranger.signIn(eleni.way, eleni.id);
  const theirs = (await stranger.readAccount()).userId;
  const [github] = await it.operations.identities.ofUser(it.actor, theirs);
  await it.operations.identities.move(it.actor, github!.id, userId, { allowLast: true });
  expect(await subjectsOf(eleni)).toEqual(before);

  const [google] = await it.operations.identities.ofUser(it.actor, userId);
  await it.operations.identities.unlink(it.actor, { userId, which: { identityId: google!.id }, outcome: 'split' });
  expect(await subjectsOf(eleni)).toEqual(before);
  // Whoever comes with what was taken away is somebody else by now, and is called by another name.
  const others = await subjectsOf(ada);
  for (const [index, subject] of others.entries()) expect(subject).not.toBe(before[index]);
});

test('merged twice over, under the name of before', async () => {
  const app = await createRelyingParty(it);
  const tokens = await app.signIn(
    new Browser(it.baseUrl),
    { scope: 'openid email offline_access' },
    {
      way: 'demo-oidc',
      id: 'dan',
    },
  );
  const known = tokens.claims()!.sub;
  const [second, third] = await Promise.all(
    ['second', 'third'].map((name) =>
      it.operations.users.create(it.actor, { profile: { email: `${name}@elsewhere.example` } }),
    ),
  );
  await it.operations.merge(it.actor, { primaryId: second!.user.id, secondaryId: known });
  await it.operations.merge(it.actor, { primaryId: third!.user.id, secondaryId: second!.user.id });
  const renewed = await client.refreshTokenGrant(app.config, tokens.refresh_token!);
  expect(renewed.claims()!.sub).toBe(known);
  const told = await client.fetchUserInfo(app.config, renewed.access_token, known);
  expect(told.email).toBe('third@elsewhere.example');
  const anew = await app.signIn(new Browser(it.baseUrl), {}, { way: 'demo-oidc', id: 'dan' });
  expect(anew.claims()!.sub).toBe(known);
});

test('a token exchange is refused what RFC 8693 has that is not here, and what is over', async () => {
  const app: RelyingParty = await createRelyingParty(it, { grantTypes: ['authorization_code', exchange] });
  const person = { way: 'demo-github', id: 'bjorn' };
  const tokens = await app.signIn(new Browser(it.baseUrl), {}, person);
  const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
  const ask = (fields: Record<string, string>) =>
    client.genericGrantRequest(app.config, exchange, {
      subject_token: tokens.access_token,
      subject_token_type: accessTokenType,
      audience: 'github',
      ...fields,
    });
  const given = await ask({});
  // RFC 8693 §2.2.1
  expect(given).toMatchObject({ issued_token_type: accessTokenType, token_type: 'bearer' });
  for (const [fields, error] of [
    [{ subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    [{ requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' }, 'invalid_request'],
    [{ actor_token: 'x', actor_token_type: accessTokenType }, 'invalid_request'],
    [{ audience: '' }, 'invalid_request'],
    [{ audience: 'google-oauth2' }, 'invalid_target'],
    // §2.2.2
    [{ subject_token: tokens.id_token! }, 'invalid_request'],
    [{ subject_token: given.access_token }, 'invalid_request'],
  ] as const)
    await expect(ask(fields), JSON.stringify(fields)).rejects.toMatchObject({ error });
  const sessionId = String(tokens.claims()!.sid);
  await it.operations.sessions.end(it.actor, sessionId, 'revoked');
  await expect(ask({})).rejects.toMatchObject({ error: 'invalid_request' });
});
