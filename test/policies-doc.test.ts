/** docs/policies.md is held to the code: its schema is the schema, its examples are taken and answer as printed. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/domain/json.ts';
import { createPolicies, type PolicyRequest, policySchema } from '../src/policies/policies.ts';
import { arriveAt } from './support/arrivals.ts';
import { openNative } from './support/native-client.ts';
import { startTestApp, type TestApp } from './support/test-app.ts';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/policies.md'), 'utf8');
const section = (title: string) => page.split(`\n## ${title}\n`)[1]!.split('\n## ')[0]!;
const blocksOf = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block!);
/** What a shell example sends, and what was printed of the answer. */
const sentIn = (title: string) => /-d '(\{.*\})'\n/s.exec(blocksOf(section(title), 'sh')[0]!)![1]!;
const printedIn = (title: string) => JSON.parse(blocksOf(section(title), 'json')[0]!);

describe('the page about policies', () => {
  test('shows the schema as it is', () => {
    expect(blocksOf(page, 'cedarschema')).toEqual([policySchema]);
  });

  test('points to pages and headings that are there', () => {
    const anchors = [...page.matchAll(/^##+ (.+)$/gm)].map(([, title]) => title!.toLowerCase().replaceAll(' ', '-'));
    for (const [, link] of page.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      if (link!.startsWith('#')) expect(anchors).toContain(link!.slice(1));
      else expect(existsSync(join(root, 'docs', link!.split('#')[0]!)), link).toBe(true);
    }
  });
});

describe('the five policies to start from', () => {
  const five = blocksOf(section('Five to start from'), 'cedar');
  const policies = createPolicies({ countError: () => {} });
  const person = (facts: JsonObject = {}) => ({
    id: 'u1',
    status: 'active',
    created_at: '2026-01-01T00:00:00.000Z',
    email_proved: true,
    phone_proved: false,
    identities: 1,
    providers: [],
    strategies: [],
    app_metadata: [],
    ...facts,
  });
  const claimed = (facts: JsonObject = {}) => ({
    provider: { id: 'p1', name: 'contractors', strategy: 'oidc' },
    subject: '42',
    email_proved: false,
    phone_proved: false,
    ...facts,
  });
  const request = {
    at: '2026-03-01T12:00:00.000Z',
    hour: 12,
    weekday: 7,
    actor_kind: 'api_key',
    actor_name: 'backend',
  };
  const asked = (action: PolicyRequest['action'], type: 'Arrival' | 'Actor', context: JsonObject): PolicyRequest => ({
    principal: { type, id: 'x' },
    action,
    resource: { type: action.startsWith('identity:') ? 'Identity' : 'User', id: 'r1' },
    context: { request, user: person(), ...context },
  });
  const link = (context: JsonObject, by: 'Arrival' | 'Actor' = 'Arrival') =>
    asked('identity:link', by, { identity: claimed(), linked_by: 'auto', matched_on: [], ...context });
  const admin = person({ app_metadata: ['roles=admin'] });
  const staff = { email: 'ada@example.com', email_domain: 'example.com' };
  const from = (ip: string) => ({ request: { ...request, ip } });

  const cases: [what: string, refused: PolicyRequest, permitted: PolicyRequest][] = [
    ['administrators', link({ user: admin }), link({ user: admin }, 'Actor')],
    [
      'contractors',
      asked('user:create', 'Arrival', { identity: claimed(staff) }),
      asked('user:create', 'Arrival', { identity: claimed({ email: 'a@else.example', email_domain: 'else.example' }) }),
    ],
    [
      'merges',
      asked('user:merge', 'Actor', { other: admin }),
      asked('user:merge', 'Actor', { other: admin, request: { ...request, actor_name: 'service desk' } }),
    ],
    [
      'the office',
      asked('user:signIn', 'Arrival', { user: person(staff), identity: claimed(), ...from('198.51.100.7') }),
      asked('user:signIn', 'Arrival', { user: person(staff), identity: claimed(), ...from('203.0.113.7') }),
    ],
    [
      'old changes',
      asked('linking:undo', 'Actor', { undoes: 'identity.linked', happened_at: '2026-01-01T00:00:00.000Z' }),
      asked('linking:undo', 'Actor', { undoes: 'identity.linked', happened_at: '2026-02-20T00:00:00.000Z' }),
    ],
  ];

  test('are five', () => {
    expect(five).toHaveLength(cases.length);
  });

  test.each(cases)(
    '%s: it is taken, refuses what it should with its notice, and nothing else',
    (what, refused, permitted) => {
      const cedar = five[cases.findIndex(([each]) => each === what)]!;
      expect(policies.check(cedar)).toEqual({ statements: 1, mistakes: [], warnings: [] });
      const inForce = [{ id: 'p', name: what, version: 1, cedar }];
      expect(policies.answer('t', inForce, refused)).toMatchObject({
        permitted: false,
        notices: [/@notice\("(.*)"\)/.exec(cedar)![1]],
        errors: [],
      });
      expect(policies.answer('t', inForce, permitted)).toMatchObject({ permitted: true, policies: [], errors: [] });
    },
  );
});

describe('what the page about policies has to copy', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());
  const post = (path: string, body: string) => {
    const native = openNative(it);
    return native.send('POST', path, { headers: { ...native.headers, 'content-type': 'application/json' }, body });
  };

  test('answers as printed', async () => {
    const provider = await it.createProvider('google-oauth2', 'google');
    const connection = await it.operations.connections.create(it.actor, {
      identityProviderId: provider.id,
      identifier: 'google',
      clientId: 'a-client',
    });
    await arriveAt(
      it,
      provider,
      connection,
      { subject: '1', email: 'ada@gmail.com', emailVerified: true },
      '127.0.0.1',
    );

    const ran = await post('/v1/policies/dry-run', sentIn('What would have differed'));
    const { event: _, ...difference } = printedIn('What would have differed').data[1];
    const [{ id: __, ...proposed }] = difference.policies;
    expect(ran.body).toMatchObject({
      examined: 1,
      skipped: 0,
      data: [{ ...difference, policies: [proposed], event: { type: 'user.created' } }],
    });

    const wrong = await post('/v1/policies', sentIn('What is checked'));
    expect({ status: wrong.status, body: wrong.body }).toEqual({ status: 400, body: printedIn('What is checked') });

    const { body: written, status } = await post('/v1/policies', sentIn('Write one'));
    expect({ status, warnings: written.warnings }).toEqual({ status: 201, warnings: [] });

    const profile = { email: 'root@example.com', emailVerified: true, appMetadata: { roles: ['admin'] } };
    const { user } = await it.operations.users.create(it.actor, { profile });
    const question = sentIn('Try it').replace(`'$ADMIN'`, user.id).replace(`'$PROVIDER'`, provider.id);
    const printed = printedIn('Try it');
    expect((await post('/v1/policies/evaluate', question)).body).toMatchObject(
      JSON.parse(JSON.stringify(printed).replaceAll(printed.matching_policy_ids[0], written.id)),
    );
  });
});
