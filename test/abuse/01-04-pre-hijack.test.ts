/** Somebody makes an account with V's address, or changes theirs to it, and waits for V to arrive. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { believed, openStage, type Row, type SignInPlace, type Stage, signedInAs } from './stage.ts';

let stage: Stage;
/** Believed for its verified bit. */
let work: SignInPlace;
/** Believed in nothing: anyone can have any address there. */
let anywhere: SignInPlace;

beforeAll(async () => {
  stage = await openStage();
  work = await stage.addProvider('work', believed);
  anywhere = await stage.addProvider('anywhere', { mode: 'never', emailProof: 'never' });
});
afterAll(() => stage.close());

const proved = (name: string) => ({ sub: `${name}-at-work`, email: `${name}@example.com`, email_verified: true });
const subjectsOf = async (userId: string) => (await stage.identitiesOf(userId)).map(({ subject }: Row) => subject);

test('1: who signed up with an unproved address loses every way in before its owner gets in', async () => {
  const passwords = await stage.it.createProvider('auth0', 'passwords');
  const trap = await stage.createUser({
    email: 'one@example.com',
    phone: '+12025550123',
    identities: [
      { identity_provider_id: passwords.id, external_id: 'attackers-login', external_email: 'one@example.com' },
    ],
  });

  expect((await work.signIn(proved('one'))).userId).toBe(trap.id);
  expect(await subjectsOf(trap.id)).toEqual(['one-at-work']);
  expect(await stage.bySubject('attackers-login')).toMatchObject([{ user_id: null }]);
  expect(await stage.user(trap.id)).toMatchObject({ email_verified: true, phone: null });
  expect((await stage.events('identity.linked')).at(-1)).toMatchObject({
    user_id: trap.id,
    before: { ended: [{ subject: 'attackers-login', userId: trap.id }] },
    decision: { action: 'link', takesOver: true, matchedOn: 'email' },
  });
});

test('1: where the tenant keeps the two apart, the owner of the address gets a user of their own', async () => {
  await stage.settle({ unproved_side: 'separate' });
  const trap = await stage.createUser({ email: 'apart@example.com' });
  const victim = await work.signIn(proved('apart'));
  await stage.settle({});
  expect(victim.userId).not.toBeNull();
  expect(victim.userId).not.toBe(trap.id);
  expect(await stage.identitiesOf(trap.id)).toEqual([]);
  expect(await stage.user(trap.id)).toMatchObject({ email_verified: false });
});

test("2: the attacker's session does not outlive the arrival of the owner", async () => {
  const attacker = await anywhere.signIn({ sub: 'two-attacker', email: 'two@example.com', email_verified: true });
  expect(attacker.userId).not.toBeNull();
  expect(await stage.openSessionsOf(attacker.userId!)).toHaveLength(1);

  const victim = await work.signIn(proved('two'));
  expect(victim.userId).toBe(attacker.userId);
  expect(await signedInAs(attacker.browser)).toBeNull();
  expect(await stage.openSessionsOf(victim.userId!)).toHaveLength(1);
  expect(await signedInAs(victim.browser)).toBe(victim.userId);
});

test("3: an identity and a phone that the attacker put into the account do not lead into the owner's", async () => {
  const trojan = await stage.addProvider('trojan', { ...believed, matchOn: ['email', 'phone'] });
  const trap = await stage.createUser({ email: 'three@example.com', phone: '+12025550133', phone_verified: true });
  const linked = await stage.post(`/v1/users/${trap.id}/identities`, {
    identity_provider_id: trojan.provider.id,
    external_id: 'three-trojan',
    external_email: 'attacker@example.net',
    external_phone: '+12025550133',
    external_phone_verified: true,
  });
  expect(linked.status).toBe(201);

  const victim = await work.signIn(proved('three'));
  expect(await subjectsOf(victim.userId!)).toEqual(['three-at-work']);
  const attacker = await trojan.signIn({
    sub: 'three-trojan',
    email: 'attacker@example.net',
    email_verified: true,
    phone_number: '+12025550133',
    phone_number_verified: true,
  });
  expect(attacker.userId).not.toBe(victim.userId);
  expect(await subjectsOf(victim.userId!)).toEqual(['three-at-work']);
});

test('4: an account whose address was changed to the one of another person is not theirs, and loses the address', async () => {
  const attacker = await anywhere.signIn({ sub: 'four-attacker', email: 'attacker4@example.net' });
  const changed = await stage.put(`/v1/users/${attacker.userId}`, { email: 'four@example.com' });
  expect(changed.body).toMatchObject({ email: 'four@example.com', email_verified: false });

  const victim = await work.signIn(proved('four'));
  expect(victim.userId).not.toBe(attacker.userId);
  expect(await subjectsOf(attacker.userId!)).toEqual(['four-attacker']);
  expect(await stage.user(attacker.userId!)).toMatchObject({ email: null, email_verified: false });
  expect(await stage.user(victim.userId!)).toMatchObject({ email: 'four@example.com', email_verified: true });
  expect((await stage.events('user.updated')).at(-1)).toMatchObject({
    user_id: attacker.userId,
    before: { email: 'four@example.com' },
    decision: { action: 'void_address' },
  });
});

test('4: so too where the profile followed a provider at which the attacker changed the address', async () => {
  const followed = await stage.addProvider('followed', { mode: 'never', emailProof: 'never', updateProfile: 'always' });
  const attacker = await followed.signIn({ sub: 'four-follower', email: 'follower@example.net' });
  await followed.signIn({ sub: 'four-follower', email: 'followed@example.com' });
  expect(await stage.user(attacker.userId!)).toMatchObject({ email: 'followed@example.com', email_verified: false });

  const victim = await work.signIn(proved('followed'));
  expect(victim.userId).not.toBe(attacker.userId);
  expect(await subjectsOf(attacker.userId!)).toEqual(['four-follower']);
  expect(await stage.user(attacker.userId!)).toMatchObject({ email: null });
});
