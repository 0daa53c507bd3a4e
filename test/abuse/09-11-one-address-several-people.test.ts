/** Addresses change hands, and several users may have one: the subject is who somebody is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type Row, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const verified = (sub: string, email: string) => ({ sub, email, email_verified: true });

describe('9: two people exchange their addresses at the provider, and each still reaches their own user', () => {
  test.each(['never', 'first_link', 'always'] as const)('update_profile %s', async (updateProfile) => {
    const place = await stage.addProvider(`swap-${updateProfile}`, { ...believed, updateProfile });
    const [a, b] = [`foo-${updateProfile}@example.com`, `bar-${updateProfile}@example.com`];
    const foo = await place.signIn(verified('foo', a));
    const bar = await place.signIn(verified('bar', b));
    expect(foo.userId).not.toBe(bar.userId);
    for (const [sub, email, owner] of [
      ['foo', b, foo],
      ['bar', a, bar],
      ['foo', b, foo],
    ] as const)
      expect((await place.signIn(verified(sub, email))).userId).toBe(owner.userId);
    for (const { userId } of [foo, bar]) expect(await stage.identitiesOf(userId!)).toHaveLength(1);
    // Nobody was given the address of somebody who has it still.
    const addresses = [await stage.user(foo.userId!), await stage.user(bar.userId!)].map((user) => user!.email);
    expect(new Set(addresses).size).toBe(2);
  });
});

describe('10: a second subject of one provider under one address is not taken for the first', () => {
  const arriveTwice = async (name: string, onConflict: 'create_separate' | 'refuse' | 'review' | 'ask') => {
    const place = await stage.addProvider(name, { ...believed, onConflict });
    const victim = await place.signIn(verified(`${name}-first`, `${name}@example.com`));
    const later = await place.signIn(verified(`${name}-second`, `${name}@example.com`));
    expect((await stage.identitiesOf(victim.userId!)).map((row: Row) => row.subject)).toEqual([`${name}-first`]);
    expect(await stage.openSessionsOf(victim.userId!)).toHaveLength(1);
    return { victim, later };
  };

  test('by default it is somebody else, and the event says that there was a conflict', async () => {
    const { victim, later } = await arriveTwice('ten', 'create_separate');
    expect(later.userId).not.toBeNull();
    expect(later.userId).not.toBe(victim.userId);
    expect((await stage.events('user.created')).at(-1)).toMatchObject({
      user_id: later.userId,
      decision: { conflict: 'identity_at_provider' },
    });
  });

  test('where the rule is to refuse, nothing of it is kept', async () => {
    const { later } = await arriveTwice('ten-refused', 'refuse');
    expect([later.status, later.userId]).toEqual([403, null]);
    expect(await stage.bySubject('ten-refused-second')).toEqual([]);
    expect((await stage.events('user.sign_in_refused')).at(-1)).toMatchObject({ decision: { because: 'conflict' } });
  });

  test('where an administrator decides, it waits for them', async () => {
    const { victim, later } = await arriveTwice('ten-reviewed', 'review');
    expect(later.userId).toBeNull();
    expect(await stage.bySubject('ten-reviewed-second')).toMatchObject([{ user_id: null }]);
    expect((await stage.events('identity.held')).at(-1)).toMatchObject({
      decision: { because: 'review', candidates: [victim.userId] },
    });
  });

  test('where the person is asked, no mailbox settles it: that is what is in doubt', async () => {
    const { later } = await arriveTwice('ten-asked', 'ask');
    expect(later.userId).toBeNull();
    const { decision } = (await stage.events('linking.challenged')).at(-1)!;
    expect(decision.candidates).toMatchObject([{ proofs: ['sign_in'] }]);
  });
});

describe('11: several users match, and there is no first one', () => {
  test('two users with the same proved address', async () => {
    const [one, two] = [await stage.addProvider('eleven-a', believed), await stage.addProvider('eleven-b', believed)];
    // Two subjects of one provider under one address are two users.
    const users = [
      await one.signIn(verified('eleven-1', 'eleven@example.com')),
      await one.signIn(verified('eleven-2', 'eleven@example.com')),
    ];
    expect(new Set(users.map(({ userId }) => userId)).size).toBe(2);
    const arrival = await two.signIn(verified('eleven-3', 'eleven@example.com'));
    expect(users.map(({ userId }) => userId)).not.toContain(arrival.userId);
    expect((await stage.events('user.created')).at(-1)).toMatchObject({
      user_id: arrival.userId,
      decision: { conflict: 'several_users' },
    });
  });

  test('the address of one, the phone of another', async () => {
    const place = await stage.addProvider('eleven-keys', {
      ...believed,
      matchOn: ['email', 'phone'],
      phoneProof: 'provider_verified_bit',
      onConflict: 'refuse',
    });
    const byEmail = await stage.createUser({ email: 'eleven-e@example.com', email_verified: true });
    const byPhone = await stage.createUser({ phone: '+12025550111', phone_verified: true });
    const before = await stage.snapshot();
    const arrival = await place.signIn({
      ...verified('eleven-k', 'eleven-e@example.com'),
      phone_number: '+1 202 555 0111',
      phone_number_verified: true,
    });
    expect(arrival.status).toBe(403);
    expect(await stage.snapshot()).toEqual(before);
    expect((await stage.events('user.sign_in_refused')).at(-1)!.decision).toMatchObject({
      because: 'conflict',
      considered: expect.arrayContaining([
        expect.objectContaining({ userId: byEmail.id }),
        expect.objectContaining({ userId: byPhone.id }),
      ]),
    });
  });
});
