import { expect, test } from 'vitest';
import type { Known, TokenEndpoint } from './oauth2-profile.ts';
import { speakTokenDialect } from './token-dialect.ts';

const url = 'https://provider.example/token';
const known: Known = {
  clientId: 'client',
  clientSecret: 'a secret: with & marks',
  options: {},
  now: new Date(0),
  code: '',
  accessToken: '',
  refreshToken: undefined,
  token: {},
  answers: {},
};

/** What goes out for a standard request, and what the library is given for an answer. */
async function exchange(endpoint: Partial<TokenEndpoint>, answer: Response) {
  const sent: { input: string; init: RequestInit }[] = [];
  const fetch = speakTokenDialect({ url, ...endpoint }, {}, known, async (input, init = {}) => {
    sent.push({ input, init });
    return answer;
  });
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: 'c',
    client_id: 'client',
    client_secret: 's',
  });
  const given = await fetch(url, { method: 'POST', body });
  const text = await given.text();
  return { sent: sent[0]!, status: given.status, said: text === '' ? undefined : JSON.parse(text) };
}

const answered = (said: unknown, status = 200) => Response.json(said, { status });

test('asks by GET, in JSON, in the header and in other words, where the provider does', async () => {
  const asked = await exchange({ method: 'GET', names: { client_id: 'appid', client_secret: null } }, answered({}));
  expect(asked.sent.input).toBe(`${url}?grant_type=authorization_code&code=c&appid=client`);
  expect(asked.sent.init.body).toBeUndefined();

  const json = await exchange({ encoding: 'json', parameters: { version: '1' } }, answered({}));
  expect(JSON.parse(String(json.sent.init.body))).toEqual({
    grant_type: 'authorization_code',
    code: 'c',
    client_id: 'client',
    client_secret: 's',
    version: '1',
  });

  const basic = await exchange({ client: 'basic' }, answered({}));
  const header = new Headers(basic.sent.init.headers).get('authorization')!;
  const [id, secret] = Buffer.from(header.slice('Basic '.length), 'base64').toString().split(':');
  // RFC 6749 §2.3.1
  expect([id, new URLSearchParams(`secret=${secret}`).get('secret')]).toEqual(['client', known.clientSecret]);
  expect(String(basic.sent.init.body)).toBe('grant_type=authorization_code&code=c');
});

test.each([
  ['a refusal with status 200', answered({ error: 'invalid_grant' }), 400, { error: 'invalid_grant' }],
  ['a refusal with status 403', answered({ error: 'invalid_grant' }, 403), 400, { error: 'invalid_grant' }],
  [
    'a refusal of the client',
    answered({ error: 'invalid_client', more: 'text' }, 401),
    401,
    { error: 'invalid_client' },
  ],
  ['a failing server', answered({ message: 'down' }, 503), 503, { message: 'down' }],
])('hands on %s', async (_what, answer, status, said) => {
  expect(await exchange({}, answer)).toMatchObject({ status, said });
});

test.each([
  [{ access_token: 'a' }, { access_token: 'a', token_type: 'bearer' }],
  [
    { access_token: 'a', token_type: 'Bearer', expires_in: '60' },
    { access_token: 'a', token_type: 'Bearer', expires_in: 60 },
  ],
  [
    { access_token: 'a', expires_in: 0 },
    { access_token: 'a', token_type: 'bearer' },
  ],
  [
    { access_token: 'a', expires_in: null, refresh_token: '' },
    { access_token: 'a', token_type: 'bearer' },
  ],
  [
    { access_token: 'a', scope: ['x', 'y'] },
    { access_token: 'a', token_type: 'bearer', scope: 'x y' },
  ],
  // Not checked here, and so not believed.
  [
    { access_token: 'a', id_token: 'made.up.token' },
    { access_token: 'a', token_type: 'bearer' },
  ],
])('puts the answer %j right', async (said, standard) => {
  expect((await exchange({}, answered(said))).said).toEqual(standard);
});
