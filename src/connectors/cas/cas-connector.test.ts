import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type CasPerson,
  type CasServer,
  casAnswerOf,
  casFailure as failure,
  startCasServer,
  casSuccess as success,
} from '../../../test/support/cas-server.ts';
import { expectRefusal, makeStart } from '../conformance.ts';
import type { SignInStart } from '../connector.ts';
import { createConnectors } from '../index.ts';

const person: CasPerson = {
  user: 'ada',
  password: 'ada-password',
  attributes: {
    mail: 'ada@example.com',
    displayName: 'Ada & Park',
    memberOf: ['staff', 'chess'],
    uid: 'u-1',
  },
};
const ada = casAnswerOf(person);

let server: CasServer;
beforeAll(async () => {
  server = await startCasServer([person]);
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const connector = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: true }).get('cas')!
  .connector!;
const connect = (config: Record<string, unknown> = {}) => ({
  strategy: 'cas',
  config: { url: server.url, ...config },
});

/** Plays the person signing in there. */
async function approve(start: SignInStart): Promise<URL> {
  const login = await connector.start(connect(), start);
  expect(login.pathname).toBe('/cas/login');
  return server.signIn(login.href, person.user);
}

async function signIn(config: Record<string, unknown> = {}) {
  const start = makeStart();
  return (await connector.finish(connect(config), start, await approve(start))).claims;
}

test('reads the person and the attributes', async () => {
  expect(await signIn()).toMatchObject({
    subject: 'ada',
    subjectType: '',
    email: 'ada@example.com',
    emailVerified: true,
    username: 'ada',
    displayName: 'Ada & Park',
    raw: { user: 'ada', mail: 'ada@example.com', memberOf: ['staff', 'chess'] },
  });
});

test('names the person by the attribute that never changes, where the config says which', async () => {
  expect((await signIn({ subject_attribute: 'uid' })).subject).toBe('u-1');
  await expectRefusal(signIn({ subject_attribute: 'memberOf' }), 'claims_invalid', []);
  await expectRefusal(signIn({ subject_attribute: 'missing' }), 'claims_invalid', []);
});

test('says of several addresses that none is verified', async () => {
  server.said = ada.replace('<cas:uid>', '<cas:email>other@example.com</cas:email><cas:uid>');
  expect(await signIn()).toMatchObject({ email: 'ada@example.com', emailVerified: false });
});

test.each([
  ['state is missing', (callback: URL) => callback.searchParams.delete('state')],
  ['state is of another sign-in', (callback: URL) => callback.searchParams.set('state', makeStart().state)],
  ['state comes twice', (callback: URL) => callback.searchParams.append('state', makeStart().state)],
  ['ticket is missing', (callback: URL) => callback.searchParams.delete('ticket')],
  ['ticket comes twice', (callback: URL) => callback.searchParams.append('ticket', 'ST-other')],
  ['ticket is for a proxy', (callback: URL) => callback.searchParams.set('ticket', 'PT-1-abc')],
])('refuses a callback whose %s, and asks nothing', async (_what, spoil) => {
  const start = makeStart();
  const callback = await approve(start);
  spoil(callback);
  await expectRefusal(connector.finish(connect(), start, callback), 'callback_invalid', [start.state]);
  expect(server.validated).toEqual([]);
});

test('refuses a ticket that was given out for another sign-in, or used before', async () => {
  const [mine, theirs] = [makeStart(), makeStart()];
  const callback = await approve(theirs);
  callback.searchParams.set('state', mine.state);
  await expectRefusal(connector.finish(connect(), mine, callback), 'code_refused', []);
  const own = await approve(mine);
  await connector.finish(connect(), mine, own);
  await expectRefusal(connector.finish(connect(), mine, own), 'code_refused', []);
});

test.each([
  ['an error of its own', failure('INTERNAL_ERROR'), 'provider_error'],
  ['that it does not know us', failure('UNAUTHORIZED_SERVICE'), 'client_refused'],
  ['success and failure', ada.replace('</cas:serviceResponse>', `${failure('X').slice(54)}`), 'provider_error'],
  ['two people', ada.replace('</cas:user>', '</cas:user><cas:user>eve</cas:user>'), 'claims_invalid'],
  ['nobody', success(''), 'claims_invalid'],
  ['an empty name', success('<cas:user> </cas:user>'), 'claims_invalid'],
  ['a comment within the name', success('<cas:user>admin<!-- x -->.evil</cas:user>'), 'claims_invalid'],
  ['an element within the name', success('<cas:user>admin<cas:b/></cas:user>'), 'claims_invalid'],
  [
    'a document type',
    `<!DOCTYPE x [<!ENTITY e "admin">]>${success('<cas:user>&e;</cas:user>')}`,
    'provider_unreachable',
  ],
  ['another namespace', ada.replace('http://www.yale.edu/tp/cas', 'http://evil.example'), 'provider_unreachable'],
  ['broken XML', '<cas:serviceResponse', 'provider_unreachable'],
  ['JSON', '{"serviceResponse":{}}', 'provider_unreachable'],
  ['nothing', '', 'provider_unreachable'],
] as const)('meets a server that says %s with a refusal', async (_what, answer, code) => {
  server.said = answer;
  await expectRefusal(signIn(), code, ['the-server-said-this']);
});

test('meets a failing server with a refusal', async () => {
  server.status = 500;
  await expectRefusal(signIn(), 'provider_unreachable', []);
});

test.each([
  [{}, '`url` must be a URL'],
  [{ url: 'https://cas.example', extra: 1 }, 'no setting `extra`'],
  [{ url: 'https://cas.example', subject_attribute: 7 }, '`subject_attribute` must be a text'],
])('says what is wrong with %j', (config, problem) => {
  expect(connector.checkConfig(config).join('; ')).toContain(problem);
});

test('whoever is to be asked again is not let in by a session that the server had', async () => {
  const again = { ...makeStart(), again: true };
  expect((await connector.start(connect(), again)).searchParams.get('renew')).toBe('true');
  expect((await connector.start(connect(), makeStart())).searchParams.has('renew')).toBe(false);
  expect((await connector.finish(connect(), again, await approve(again))).claims.subject).toBe('ada');
  const remembered = { ...makeStart(), again: true };
  const callback = await approve(remembered);
  server.stale.add(callback.searchParams.get('ticket')!);
  await expectRefusal(connector.finish(connect(), remembered, callback), 'code_refused', []);
});
