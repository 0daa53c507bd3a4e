/**
 * There is no receiver of back-channel logouts (OpenID Connect Back-Channel Logout 1.0) or of security events (RFC 8935): what is
 * sent as one changes nothing, whoever signed it and wherever it is sent.
 */
import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type SignInPlace, type Stage, signedInAs } from './stage.ts';

let stage: Stage;
let home: SignInPlace;
beforeAll(async () => {
  stage = await openStage();
  home = await stage.addProvider('home', believed);
});
afterAll(() => stage.close());

const paths = [
  '/backchannel-logout',
  '/backchannel_logout',
  '/oidc/backchannel-logout',
  '/oidc/backchannel',
  '/oidc/logout',
  '/v2/logout',
  '/sign-in/callback',
  '/sign-in/logout',
  '/sign-in/backchannel-logout',
  '/sign-in/with/home',
  '/sign-in/with/home/logout',
  '/sign-in/saml/home',
  '/sign-in/saml/home/logout',
  '/sign-out',
  '/openid/logout',
  '/logout',
  '/events',
  '/v1/events',
  '/security-events',
  '/risc',
  '/ssf/events',
  '/.well-known/sse-configuration',
  '/.well-known/ssf-configuration',
];

const logout = 'http://schemas.openid.net/event/backchannel-logout';
const disabled = 'https://schemas.openid.net/secevent/risc/event-type/account-disabled';

describe('55: a logout or "account disabled" from outside', () => {
  test('unsigned, signed by anybody, of another issuer or by the provider itself: ignored on every path', async () => {
    const { browser, userId } = await home.signIn({ sub: 'fifty-five', email: 'v@example.com', email_verified: true });
    const bystander = await home.signIn({ sub: 'fifty-five-too' });
    const [session] = await stage.openSessionsOf(userId!);
    const before = await stage.snapshot();
    const events = await stage.events('session.ended', 'user.suspended', 'identity.unlinked');

    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const claims = (iss: string, event: string): JWTPayload => ({
      iss,
      aud: 'selfsame',
      sub: 'fifty-five',
      sid: session!.id,
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 120,
      jti: `jti-${event}`,
      events: { [event]: { subject: { subject_type: 'iss-sub', iss, sub: 'fifty-five' } } },
    });
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = (payload: JWTPayload) => `${encode({ alg: 'none', typ: 'logout+jwt' })}.${encode(payload)}.`;
    const byName = (payload: JWTPayload) => {
      const text = `${encode({ alg: 'HS256', typ: 'logout+jwt' })}.${encode(payload)}`;
      return `${text}.${createHmac('sha256', JSON.stringify(payload)).update(text).digest('base64url')}`;
    };
    const signed = async (payload: JWTPayload, typ: string) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'RS256', typ, jwk: await exportJWK(publicKey) }).sign(privateKey);
    const tokens: string[] = [];
    for (const event of [logout, disabled])
      for (const iss of [home.scripted.url, 'https://evil.example', `${stage.it.publicUrl}/`]) {
        const payload = claims(iss, event);
        tokens.push(unsigned(payload), byName(payload), await signed(payload, 'logout+jwt'));
        tokens.push(await signed(payload, 'secevent+jwt'));
      }

    const send = (path: string, type: string, body: string) =>
      fetch(stage.it.baseUrl + path, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': type, cookie: `selfsame_session=${browser.cookies.get('selfsame_session')}` },
        body,
      }).then(async (answer) => ({ status: answer.status, text: await answer.text() }));
    for (const path of paths)
      for (const token of tokens) {
        const form = new URLSearchParams({ logout_token: token, id_token_hint: token, state: token }).toString();
        for (const [type, body] of [
          ['application/x-www-form-urlencoded', form],
          ['application/secevent+jwt', token],
        ] as const) {
          const { status } = await send(path, type, body);
          expect([path, status >= 200 && status < 300]).toEqual([path, false]);
          expect(status).toBeLessThan(500);
        }
      }
    expect(await signedInAs(browser)).toBe(userId);
    expect(await signedInAs(bystander.browser)).toBe(bystander.userId);
    expect(await stage.snapshot()).toEqual(before);
    expect(await stage.events('session.ended', 'user.suspended', 'identity.unlinked')).toEqual(events);
  });

  test('as the hint of a logout by its browser: asked about or refused, never acted on', async () => {
    const { browser, userId } = await home.signIn({ sub: 'fifty-five-hint' });
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'HS256', 'RS256']) {
      const hint = `${encode({ alg })}.${encode({ iss: `${stage.it.publicUrl}/`, aud: 'x', sub: userId })}.AAAA`;
      const answer = await browser.get(`/oidc/logout?id_token_hint=${hint}`);
      expect([200, 400, 403]).toContain(answer.status);
      expect(await signedInAs(browser)).toBe(userId);
    }
  });

  test('and none is offered: metadata says nothing of one', async () => {
    const answer = await fetch(`${stage.it.baseUrl}/.well-known/openid-configuration`);
    const metadata = (await answer.json()) as Record<string, unknown>;
    expect(metadata.issuer).toBe(`${stage.it.publicUrl}/`);
    expect(Object.keys(metadata).filter((name) => /backchannel|frontchannel/.test(name))).toEqual([]);
  });
});
