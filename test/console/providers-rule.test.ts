// The linking rule of a provider and the mapping of its claims: what they would do is said before they are saved.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, phone } from './harness.ts';

let it: OpenedConsole;

beforeAll(async () => {
  it = await openConsole();
});
afterAll(() => it?.close());

async function ruleOf(strategy: string) {
  const path = { id: it.firstRun.identity_providers[strategy]! };
  const { data } = await it.api.GET('/v1/identity-providers/{id}', { params: { path } });
  return data!.linking_rule;
}

function openRule(strategy: string, who: 'olive' | 'rowan' = 'olive', size?: typeof phone): Promise<Page> {
  return it.signIn(who, `/providers/${it.firstRun.identity_providers[strategy]}?tab=rule`, size);
}

test('marks the safe default, tells the danger of each looser choice and what the rule would do, and saves it', async () => {
  const before = await ruleOf('oidc');
  const page = await openRule('oidc');
  const joins = page.getByRole('radiogroup', { name: 'Whom does an arrival join?' });
  await joins.getByText('safe default').waitFor();
  await it.expectSound(page, 'provider-rule');
  await page.getByRole('radio', { name: 'Its word for any address' }).check();
  const looser = page.getByRole('status').filter({ hasText: 'Looser than the safe default' });
  await looser.getByText('Whoever runs this provider, or fools it once').waitFor();
  await page.getByText('Its word for an e-mail address is believed, whatever the domain.').waitFor();
  await page.getByText('Not saved yet: one part is changed.').waitFor();
  await it.expectSound(page, 'provider-rule-loose');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await page.getByText(`The rule is saved as version ${before.version + 1}.`).waitFor();
  expect(await ruleOf('oidc')).toMatchObject({ email_proof: 'provider_verified_bit', version: before.version + 1 });

  await page.getByRole('button', { name: 'Safe default' }).click();
  await page.getByText('No looser than the safe default').waitFor();
  await page.getByRole('button', { name: 'Take back' }).click();
  await looser.waitFor();
});

test('what does not fit together is said before it is sent, and what the server refuses is said at its place', async () => {
  const page = await openRule('google-oauth2');
  await page.getByRole('checkbox', { name: 'E-mail address' }).uncheck();
  await page.getByText('Choose a key to compare.').waitFor();
  expect(await page.getByRole('button', { name: /Save rule/ }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('checkbox', { name: 'E-mail address' }).check();
  const domains = page.getByRole('combobox', { name: 'Domains whose mailboxes the provider runs' });
  await domains.fill('not a domain!');
  await domains.press('Enter');
  await page.getByRole('button', { name: 'Save rule' }).click();
  await page
    .getByText(/no domain: write each one like example.com/)
    .first()
    .waitFor();
});

test('a change of somebody else meanwhile is shown, and not written over unseen', async () => {
  const page = await openRule('github');
  await page.getByRole('radio', { name: 'At every sign-in' }).check();
  const path = { id: it.firstRun.identity_providers.github! };
  await it.api.PUT('/v1/identity-providers/{id}', { params: { path }, body: { linking_rule: { jit: false } } });
  await page.getByRole('button', { name: 'Save rule' }).click();
  await page.getByText('Changed elsewhere meanwhile').waitFor();
  await it.expectSound(page, 'provider-rule-conflict');
  expect(await ruleOf('github')).toMatchObject({ jit: false, update_profile: 'first_link' });
  await page.getByRole('button', { name: 'Write mine over it' }).click();
  await page.getByText(/The rule is saved as version/).waitFor();
  expect(await ruleOf('github')).toMatchObject({ jit: false, update_profile: 'always' });
});

test('with the keyboard alone: another mode, and saved', async () => {
  const page = await openRule('oidc');
  await page.getByRole('radio', { name: 'Whoever the person proves to be' }).focus();
  await page.keyboard.press('ArrowUp');
  await page.getByText('An arrival joins nobody by itself.').waitFor();
  await page.getByRole('button', { name: 'Save rule' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await ruleOf('oidc')).mode).toBe('never');
});

test('who may only read sees the rule, on a phone too, and cannot save another', async () => {
  const page = await openRule('oidc', 'rowan', phone);
  await page.getByRole('radio', { name: 'Its word for any address' }).waitFor();
  expect(await page.getByRole('button', { name: /Save rule/ }).getAttribute('aria-disabled')).toBe('true');
  await it.expectSound(page, 'provider-rule-read-only');
});

test('a preset is written after it said what it writes over', async () => {
  const page = await it.signIn('olive', '/providers');
  await page.getByRole('button', { name: 'Preset of rules' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('It writes over the rules that are there').waitFor();
  await it.expectSound(page, 'providers-preset');
  expect(await dialog.getByRole('button', { name: 'Write the rules' }).isDisabled()).toBe(true);
  await dialog.getByRole('checkbox').check();
  await dialog.getByRole('button', { name: 'Write the rules' }).click();
  await page.getByText(/The rules of \d+ providers are written/).waitFor();
  expect(await ruleOf('github')).toMatchObject({ mode: 'ask', email_proof: 'never' });
});

test('a mapping is tried on sample claims as it is typed, says what is wrong, and is saved', async () => {
  const page = await it.signIn('olive', `/providers/${it.firstRun.identity_providers.oidc}?tab=mapping`);
  await page.getByText('Nothing is mapped').waitFor();
  await page.getByRole('combobox', { name: 'Map another claim' }).click();
  await page.getByRole('option', { name: 'Username (username)' }).click();
  const expression = page.getByRole('textbox', { name: 'Expression for username' });
  await expression.click();
  await page.keyboard.type('$lowercase(employee.login');
  await page
    .getByText(/Expected|expected/)
    .first()
    .waitFor();
  await it.expectSound(page, 'provider-mapping-wrong');
  await page.keyboard.press('End');
  await page.keyboard.type(')');
  await page
    .getByRole('row', { name: /username/ })
    .getByText('adap')
    .waitFor();
  await page
    .getByRole('row', { name: /username/ })
    .getByText('changed')
    .waitFor();
  await it.expectSound(page, 'provider-mapping');
  await page.getByRole('button', { name: 'Save mapping' }).click();
  await page.getByText('The mapping is saved').waitFor();
  const { data } = await it.api.GET('/v1/connections');
  expect(data!.data.find(({ identifier }) => identifier === 'oidc')?.claim_mapping).toEqual({
    username: '$lowercase(employee.login)',
  });
});
