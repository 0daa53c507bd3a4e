/** Users as operators look through them: found by anything that names one, narrowed, page by page. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdentityProvider } from '../../src/domain/identity-provider.ts';
import { toHex, toUlid } from '../../src/domain/ids.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
let github: IdentityProvider;
let google: IdentityProvider;
const ids: Record<string, string> = {};
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
  github = await it.createProvider('github');
  google = await it.createProvider('google-oauth2');
  const make = async (name: string, body: object) => {
    const { body: made } = await native.send('POST', '/v1/users', {
      headers: { ...native.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    ids[name] = made.id;
  };
  const at = (provider: IdentityProvider, subject: string) => ({
    identity_provider_id: provider.id,
    external_id: subject,
  });
  await make('ada', {
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    phone: '+44 20 7946 0000',
    username: 'countess',
    external_id: 'Customer-1815',
    identities: [at(github, 'octo-1'), at(google, '1132748')],
  });
  await make('adam', { name: 'Adam Smith', email: 'wealth@example.com', identities: [at(github, 'octo|2')] });
  await make('grace', { given_name: 'Grace', family_name: 'de Hopper', email: 'grace@example.org' });
  await make('gone', { name: 'Gone By', email: 'gone@example.org' });
  await make('alan', { name: 'Alan Turing', email: 'alan@example.org' });
  await native.client.POST('/v1/users/{id}/suspend', { params: { path: { id: ids.alan! } }, body: { active: false } });
  await native.client.POST('/v1/users/{id}/merge', {
    params: { path: { id: ids.grace! } },
    body: { secondary_user_id: ids.gone! },
  });
});
afterAll(() => it.close());

async function browse(query: string): Promise<string[]> {
  const { status, body } = await native.send('GET', `/v1/users?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data.map(({ id }: { id: string }) => Object.keys(ids).find((name) => ids[name] === id));
}
const search = (text: string) => browse(`search=${encodeURIComponent(text)}`);

describe('what is refused', () => {
  test('keys and filters do not go together, nor does what is no id, status or time', async () => {
    for (const query of [
      'search=ada&email=ada@example.com',
      'q=ada&status=active',
      'search=',
      'status=gone',
      'identity_provider_id=github',
      'created_from=yesterday',
      'order=up',
      'include=tokens',
      'search=ada&cursor=nonsense',
    ])
      expect((await native.send('GET', `/v1/users?${query}`)).body, query).toMatchObject({ code: 'invalid_input' });
  });

  test('a key that may not read identities finds nobody by them and is shown none', async () => {
    const { rawKey } = await it.operations.apiKeys.create(it.actor, { name: 'users only', scopes: ['users:read'] });
    const poor = openNative(it, rawKey);
    for (const query of [
      'include=identities',
      'several_identities=true',
      'search=ada',
      `identity_provider_id=${github.id}`,
    ])
      expect((await poor.send('GET', `/v1/users?${query}`)).body, query).toMatchObject({ code: 'insufficient_scope' });
    expect((await poor.send('GET', '/v1/users?status=active')).status).toBe(200);
  });

  test('users of another tenant are nobody', async () => {
    const others = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    for (const text of ['ada', ids.ada!, 'octo-1', 'ada@example.com'])
      expect((await others.send('GET', `/v1/users?search=${text}`)).body.data).toEqual([]);
    expect((await others.send('GET', `/v1/users?identity_provider_id=${github.id}`)).body.data).toEqual([]);
  });
});

describe('search', () => {
  test.each([
    ['the beginning of a name', 'ada', ['ada', 'adam']],
    ['in any case', 'ADA L', ['ada']],
    ['a last name', 'lovel', ['ada']],
    ['a last name of two words', 'de hop', ['grace']],
    ['a given name alone', 'grac', ['grace']],
    ['an address', 'Ada@Example.com', ['ada']],
    ['the beginning of one', 'wealth@', ['adam']],
    ['a phone number, however it is written', '+442079460000', ['ada']],
    ['a username', 'count', ['ada']],
    ['the caller’s own name', 'Customer-18', ['ada']],
    ['a subject', '1132748', ['ada']],
    ['a subject with a bar in it', 'octo|2', ['adam']],
    ['a subject behind its connection', 'github|octo-1', ['ada']],
    ['what nobody is called', 'zeno', []],
    ['what stands for anything elsewhere', '%', []],
  ])('%s', async (_what, text, found) => expect(await search(text)).toEqual(found));

  test('an id in the spelling of each API, of users and identities', async () => {
    const ada = ids.ada!;
    for (const id of [ada, ada.toUpperCase(), `user_${toUlid(ada)}`, toHex(ada), `auth0|${toHex(ada)}`])
      expect(await search(id), id).toEqual(['ada']);
    const { data } = await native.client.GET('/v1/users/{id}/identities', { params: { path: { id: ada } } });
    expect(await search(data!.data[1]!.id)).toEqual(['ada']);
  });

  test('a merged user is found by its id, and by no name', async () => {
    expect(await search(ids.gone!)).toEqual(['gone']);
    expect(await search('gone')).toEqual([]);
  });

  test('together with filters', async () => {
    expect(await browse(`search=ada&identity_provider_id=${google.id}`)).toEqual(['ada']);
    expect(await browse('search=ada&several_identities=true')).toEqual(['ada']);
    expect(await browse('search=a&status=suspended')).toEqual(['alan']);
  });
});

describe('filters', () => {
  test.each([
    ['provider', () => `identity_provider_id=${github.id}`, ['ada', 'adam']],
    ['several identities', () => 'several_identities=true', ['ada']],
    ['provider and several', () => `identity_provider_id=${github.id}&several_identities=true`, ['ada']],
    ['suspended', () => 'status=suspended', ['alan']],
    ['merged', () => 'status=merged', ['gone']],
    ['active', () => 'status=active', ['ada', 'adam', 'grace']],
    ['created since', () => 'created_from=2000-01-01T00:00:00Z', ['ada', 'adam', 'grace', 'alan']],
    ['created before', () => 'created_to=2000-01-01T00:00:00Z', []],
    ['newest first', () => 'order=desc&status=active', ['grace', 'adam', 'ada']],
  ])('%s', async (_what, query, found) => expect(await browse(query())).toEqual(found));

  test('page by page, in both directions, each user once', async () => {
    for (const query of [
      'status=active',
      'search=example',
      'order=desc&status=active',
      `identity_provider_id=${github.id}`,
      'search=a&order=desc',
    ]) {
      const whole = await browse(query);
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await native.send('GET', `/v1/users?${query}&limit=1${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.data.map(({ id }: { id: string }) => Object.keys(ids).find((name) => ids[name] === id)));
        cursor = body.next_cursor;
      }
      expect(seen, query).toEqual(whole);
    }
  });
});

test('each user comes with what tells its identities apart', async () => {
  const { body } = await native.send('GET', '/v1/users?search=ada&include=identities');
  expect(body.search_cut).toBe(false);
  expect(body.data[0]).toMatchObject({
    name: 'Ada Lovelace',
    identities: [
      { provider_type: 'github', external_id: 'octo-1', position: 0 },
      { provider_type: 'google-oauth2', external_id: '1132748', position: 1, external_email_verified: false },
    ],
  });
  expect((await native.send('GET', '/v1/users?search=ada')).body.data[0]).not.toHaveProperty('identities');
});
