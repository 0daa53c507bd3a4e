/** docs/linking.md is held to the code: its fields, its defaults, its rules and its example. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConnectors } from '../src/connectors/index.ts';
import { emailProofs, type LinkingRule, strictLinkingRule } from '../src/domain/linking-rule.ts';
import { openNative } from './support/native-client.ts';
import { startTestApp, type TestApp } from './support/test-app.ts';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/linking.md'), 'utf8');
const section = (title: string) => page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
/** The cells of the tables in it, without their heads. */
const rowsOf = (text: string) =>
  [...text.matchAll(/^\|(.*)\|$/gm)].map(([, cells]) => cells!.split(' | ').map((cell) => cell.trim()));
const codeOf = (cell = '') => /`([^`]+)`/.exec(cell)?.[1];
const toSnakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

describe('the page about linking', () => {
  test('has a row for every field of the linking rule, and for none that is not there', () => {
    const { version: _, ...fields } = strictLinkingRule;
    expect(
      rowsOf(section('The linking rule'))
        .map(([field]) => codeOf(field))
        .filter(Boolean),
    ).toEqual(Object.keys(fields).map(toSnakeCase));
  });

  test('has every proof of an address', () => {
    const told = rowsOf(section('What proves an address')).map(([proof]) => codeOf(proof));
    expect(told.filter((proof) => proof !== 'email_proof' && proof)).toEqual(emailProofs);
  });

  test('tells the defaults of strategies as they are', () => {
    const strategies = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
    const told = rowsOf(section('The defaults')).filter(([name]) => strategies.has(codeOf(name) ?? ''));
    expect(told.length).toBeGreaterThan(3);
    for (const [name, mode, proof] of told) {
      const { defaultLinkingRule: rule } = strategies.get(codeOf(name)!)!;
      expect([mode, proof].map(codeOf), name).toEqual([rule.mode, rule.emailProof]);
    }
  });

  test('names the rules that `decideLink` looks at', () => {
    const source = readFileSync(join(root, 'src/domain/link.ts'), 'utf8');
    const inCode = [
      ...source.matchAll(/(?:passed|settled)\(\s*'([a-z_]+)'/g),
      ...source.matchAll(/const rule = '([a-z_]+)'/g),
    ].map(([, rule]) => rule);
    const told = [...section('How a decision is made').matchAll(/^\| \d+ \| (.*?) \|/gm)].flatMap(([, cell]) =>
      [...cell!.matchAll(/`([a-z_]+)`/g)].map(([, rule]) => rule),
    );
    expect([...new Set(told)].sort()).toEqual([...new Set(inCode)].sort());
  });

  test('points to abuse tests that are there', () => {
    const files = readdirSync(join(root, 'test/abuse'));
    const tested = files.map((name) => readFileSync(join(root, 'test/abuse', name), 'utf8')).join('\n');
    const told = rowsOf(section('The defaults')).filter(([numbers]) => /^\d/.test(numbers!));
    for (const [numbers] of told)
      for (const number of numbers!.split(/, |–/)) expect(tested).toMatch(new RegExp(`['"\`]${number}: `));
  });

  test('points to files and headings that are there', () => {
    const anchors = [...page.matchAll(/^##+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
    for (const [, link] of page.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      if (link!.startsWith('#')) expect(anchors).toContain(link!.slice(1));
      else expect(existsSync(join(root, 'docs', link!.split('#')[0]!)), link).toBe(true);
    }
  });
});

describe('what the page about linking has to copy', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());
  const send = (method: string, path: string, body: unknown) => {
    const native = openNative(it);
    const headers = { ...native.headers, 'content-type': 'application/json' };
    return native.send(method, path, { headers, body: JSON.stringify(body) });
  };

  test('every rule of the table of other products is one that can be written', async () => {
    const rules = rowsOf(section('What you had → the rule to write here')).flatMap(([, rule]) =>
      [...(rule ?? '').matchAll(/`(\{[^`]+\})`/g)].map(([, json]) => json!),
    );
    expect(rules.length).toBeGreaterThan(20);
    for (const [nth, rule] of rules.entries()) {
      const body = { name: `provider-${nth}`, provider_type: 'oidc', linking_rule: JSON.parse(rule) };
      const answer = await send('POST', '/v1/identity-providers', body);
      expect(answer.status, `${rule}: ${JSON.stringify(answer.body)}`).toBe(201);
      expect(answer.body.linking_rule).toMatchObject(body.linking_rule);
    }
  });

  test('the changes of a rule and of the settings are taken', async () => {
    const provider = await it.createProvider('github', 'changed');
    const [change] = [...section('The linking rule').matchAll(/-d '(\{.*?\})'\n```/gs)].map(([, json]) => json!);
    const changed = await send('PUT', `/v1/identity-providers/${provider.id}`, JSON.parse(change!));
    expect(changed.body.linking_rule).toMatchObject({ version: 2, on_conflict: 'review' });
    const [settings] = [...page.matchAll(/^\{ "settings".*$/gm)].map(([json]) => json);
    expect((await send('PUT', `/v1/tenants/${it.other.tenant.id}`, JSON.parse(settings!))).status).toBe(200);
  });

  test('the question answers as printed', async () => {
    const text = section('Ask what would happen');
    const question = /-d '(\{.*?\})'\n/s.exec(text)![1]!;
    const printed = JSON.parse(/```json\n(.*?)```/s.exec(text)![1]!);
    // The provider of the development server, on which it was asked.
    const rule: Partial<LinkingRule> = { mode: 'verified_match', emailProof: 'provider_verified_bit' };
    const provider = await it.createProvider('github', 'github', rule);
    const profile = { name: 'Grace', email: 'grace@example.com', emailVerified: true };
    const { user } = await it.operations.users.create(it.actor, { profile });

    const asked = JSON.parse(question.replace(`'$PROVIDER'`, provider.id));
    const { body } = await send('POST', '/v1/linking/explain', asked);
    expect(body).toMatchObject(JSON.parse(JSON.stringify(printed).replaceAll(printed.decision.user_id, user.id)));

    const { body: unverified } = await send('POST', '/v1/linking/explain', {
      ...asked,
      claims: { ...asked.claims, email_verified: false },
    });
    expect(unverified).toMatchObject({
      decision: { action: 'create_user' },
      candidates: [{ missing: ['the arrival does not prove the email'] }],
    });
  });
});
