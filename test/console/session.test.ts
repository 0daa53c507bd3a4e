// Signing in and out of the console, how a session goes on and ends, who is not let in, and which tenant one works in.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, phone, signInAs } from './harness.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole({ afresh: true });
  const { error } = await it.api.POST('/v1/users', { body: { name: 'Ada Park', email: 'ada.park@example.com' } });
  if (error) throw new Error(error.message);
});
afterAll(() => it?.close());

interface StoredSession {
  access_token: string;
  expires_at: number;
}

/** What this tab keeps of who is signed in; null when nobody is. */
async function readSession(page: Page): Promise<StoredSession | null> {
  const text = await page.evaluate<string | null>(
    `sessionStorage.getItem(Object.keys(sessionStorage).find((key) => key.startsWith('selfsame.user:')) ?? '')`,
  );
  return text === null ? null : JSON.parse(text);
}

/** A request as the console makes it, with the token of who is signed in. */
async function ask(page: Page, method: string, path: string, tenantId?: string, body?: object): Promise<Response> {
  const { access_token } = (await readSession(page))!;
  return fetch(`${it.baseUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${access_token}`,
      ...(tenantId !== undefined && { 'selfsame-tenant': tenantId }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

interface Listed<T> {
  data: T[];
}

async function operatorsTenant(page: Page): Promise<string> {
  const { data } = (await (await ask(page, 'GET', '/v1/tenants')).json()) as Listed<{ id: string; slug: string }>;
  return data.find(({ slug }) => slug === 'operators')!.id;
}

async function endSessions(page: Page): Promise<void> {
  const { user_id } = (await (await ask(page, 'GET', '/v1/operator')).json()) as { user_id: string };
  const ended = await ask(page, 'DELETE', `/v1/users/${user_id}/sessions`, await operatorsTenant(page));
  expect(ended.status).toBeLessThan(300);
}

test('the way in, and out again', async () => {
  const page = await it.signIn('olive', '/users?search=ada');
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
  await page.getByRole('button', { name: 'Account of Olive Turner' }).click();
  await page.getByText('Owner').waitFor();
  await it.expectSound(page, 'account');
  const { access_token } = (await readSession(page))!;
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page
    .getByRole('heading', { name: 'Selfsame console' })
    .or(page.getByRole('button', { name: 'Sign out' }))
    .waitFor();
  if (!page.url().startsWith(it.baseUrl)) await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/console');
  expect(await readSession(page)).toBeNull();
  await it.expectSound(page, 'signed-out');
  const refused = await fetch(`${it.baseUrl}/v1/operator`, { headers: { authorization: `Bearer ${access_token}` } });
  expect(refused.status).toBe(401);
});

test('a token that is over is renewed unseen', async () => {
  const page = await it.signIn('olive', '/users');
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
  const before = (await readSession(page))!;
  await page.evaluate(`for (const key of Object.keys(sessionStorage)) if (key.startsWith('selfsame.user:'))
    sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), expires_at: 1000 }))`);
  await page.reload();
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
  const after = (await readSession(page))!;
  expect(after.expires_at).toBeGreaterThan(1000);
  expect(after.access_token).not.toBe(before.access_token);
});

test('a session that ended while one worked: sign in again, and on where one was', async () => {
  const page = await it.signIn('olive', '/users');
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
  await endSessions(page);
  await page.getByRole('searchbox').fill('ada');
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  await it.expectSound(page, 'session-ended');
  expect(new URL(page.url()).search).toBe('?search=ada');
  await signInAs(page, 'olive');
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
  expect(await page.getByRole('searchbox').inputValue()).toBe('ada');
});

test('a session that ended is also noticed by a change', async () => {
  const page = await it.signIn('olive', '/api-keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create API key' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Too late');
  await endSessions(page);
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
});

test('who has lost the role is told so, and is in again once it is back', async () => {
  const owner = await it.signIn('olive', '/users');
  const page = await it.signIn('rowan', '/users', phone);
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
  const rowan = ((await (await ask(page, 'GET', '/v1/operator')).json()) as { user_id: string }).user_id;
  expect((await ask(owner, 'DELETE', `/v1/operators/${rowan}`)).status).toBeLessThan(300);
  await page.reload();
  await page.getByRole('heading', { name: 'You are signed in, but no operator' }).waitFor();
  await it.expectSound(page, 'no-operator');
  expect((await ask(owner, 'PUT', `/v1/operators/${rowan}`, undefined, { role: 'read_only' })).status).toBe(200);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
});

test('without operators, or an address of theirs, the page tells the command', async () => {
  const page = await it.signIn('olive', '/users');
  for (const [problem, command] of [
    ['no_operators', 'npx selfsame operators add you@example.com --role owner --host operators.example.com'],
    ['no_address', 'npx selfsame operators add you@example.com --role owner --host operators.example.com'],
  ]) {
    await page.unrouteAll();
    await page.route('**/console/config.json', (route) => route.fulfill({ json: { problem } }));
    await page.reload();
    await page.getByText(command!).waitFor();
    await it.expectSound(page, `problem-${problem!.replace('_', '-')}`);
  }
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
});

test('works in one tenant at a time, and remembers which', async () => {
  const page = await it.signIn('olive', '/users');
  await page.getByRole('link', { name: 'Ada Park' }).waitFor();
  const made = await ask(page, 'POST', '/v1/tenants', undefined, { name: 'Harbour Shop', slug: 'harbour' });
  expect(made.status).toBe(201);
  await page.reload();
  await page.getByRole('button', { name: /^Tenant: / }).click();
  await page.getByRole('menuitem', { name: /Harbour Shop/ }).click();
  await page.getByRole('button', { name: 'Tenant: Harbour Shop' }).waitFor();
  await page.getByText('Harbour Shop has no users yet').waitFor();
  await page.getByRole('button', { name: 'Tenant: Harbour Shop' }).click();
  await page.getByRole('menuitem', { name: /Harbour Shop/ }).waitFor();
  await it.expectSound(page, 'tenants-to-choose');
  await page.keyboard.press('Escape');
  await page.reload();
  await page.getByRole('button', { name: 'Tenant: Harbour Shop' }).waitFor();
});
