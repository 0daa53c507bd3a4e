/** Who has proved nothing learns nothing: neither from an answer nor from the work behind it is there an account or not. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutbox } from '../../src/mail/outbox.ts';
import { writerIn } from '../../src/server/letters.ts';
import { english } from '../../src/server/pages/messages/languages.ts';
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

describe('52: the other doors', () => {
  beforeAll(async () => {
    const provider = await stage.it.createProvider('email', 'email', { mode: 'never' });
    await stage.it.operations.connections.create(stage.it.actor, {
      identityProviderId: provider.id,
      identifier: 'email',
    });
    await home.signIn({ sub: 'door-home', email: 'door-1@example.com', email_verified: true });
  });

  test('a code to an address: the same pages and the same statements for one that somebody has', async () => {
    const goThrough = async (email: string) => {
      const browser = new Browser(stage.it.baseUrl);
      const steps: object[] = [];
      const step = async (work: () => Promise<Answer>): Promise<Answer> => {
        const { told, statements } = await watch(work);
        steps.push({ ...plain(told, email), statements });
        return told;
      };
      const page = await step(() => browser.get('/sign-in'));
      const csrf_token = /name="csrf_token" value="([^"]+)"/.exec(page.html)![1]!;
      await step(() => browser.post('/sign-in/email', { csrf_token, email }));
      const codes = await step(() => browser.get('/sign-in/email/code'));
      const own = { csrf_token: /name="csrf_token" value="([^"]+)"/.exec(codes.html)![1]! };
      await step(() => browser.post('/sign-in/email/send-code', own));
      for (const code of ['nonsense', '', 'x']) await step(() => browser.post('/sign-in/email/code', { ...own, code }));
      return steps;
    };
    const known = await goThrough('door-1@example.com');
    expect(await goThrough('doorx1@example.com')).toEqual(known);
  });

  test('a link that leads elsewhere does not say to whom, nor by what they sign in', async () => {
    const [owner] = await stage.bySubject('door-home');
    const mine = await home.signIn({ sub: 'door-mine' });
    const { html } = await mine.browser.get('/account/link');
    const token = /csrf_token=([A-Za-z0-9_-]+)/.exec(html)![1]!;
    const start = await mine.browser.get(`/account/link/with/home?csrf_token=${token}`);
    const callback = home.scripted.approve(new URL(start.location!), { sub: 'door-home' });
    const refused = await mine.browser.get(callback.pathname + callback.search);
    expect(refused.status).toBe(409);
    for (const told of [owner!.user_id, owner!.id, 'door-1@example.com']) expect(refused.html).not.toContain(told);
  });

  test('a code by an application: one answer for a wrong code, an old one, and an address that nobody has', async () => {
    const { application } = await stage.it.operations.applications.create(stage.it.actor, {
      name: 'public',
      authMethod: 'none',
      redirectUris: ['https://app.example.com/callback'],
    });
    await stage.it.operations.appEmailCodes.start(stage.it.actor, 'door-1@example.com', writerIn(english));
    const enter = async (email: string) => {
      const answer = await fetch(`${stage.it.baseUrl}/user_management/authenticate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': 'probe' },
        body: JSON.stringify({
          grant_type: 'urn:workos:oauth:grant-type:magic-auth:code',
          client_id: application.clientId,
          email,
          code: 'nonsense',
        }),
      });
      return [answer.status, await answer.text()];
    };
    const wrong = await enter('door-1@example.com');
    expect(wrong[0]).toBe(400);
    for (const email of ['known-1@example.com', 'nobody@example.com', 'no address'])
      expect(await enter(email)).toEqual(wrong);
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
