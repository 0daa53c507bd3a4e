// Applications sign their users in: from their own request by way of the pages and the demo provider to their tokens.
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import { addDemoSignIn, type DemoSignIn } from '../support/demo-sign-in.ts';
import { createRelyingParty } from '../support/relying-party.ts';
import { freePort } from '../support/selfsame.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const ada = { way: 'demo-google-oauth2', id: 'ada' };

describe.each(['server', 'embedded'] as const)('on the %s database', (on) => {
  let it: TestApp;
  let demo: DemoSignIn;
  beforeAll(async () => {
    it = await startTestApp({ on, port: await freePort() });
    demo = await addDemoSignIn(it);
  });
  afterAll(async () => {
    await demo?.close();
    await it?.close();
  });

  test('somebody signs in, and the application knows who it is', async () => {
    const app = await createRelyingParty(it);
    const browser = new Browser(it.baseUrl);
    const tokens = await app.signIn(browser, {}, ada);
    const { userId } = await browser.readAccount();
    expect(tokens.claims()).toMatchObject({
      iss: `${it.baseUrl}/`,
      aud: app.created.application.clientId,
      sub: userId,
      email: 'ada@example.com',
      email_verified: true,
      auth_time: expect.any(Number),
    });
    const told = await client.fetchUserInfo(app.config, tokens.access_token, userId);
    expect(told).toMatchObject({ sub: userId, name: expect.any(String), email: 'ada@example.com' });
    expect(tokens.refresh_token).toBeUndefined();
  });
});
