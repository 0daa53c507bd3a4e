import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AccountPageProps, renderAccountPage } from './account-page.tsx';
import { type AskPageProps, renderAskPage } from './ask-page.tsx';
import { assets, stylesheet } from './assets.ts';
import { type CodePageProps, renderCodePage } from './code-page.tsx';
import { renderConsentPage } from './consent-page.tsx';
import { plainFrame } from './frame.ts';
import { renderLogoutPage } from './logout-page.tsx';
import { renderMessagePage } from './message-page.tsx';
import { renderOutboxPage } from './outbox-page.tsx';
import { pageHeaders } from './page-headers.ts';
import { renderReceivedPage } from './received-page.tsx';
import { renderSignInPage, type SignInPageProps } from './sign-in-page.tsx';
import { renderTestEndPage, renderTestStartPage } from './test-page.tsx';

const hostile = `"><script>alert('1')</script>&`;

const signIn: SignInPageProps = {
  tenantName: 'Acme',
  providers: [
    { name: 'google', href: '/sign-in/google', label: 'Continue with Google', mark: 'G' },
    { name: 'github', href: '/sign-in/github', label: 'Continue with GitHub', mark: 'GH' },
  ],
};

const account: AccountPageProps = {
  tenantName: 'Acme',
  user: { id: 'user-1', displayName: 'Ada Park', email: 'ada@example.com', emailVerified: true },
  identities: [
    {
      providerName: 'Google',
      strategy: 'google-oauth2',
      subject: '123',
      email: 'ada@example.com',
      emailVerified: true,
      linkedBy: 'auto',
      linkedAt: '2026-11-21T10:15:00Z',
      lastLoginAt: '2026-11-21T23:59:00Z',
      isPrimary: true,
      unlinkHref: '/unlink/1',
    },
    {
      providerName: 'SCIM',
      strategy: 'oidc',
      subject: 'x',
      emailVerified: false,
      linkedBy: 'scim',
      isPrimary: false,
      unlinkHref: null,
    },
  ],
  devices: [],
  activity: [],
  csrfToken: 'csrf-1',
  paths: { signOut: '/sign-out', link: '/link', endOthers: '/end', data: '/data' },
};

const ask: AskPageProps = {
  tenantName: 'Acme',
  providerName: 'GitHub',
  email: 'ada@example.com',
  blind: false,
  code: { maskedAddress: 'a•••@example.com', wasSent: false },
  waysIn: [{ name: 'google', href: '/with/google', label: 'Continue with Google', mark: 'G' }],
  otherwise: 'create_user',
  csrfToken: 'csrf-1',
  paths: { sendCode: '/send', code: '/code', continueAsNew: '/new' },
};

const code: CodePageProps = {
  purpose: 'account',
  address: null,
  codeMinutes: 10,
  offersAnother: true,
  csrfToken: 'csrf-1',
  paths: { code: '/code', sendCode: '/send', back: '/ask' },
};

const everywhereHostile = {
  'the sign-in page': renderSignInPage(
    {
      tenantName: hostile,
      providers: [{ name: hostile, href: `/sign-in/${hostile}`, label: hostile, mark: hostile }],
      notice: hostile,
      error: hostile,
    },
    plainFrame,
  ),
  'the account page': renderAccountPage(
    {
      tenantName: hostile,
      user: { id: hostile, displayName: hostile, email: hostile, emailVerified: false, picture: `https://${hostile}` },
      identities: [
        {
          ...account.identities[0]!,
          providerName: hostile,
          strategy: hostile,
          subject: hostile,
          email: hostile,
          linkedAt: hostile,
          lastLoginAt: hostile,
        },
      ],
      devices: [
        {
          browser: hostile,
          system: hostile,
          ip: hostile,
          createdAt: hostile,
          lastSeenAt: hostile,
          isThisOne: false,
          endHref: hostile,
        },
      ],
      activity: [{ type: 'user.signed_in', providerName: hostile, ip: hostile, byThemselves: false, at: hostile }],
      csrfToken: hostile,
      paths: { signOut: hostile, link: hostile, endOthers: hostile, data: hostile },
      notice: hostile,
    },
    plainFrame,
  ),
  'the question of an account that was found': renderAskPage(
    {
      ...ask,
      tenantName: hostile,
      providerName: hostile,
      email: hostile,
      code: { maskedAddress: hostile, wasSent: false },
      waysIn: [{ name: hostile, href: hostile, label: hostile, mark: hostile }],
      csrfToken: hostile,
      error: hostile,
    },
    plainFrame,
  ),
  'the blind question': renderAskPage({ ...ask, blind: true, providerName: hostile, email: hostile }, plainFrame),
  'the page for the code': renderCodePage(
    { ...code, address: hostile, csrfToken: hostile, error: hostile },
    plainFrame,
  ),
  'the question of a sign-in that began at the provider': renderReceivedPage(
    {
      tenantName: hostile,
      providerName: hostile,
      name: hostile,
      signedInAs: hostile,
      state: hostile,
      csrfToken: hostile,
      path: hostile,
    },
    plainFrame,
  ),
  'the question of an application': renderConsentPage(
    {
      tenantName: hostile,
      applicationName: hostile,
      requested: [{ openid: 'email' }, { scope: hostile, api: hostile }],
      action: hostile,
      csrfToken: hostile,
    },
    plainFrame,
  ),
  'the question of signing out': renderLogoutPage(
    {
      tenantName: hostile,
      applicationName: hostile,
      action: hostile,
      csrfToken: hostile,
      fields: [{ name: hostile, value: hostile }],
    },
    plainFrame,
  ),
  'the beginning of a test': renderTestStartPage(
    { tenantName: hostile, connectionName: hostile, href: hostile },
    plainFrame,
  ),
  'the end of a test': renderTestEndPage(
    {
      connectionName: hostile,
      status: 'failed',
      steps: [{ step: 'discovery', outcome: 'failed', said: hostile }],
      testId: hostile,
    },
    plainFrame,
  ),
  'the outbox': renderOutboxPage(
    [{ to: hostile, subject: hostile, text: hostile, sentAt: '2026-11-21T10:15:00.000Z' }],
    plainFrame,
  ),
  'a message page': renderMessagePage({
    title: hostile,
    message: hostile,
    advice: hostile,
    detail: hostile,
    action: { href: hostile, label: hostile },
    reference: hostile,
  }),
};

describe.each(Object.entries(everywhereHostile))('%s', (_name, html) => {
  test('escapes whatever it is given', () => {
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script');
  });

  test('carries nothing inline that its policy forbids', () => {
    expect(html).not.toMatch(/<script|<style|\sstyle=|<[^>]*\son[a-z]+=["']/);
  });

  test('is one document with one main heading and one main part, and headings in order', () => {
    expect(html.startsWith('<!doctype html>\n<html lang="en">')).toBe(true);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html.match(/<main/g)).toHaveLength(1);
    const levels = [...html.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
  });
});

describe('the sign-in page', () => {
  test('links to every provider, in order', () => {
    const html = renderSignInPage(signIn, plainFrame);
    expect([...html.matchAll(/<a class="choice" href="([^"]+)"/g)].map(([, href]) => href)).toEqual([
      '/sign-in/google',
      '/sign-in/github',
    ]);
    expect(html).toContain('<title>Sign in to Acme · Selfsame</title>');
  });

  test('says so when there is no way in, and when something went wrong', () => {
    expect(renderSignInPage({ ...signIn, providers: [] }, plainFrame)).toContain('There is no way to sign in yet');
    expect(renderSignInPage({ ...signIn, error: 'start again' }, plainFrame)).toContain('role="alert">start again');
    expect(renderSignInPage({ ...signIn, notice: 'signed out' }, plainFrame)).toContain('role="status">signed out');
    expect(renderSignInPage(signIn, plainFrame)).not.toMatch(/role="(alert|status)"/);
  });
});

describe('the account page', () => {
  test('signs out by a form that carries the token', () => {
    expect(renderAccountPage(account, plainFrame)).toContain(
      '<form method="post" action="/sign-out"><input type="hidden" name="csrf_token" value="csrf-1"/>',
    );
  });

  test('says of every identity what is known, and of what is not, so', () => {
    const html = renderAccountPage(account, plainFrame);
    expect(html).toContain('2 identities lead to this one account at Acme');
    expect(html).toContain('when you signed in, <time datetime="2026-11-21T10:15:00Z">21 Nov 2026, 10:15 UTC</time>');
    expect(html).toContain('by your organisation');
    expect(html).toContain('not yet');
    expect(html).toContain('No e-mail address');
    expect(html.match(/class="tag">primary/g)).toHaveLength(1);
  });

  test.each([
    ['https://pictures.example/ada.png', 1],
    ['http://pictures.example/ada.png', 0],
    ['javascript:alert(1)', 0],
    ['data:image/png;base64,', 0],
  ])('shows the picture %s %i times', (picture, times) => {
    const html = renderAccountPage({ ...account, user: { ...account.user, picture } }, plainFrame);
    expect(html.match(/<img/g) ?? []).toHaveLength(times);
  });

  test('counts the ways in', () => {
    expect(renderAccountPage({ ...account, identities: account.identities.slice(0, 1) }, plainFrame)).toContain(
      'One identity leads',
    );
    expect(renderAccountPage({ ...account, identities: [] }, plainFrame)).toContain('Nothing leads to this account');
  });
});

describe('the question', () => {
  test('names where a code would go, or nothing at all', () => {
    expect(renderAskPage(ask, plainFrame)).toContain('Mail a code to a•••@example.com');
    const blind = renderAskPage({ ...ask, blind: true, code: { maskedAddress: null, wasSent: false } }, plainFrame);
    expect(blind).toContain('Mail me a code');
    expect(blind).not.toContain('•••');
  });

  test('offers what there is', () => {
    expect(renderAskPage({ ...ask, code: null }, plainFrame)).not.toContain('/send');
    expect(renderAskPage({ ...ask, code: { maskedAddress: null, wasSent: true } }, plainFrame)).toContain(
      'href="/code"',
    );
    expect(renderAskPage(ask, plainFrame)).toContain('Continue with a new account');
    expect(renderAskPage({ ...ask, otherwise: 'refuse' }, plainFrame)).not.toContain('/new');
  });
});

describe('the page for the code', () => {
  test('helps keyboards, and readers of codes, to find the field', () => {
    const field = /<input class="digits"[^>]*>/.exec(renderCodePage(code, plainFrame))![0];
    for (const attribute of ['inputmode="numeric"', 'autocomplete="one-time-code"', 'required'])
      expect(field.toLowerCase()).toContain(attribute);
  });

  test('says of a refused code why, in the words and for readers of the page', () => {
    const html = renderCodePage({ ...code, error: 'not right' }, plainFrame);
    expect(html).toContain('role="alert">not right');
    expect(html).toContain('aria-describedby="error sent"');
    for (const [, ids] of html.matchAll(/aria-describedby="([^"]+)"/g))
      for (const id of ids!.split(' ')) expect(html).toContain(`id="${id}"`);
  });

  test('shows the way to the outbox in development alone', () => {
    expect(renderCodePage(code, plainFrame)).not.toContain('outbox');
    expect(renderCodePage({ ...code, outboxHref: '/outbox' }, plainFrame)).toContain('href="/outbox"');
  });
});

test('every page names the stylesheet and icon as they are served', () => {
  const html = renderSignInPage(signIn, plainFrame);
  for (const asset of assets) expect(html).toContain(`href="${asset.href}"`);
  expect(stylesheet.href).toMatch(/^\/assets\/pages-[0-9a-f]{12}\.css$/);
});

test('the policy of the pages forbids scripts and anything inline', () => {
  const policy = pageHeaders['content-security-policy'];
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/script-src|unsafe|data:|\*/);
});

describe('contrast', () => {
  const css = readFileSync(new URL('./pages.css', import.meta.url), 'utf8');
  const [light = '', dark = ''] = [...css.matchAll(/:root \{[^}]*\}/g)].map(([block]) => block);

  const pairs: [string, string, number][] = [
    ['ink', 'paper', 4.5],
    ['ink', 'card', 4.5],
    ['ink', 'wash', 4.5],
    ['soft', 'paper', 4.5],
    ['soft', 'card', 4.5],
    ['on-accent', 'accent', 4.5],
    ['accent', 'card', 4.5],
    ['accent', 'paper', 4.5],
    ['accent', 'wash', 4.5],
    ['good', 'good-wash', 4.5],
    ['doubtful', 'doubtful-wash', 4.5],
    ['bad', 'bad-wash', 4.5],
    // WCAG 2.2 §1.4.11: what tells a control from its surroundings.
    ['edge', 'card', 3],
  ];

  test.each(pairs)('of %s on %s is at least %d in both schemes', (front, back, least) => {
    for (const scheme of [light, dark])
      expect(contrast(colour(scheme, front), colour(scheme, back))).toBeGreaterThanOrEqual(least);
  });
});

function colour(block: string, name: string): string {
  const value = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(block)?.[1];
  if (value === undefined) throw new Error(`no colour \`${name}\``);
  return value;
}

/** WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
