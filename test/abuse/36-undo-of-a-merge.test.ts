/** Taking a merge back after both sides went on: what it moved goes back, what came since stays, or nothing happens at all. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type Row, type SignInPlace, type Stage } from './stage.ts';

let stage: Stage;
let work: SignInPlace;
let home: SignInPlace;
let passwordsId: string;
beforeAll(async () => {
  stage = await openStage();
  work = await stage.addProvider('work', believed);
  home = await stage.addProvider('home', believed);
  passwordsId = (await stage.it.createProvider('auth0', 'passwords')).id;
});
afterAll(() => stage.close());

const link = async (userId: string, providerId: string, subject: string) => {
  const body = { identity_provider_id: providerId, external_id: subject };
  const linked = await stage.post(`/v1/users/${userId}/identities`, body);
  expect(linked.status).toBe(201);
  return linked.body as Row;
};
const undo = (event: Row) => stage.post(`/v1/events/${event.id}/undo`, undefined);
const subjectsOf = async (userId: string) => (await stage.identitiesOf(userId)).map(({ subject }: Row) => subject);

/** A with one identity and B with two, merged into A. */
async function mergeTwo(name: string) {
  const a = await stage.createUser({
    email: `${name}-a@example.com`,
    email_verified: true,
    app_metadata: { plan: 'a' },
  });
  const b = await stage.createUser({
    email: `${name}-b@example.com`,
    email_verified: true,
    username: `${name}-b`,
    app_metadata: { plan: 'b', seat: 7 },
  });
  await link(a.id, work.provider.id, `${name}-a`);
  await link(b.id, work.provider.id, `${name}-b1`);
  await link(b.id, home.provider.id, `${name}-b2`);
  const before = { a: await stage.user(a.id), b: await stage.user(b.id) };
  const merged = await stage.post(`/v1/users/${a.id}/merge`, { secondary_user_id: b.id });
  expect(merged.status).toBe(200);
  const event = (await stage.events('user.merged')).at(-1)!;
  return { a, b, b1: `${name}-b1`, b2: `${name}-b2`, before, event };
}

const blockedBy = ({ body }: { body: Row }): string[] => body.details.blocked_by.map(({ type }: Row) => type);

describe('36: a merge is undone after both sides changed', () => {
  test('what it moved goes back; a new identity, a password, a new address and what was written since stay', async () => {
    const { a, b, before, event } = await mergeTwo('both');
    await link(a.id, home.provider.id, 'both-later');
    await link(a.id, passwordsId, 'both-password');
    await stage.put(`/v1/users/${a.id}`, { email: 'both-new@example.com', email_verified: true, name: 'Since' });
    // The person goes on signing in with what came from B.
    expect((await work.signIn({ sub: 'both-b1' })).userId).toBe(a.id);

    const undone = await undo(event);
    expect(undone.status).toBe(200);
    expect(await subjectsOf(a.id)).toEqual(['both-a', 'both-later', 'both-password']);
    expect(await subjectsOf(b.id)).toEqual(['both-b1', 'both-b2']);
    expect(await stage.user(a.id)).toMatchObject({
      email: 'both-new@example.com',
      email_verified: true,
      name: 'Since',
      app_metadata: before.a!.app_metadata,
      merged_into: null,
    });
    const { updated_at: _now, ...back } = (await stage.user(b.id))!;
    const { updated_at: _then, ...then } = before.b!;
    expect(back).toEqual(then);
    // Each way leads to its own user again, and the session that it had made is over.
    expect((await work.signIn({ sub: 'both-b1' })).userId).toBe(b.id);
    expect((await work.signIn({ sub: 'both-a' })).userId).toBe(a.id);
  });

  test('a second time it is a no-op that answers the first one’s event', async () => {
    const { event } = await mergeTwo('twice');
    const first = await undo(event);
    const before = [await stage.snapshot(), await stage.events('linking.undone')];
    const again = await undo(event);
    expect([again.status, again.body]).toEqual([200, first.body]);
    const atOnce = await Promise.all([undo(event), undo(event), undo(event)]);
    for (const { status, body } of atOnce) expect([status, body.id]).toEqual([200, first.body.id]);
    expect([await stage.snapshot(), await stage.events('linking.undone')]).toEqual(before);
  });

  test('two who undo it at once undo it once', async () => {
    const { b, event } = await mergeTwo('at-once');
    const answers = await Promise.all(Array.from({ length: 8 }, () => undo(event)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await stage.events('linking.undone')).filter(({ undoes }) => undoes === event.id)).toHaveLength(1);
    expect(await subjectsOf(b.id)).toEqual(['at-once-b1', 'at-once-b2']);
  });

  const stranger = () => stage.createUser({});
  test.each<[string, (merged: Awaited<ReturnType<typeof mergeTwo>>) => Promise<unknown>, string[]]>([
    [
      'an identity that it moved was moved on',
      async ({ b1 }) => {
        const [identity] = await stage.bySubject(b1);
        return stage.post(`/v1/identities/${identity!.id}/move`, { user_id: (await stranger()).id });
      },
      ['identity.moved'],
    ],
    [
      'an identity that it moved was unlinked, and another moved on',
      async ({ a, b1, b2 }) => {
        const [[one], [two]] = [await stage.bySubject(b1), await stage.bySubject(b2)];
        await stage.native.send('DELETE', `/v1/users/${a.id}/identities/${one!.id}`);
        return stage.post(`/v1/identities/${two!.id}/move`, { user_id: (await stranger()).id });
      },
      ['identity.moved', 'identity.unlinked'],
    ],
    [
      'A was merged away itself',
      async ({ a }) => stage.post(`/v1/users/${(await stranger()).id}/merge`, { secondary_user_id: a.id }),
      ['user.merged'],
    ],
  ])('%s: it is refused with the list of what stands in the way, and nothing changes', async (what, build, types) => {
    const merged = await mergeTwo(`built-${what.length}`);
    await build(merged);
    const before = [await stage.snapshot(), await stage.events('linking.undone')];
    const refused = await undo(merged.event);
    expect([refused.status, refused.body.code]).toEqual([409, 'undo_blocked']);
    expect(blockedBy(refused).sort()).toEqual(types);
    for (const { said } of refused.body.details.blocked_by) expect(said).toMatch(/\w/);
    expect([await stage.snapshot(), await stage.events('linking.undone')]).toEqual(before);
  });

  test('the username of B is somebody else’s by now: refused, and nobody has it twice', async () => {
    const { event } = await mergeTwo('taken');
    const taker = await stage.createUser({ username: 'taken-b' });
    const before = await stage.snapshot();
    const refused = await undo(event);
    expect([refused.status, refused.body.code]).toEqual([409, 'undo_blocked']);
    expect(JSON.stringify(refused.body.details.blocked_by)).toContain(taker.id);
    expect(await stage.snapshot()).toEqual(before);
  });

  test('the address of B is somebody else’s too by now: B comes back, and an arrival with it joins neither', async () => {
    const { b, event } = await mergeTwo('shared');
    const taker = await stage.createUser({ email: 'shared-b@example.com', email_verified: true });
    expect((await undo(event)).status).toBe(200);
    const place = await stage.addProvider('third', believed);
    const arrival = await place.signIn({ sub: 'shared-third', email: 'shared-b@example.com', email_verified: true });
    expect(arrival.userId).not.toBeNull();
    expect([b.id, taker.id]).not.toContain(arrival.userId);
    expect((await stage.events('user.created')).at(-1)).toMatchObject({ decision: { conflict: 'several_users' } });
  });
});
