/** Everyone at once, through the door that everyone uses; the same races run by the thousand under test/races. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../support/browser.ts';
import type { RawAnswer } from '../support/native-client.ts';
import { believed, openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

const tries = 10;

let stage: Stage;
let work: SignInPlace;
let home: SignInPlace;
beforeAll(async () => {
  stage = await openStage();
  work = await stage.addProvider('work', believed);
  home = await stage.addProvider('home', believed);
});
afterAll(() => stage.close());

const identityBody = (place: SignInPlace, subject: string) => ({
  identity_provider_id: place.provider.id,
  external_id: subject,
});
const link = (userId: string, place: SignInPlace, subject: string) =>
  stage.post(`/v1/users/${userId}/identities`, identityBody(place, subject));
const unlink = (userId: string, { body }: RawAnswer) =>
  stage.native.send('DELETE', `/v1/users/${userId}/identities/${body.id}`);
const merge = (primary: Row, secondary: Row) =>
  stage.post(`/v1/users/${primary.id}/merge`, { secondary_user_id: secondary.id });
const outcomes = (answers: RawAnswer[]) => answers.map(({ status, body }) => body?.code ?? String(status)).sort();
const repeat = async (run: (nth: number) => Promise<void>) => {
  for (let nth = 0; nth < tries; nth += 1) await run(nth);
};

/** INVARIANT of every race: an identity belongs to a live user or to nobody. */
async function expectNoStrays(): Promise<void> {
  const { rows } = await stage.it.database.pool.query(
    `select i.id from identities i left join users u on u.tenant_id = i.tenant_id and u.id = i.user_id
     where i.user_id is not null and (u.id is null or u.merged_into is not null)`,
  );
  expect(rows).toEqual([]);
}

test('31: fifty first sign-ins of one person at once are one user with one identity, and all of them get in', async () => {
  const claims = { sub: 'crowd', email: 'crowd@example.com', email_verified: true };
  const browsers = Array.from({ length: 50 }, () => new Browser(stage.it.baseUrl));
  const callbacks: string[] = [];
  for (const browser of browsers) callbacks.push(await work.approach(claims, browser));
  const answers = await Promise.all(browsers.map((browser, index) => browser.get(callbacks[index]!)));
  expect(answers.map(({ status }) => status)).toEqual(browsers.map(() => 303));
  const users = new Set(await Promise.all(browsers.map(signedInAs)));
  expect(users.size).toBe(1);
  const [userId] = users;
  expect(await stage.identitiesOf(userId!)).toHaveLength(1);
  expect(await stage.bySubject('crowd')).toHaveLength(1);
  expect(await stage.openSessionsOf(userId!)).toHaveLength(50);
  const found = (await stage.native.send('GET', '/v1/users?email=crowd@example.com')).body.data;
  expect(found).toHaveLength(1);
  expect(await stage.events('user.created')).toHaveLength(1);
});

test('32: two users claim one identity at once: one has it, the other is told', async () => {
  await repeat(async (nth) => {
    const [a, b] = [await stage.createUser({}), await stage.createUser({})];
    const answers = await Promise.all([link(a.id, work, `claim-${nth}`), link(b.id, work, `claim-${nth}`)]);
    expect(outcomes(answers)).toEqual(['201', 'identity_linked_elsewhere']);
    expect([...(await stage.identitiesOf(a.id)), ...(await stage.identitiesOf(b.id))]).toHaveLength(1);
  });
});

test('33: two unlinks of the last two identities, with the provider removed or disabled meanwhile: one stays', async () => {
  await repeat(async (nth) => {
    const user = await stage.createUser({});
    const [first, second] = [await link(user.id, work, `last-${nth}`), await link(user.id, home, `last-${nth}`)];
    const word = nth % 2 === 0 ? 'disable' : 'enable';
    const [one, two, removed, switched] = await Promise.all([
      unlink(user.id, first),
      unlink(user.id, second),
      // It has identities, so it is not removed by the way.
      stage.native.send('DELETE', `/v1/identity-providers/${home.provider.id}`),
      stage.post(`/v1/identity-providers/${home.provider.id}/${word}`, undefined),
    ]);
    expect(outcomes([one!, two!])).toEqual(['200', 'last_identity']);
    expect([removed!.body.code, switched!.status]).toEqual(['identity_provider_in_use', 200]);
    expect(await stage.identitiesOf(user.id)).toHaveLength(1);
  });
  await stage.post(`/v1/identity-providers/${home.provider.id}/enable`, undefined);
});

test('33: a password-like identity counts as a way in like any other', async () => {
  const passwords = await stage.it.createProvider('auth0', 'passwords');
  await repeat(async (nth) => {
    const user = await stage.createUser({
      identities: [{ identity_provider_id: passwords.id, external_id: `password-${nth}` }],
    });
    const linked = await link(user.id, work, `beside-password-${nth}`);
    const [password] = await stage.bySubject(`password-${nth}`);
    const answers = await Promise.all([
      unlink(user.id, linked),
      stage.native.send('DELETE', `/v1/users/${user.id}/identities/${password!.id}?outcome=delete`),
    ]);
    expect(outcomes(answers)).toEqual(['200', 'last_identity']);
    expect(await stage.identitiesOf(user.id)).toHaveLength(1);
  });
});

test('34: A into B and B into A at once: no circle, and nothing lost', async () => {
  await repeat(async (nth) => {
    const [a, b] = [await stage.createUser({}), await stage.createUser({})];
    await link(a.id, work, `merge-a-${nth}`);
    await link(b.id, home, `merge-b-${nth}`);
    expect(outcomes(await Promise.all([merge(a, b), merge(b, a)]))).toEqual(['200', 'user_merged']);
    const all = [...(await stage.identitiesOf(a.id)), ...(await stage.identitiesOf(b.id))];
    expect(new Set(all.map(({ user_id }) => user_id)).size).toBe(1);
    expect(all).toHaveLength(2);
  });
  await expectNoStrays();
});

test('34: a merge while either side links, unlinks and signs in', async () => {
  await repeat(async (nth) => {
    const [a, b] = [await stage.createUser({}), await stage.createUser({})];
    await link(a.id, work, `busy-a-${nth}`);
    const going = await link(b.id, home, `busy-b-${nth}`);
    await link(b.id, work, `busy-c-${nth}`);
    const [merged, linked, unlinked, visit] = await Promise.all([
      merge(a, b),
      link(b.id, home, `busy-d-${nth}`),
      unlink(b.id, going),
      work.signIn({ sub: `busy-c-${nth}` }),
    ]);
    expect(merged!.status).toBe(200);
    expect([201, 404, 409]).toContain(linked!.status);
    expect([200, 404, 409]).toContain(unlinked!.status);
    // Signed in before the merge, the session of the one that went is over; signed in after it, it is A's.
    expect([a.id, null]).toContain(visit!.userId);
    expect((await stage.bySubject(`busy-c-${nth}`))[0]!.user_id).toBe(a.id);
    expect(await stage.openSessionsOf(b.id)).toEqual([]);
  });
  await expectNoStrays();
});

test('34: a chain keeps every identity; a user is not merged with itself, nor twice, nor across tenants', async () => {
  const [a, b, c] = [await stage.createUser({}), await stage.createUser({}), await stage.createUser({})];
  await link(a.id, work, 'chain-a');
  await link(b.id, work, 'chain-b');
  await link(c.id, work, 'chain-c');
  expect((await merge(b, a)).status).toBe(200);
  expect((await merge(c, b)).status).toBe(200);
  expect((await stage.identitiesOf(c.id)).map(({ subject }: Row) => subject)).toEqual([
    'chain-c',
    'chain-b',
    'chain-a',
  ]);

  const before = await stage.snapshot();
  const { it } = stage;
  const { user: foreign } = await it.operations.users.create(it.other.actor, { profile: {} });
  for (const [primary, secondary, code] of [
    [c, c, 'merge_with_itself'],
    [c, a, 'user_merged'],
    [a, c, 'user_merged'],
    [c, foreign, 'not_found'],
    [foreign, c, 'not_found'],
  ] as const)
    expect((await merge(primary, secondary)).body.code, code).toBe(code);
  expect(await stage.snapshot()).toEqual(before);
  expect(await it.operations.users.read(it.other.actor, foreign.id)).toMatchObject({ mergedInto: null });
});

test('35: whoever got no answer asks again with the same key, and what was done is done once', async () => {
  const [a, b] = [await stage.createUser({}), await stage.createUser({})];
  await link(b.id, home, 'retried-b');
  const ask = (path: string, body: object, key: string) =>
    stage.post(path, body, { ...stage.native.headers, 'idempotency-key': key });
  const linkOnce = () => ask(`/v1/users/${a.id}/identities`, identityBody(work, 'retried'), 'link-once');
  const first = await linkOnce();
  expect(first.status).toBe(201);
  // Meanwhile the world goes on: the retry is told what came of the first, not what would come of a second.
  await link(a.id, home, 'retried-other');
  await unlink(a.id, first);
  const again = await linkOnce();
  expect([again.status, again.body]).toEqual([201, first.body]);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await stage.bySubject('retried')).toMatchObject([{ user_id: null }]);

  const mergeOnce = () => ask(`/v1/users/${a.id}/merge`, { secondary_user_id: b.id }, 'merge-once');
  const answers = await Promise.all([mergeOnce(), mergeOnce(), mergeOnce()]);
  expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
  expect(answers[0]!.status).toBe(200);
  const told = (await stage.events('user.merged')).filter(({ user_id }) => user_id === a.id);
  expect(told).toHaveLength(1);
});
