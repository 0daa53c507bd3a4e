/** Who has proved nothing learns nothing: neither from an answer nor from the work behind it is there an account or not. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox } from '../../src/mail/outbox.ts';
import { type Answer, Browser } from '../support/browser.ts';
import { believed, openStage, type SignInPlace, type Stage } from './stage.ts';

const outbox = createOutbox(Date.now);
let stage: Stage;
let home: SignInPlace;
/** Says anybody's address, and is believed in none. */
let asks: SignInPlace;
/** Joins by proof, and is believed in none. */
let distrusted: SignInPlace;
beforeAll(async () => {
  stage = await openStage({ mailer: outbox });
  home = await stage.addProvider('home', believed);
  asks = await stage.addProvider('asks', { mode: 'ask', emailProof: 'never' });
  distrusted = await stage.addProvider('distrusted', { mode: 'verified_match', emailProof: 'never' });
});
afterAll(() => stage.close());

/** Every statement that is sent meanwhile, without its values; the texts alone tell which work is done. */
async function watch<T>(work: () => Promise<T>): Promise<{ told: T; statements: string[] }> {
  const statements: string[] = [];
  const own = pg.Client.prototype.query;
  pg.Client.prototype.query = function watched(this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text?: string }];
    statements.push(typeof first === 'string' ? first : (first?.text ?? ''));
    return (own as (...given: unknown[]) => unknown).apply(this, args);
  } as typeof own;
  try {
    return { told: await work(), statements };
  } finally {
    pg.Client.prototype.query = own;
  }
}

/** What a browser was told, without what is new in every answer. */
function plain({ status, location, headers, html }: Answer, ...own: string[]) {
  const blot = (text: string) =>
    own
      .reduce((said, each) => said.replaceAll(each, 'OWN'), text)
      .replaceAll(/csrf_token(" value="|=)[\w-]+/g, 'csrf_token')
      .replaceAll(/=[\w-]+(\.[\w-]+)?; (Path|Max-Age|Expires)/gi, '=SECRET; $2')
      .replaceAll(/(expires|max-age)=[^;]+/gi, '$1')
      .replaceAll(/(state|nonce|code_challenge)=[^&]+/g, '$1')
      .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
      .replaceAll(/selfsame_sign_in_[0-9a-f]+/g, 'selfsame_sign_in')
      .replaceAll(/\d{4}-\d\d-\d\d[^<]*/g, 'DATE');
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return {
    status,
    location: location && blot(location),
    headers: kept.map(([name, value]) => [name, blot(value)]),
    html: blot(html),
  };
}

/** A stranger's whole way with one address: what each step said, and the statements that it ran. */
async function goAllTheWay(place: SignInPlace, subject: string, email: string) {
  const browser = new Browser(stage.it.baseUrl);
  const steps: object[] = [];
  const step = async (what: string, work: () => Promise<Answer>): Promise<Answer> => {
    const { told, statements } = await watch(work);
    steps.push({ what, ...plain(told, email, subject), statements });
    return told;
  };
  const callback = await place.approach({ sub: subject, email, email_verified: true }, browser);
  await step('callback', () => browser.get(callback));
  const { html } = await step('question', () => browser.get('/sign-in/link'));
  const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(html) ?? [];
  await step('send', () => browser.post('/sign-in/link/send-code', { csrf_token }));
  await step('page for the code', () => browser.get('/sign-in/link/code'));
  for (const code of ['000000', 'nonsense', ''])
    await step('wrong code', () => browser.post('/sign-in/link/code', { csrf_token, code }));
  await step('way in', () => browser.get(`/sign-in/link/with/home?csrf_token=${csrf_token}`));
  await step('no way in', () => browser.get(`/sign-in/link/with/nowhere?csrf_token=${csrf_token}`));
  await step('send again', () => browser.post('/sign-in/link/send-code', { csrf_token }));
  await step('send again', () => browser.post('/sign-in/link/send-code', { csrf_token }));
  await step('send too often', () => browser.post('/sign-in/link/send-code', { csrf_token }));
  return { steps, browser, csrf_token };
}

describe('52: an address that somebody has and one that nobody has', () => {
  beforeAll(async () => {
    for (const name of ['known-1', 'known-2']) {
      const email = `${name}@example.com`;
      await home.signIn({ sub: `${name}-home`, email, email_verified: true });
    }
    // Of several with one address, and of one who never proved theirs, no more is told.
    await stage.createUser({ email: 'other-1@example.com' });
  });

  test.each([
    ['a proved account', 'known-1', 'nobod-1'],
    ['an account that never proved it', 'other-1', 'nobod-2'],
  ])('%s: the same pages, headers, cookies and statements at every step', async (_what, known, unknown) => {
    const mails = outbox.messages().length;
    const somebody = await goAllTheWay(asks, `${known}-asks`, `${known}@example.com`);
    const sent = outbox.messages().length;
    const nobody = await goAllTheWay(asks, `${unknown}-asks`, `${unknown}@example.com`);
    expect(outbox.messages().length).toBe(sent);
    // Something was at stake: the one with a proved account was written to.
    expect(sent - mails).toBe(known === 'known-1' ? 3 : 0);
    for (const [index, step] of somebody.steps.entries()) expect(nobody.steps[index]).toEqual(step);
    expect(JSON.stringify(somebody.steps)).not.toMatch(/known-1-home|•••/);
  });

  test('where the rule wants proof and there is none, and the tenant keeps people apart', async () => {
    const arrive = async (subject: string, email: string) => {
      const browser = new Browser(stage.it.baseUrl);
      const callback = await distrusted.approach({ sub: subject, email, email_verified: true }, browser);
      return plain(await browser.get(callback), subject, email);
    };
    expect(await arrive('known-1-dis', 'known-1@example.com')).toEqual(
      await arrive('nobod-3-dis', 'nobod-3@example.com'),
    );
  });

  test('who says to be new is let in as the same, whoever has the address', async () => {
    const answer = async (subject: string, email: string) => {
      const { browser, csrf_token } = await goAllTheWay(asks, subject, email);
      const said = await watch(() => browser.post('/sign-in/link/new', { csrf_token }));
      const account = await browser.get('/account');
      return [plain(said.told, subject, email), said.statements, plain(account, subject, email)];
    };
    expect(await answer('known-2-new', 'known-2@example.com')).toEqual(
      await answer('knone-4-new', 'knone-4@example.com'),
    );
  });
});

describe('52: an API that is asked without a key', () => {
  test('says the same of every thing, before it looks anything up', async () => {
    const [known] = await stage.bySubject('known-1-home');
    const paths = (id: string, email: string, subject: string) => [
      `/v1/users/${id}`,
      `/v1/users/${id}/identities`,
      `/v1/users?email=${email}`,
      `/v1/identities?external_id=${subject}`,
      `/user_management/users?email=${email}`,
      `/user_management/users/${id}/identities`,
      `/api/v2/users-by-email?email=${email}`,
      `/api/v2/users/oidc%7C${subject}`,
      `/api/v3/get-user?userId=${email}&userIdType=email`,
    ];
    const theirs = paths(known!.user_id, 'known-1@example.com', 'known-1-home');
    const nobodys = paths(known!.user_id.replace(/.$/, '0'), 'nobody-1@example.com', 'nobody-home');
    for (const [index, path] of theirs.entries()) {
      const ask = (of: string) =>
        watch(async () => {
          const answer = await fetch(stage.it.baseUrl + of, { headers: { 'x-request-id': 'probe' } });
          return { status: answer.status, body: await answer.text() };
        });
      const told = await ask(path);
      expect(told, path).toEqual(await ask(nobodys[index]!));
      expect(told.statements, path).toEqual([]);
      expect(told.told.body, path).toMatch(/401|unauth/i);
    }
  });
});
