/** A provider's word for an address is worth what its registration says, in the form that it says, and no more. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, openStage, type Row, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** V's own account, its address proved. */
const knownUser = (email: string) => stage.createUser({ email, email_verified: true });

describe('5: only the boolean true, and forms that the registration declares, mean verified', () => {
  const unverified: [string, object][] = [
    ['false', { email_verified: false }],
    ['missing', {}],
    ['null', { email_verified: null }],
    ['"false"', { email_verified: 'false' }],
    ['"true"', { email_verified: 'true' }],
    ['0', { email_verified: 0 }],
    ['1', { email_verified: 1 }],
    ['an empty list', { email_verified: [] }],
    ['a list of true', { email_verified: [true] }],
    ['an object', { email_verified: { value: true } }],
    ['another name of it', { verified_email: true, verified: true }],
  ];

  test('every other form joins nobody', async () => {
    const place = await stage.addProvider('strict', believed);
    const victim = await knownUser('five@example.com');
    for (const [index, [form, bit]] of unverified.entries()) {
      const { userId } = await place.signIn({ sub: `five-${index}`, email: 'five@example.com', ...bit });
      expect(userId, form).not.toBe(victim.id);
      if (userId !== null) expect(await stage.user(userId), form).toMatchObject({ email_verified: false });
    }
    expect(await stage.identitiesOf(victim.id)).toEqual([]);
    // The same arrival with the real thing does join, so it was the form that kept the others out.
    const { userId } = await place.signIn({ sub: 'five-true', email: 'five@example.com', email_verified: true });
    expect(userId).toBe(victim.id);
  });

  test('a declared form counts at the provider that declares it, and nowhere else', async () => {
    const declares = await stage.addProvider('declares', { ...believed, verifiedForms: [true, 'true'] });
    const victim = await knownUser('five-declared@example.com');
    const other = await declares.signIn({ sub: 'five-1', email: 'five-declared@example.com', email_verified: 'TRUE' });
    expect(other.userId).not.toBe(victim.id);
    const said = await declares.signIn({ sub: 'five-2', email: 'five-declared@example.com', email_verified: 'true' });
    expect(said.userId).toBe(victim.id);
  });

  test('the bit of one source does not vouch for the address of another', async () => {
    const place = await stage.addProvider('two-sources', believed);
    const victim = await knownUser('five-sources@example.com');
    // The ID token has the bit, UserInfo the address.
    place.scripted.lie.claims = ({ email: _email, ...rest }) => ({ ...rest, email_verified: true });
    place.scripted.lie.userinfo = (honest) => ({ ...honest, email_verified: undefined });
    const { userId } = await place.signIn({ sub: 'five-s', email: 'five-sources@example.com', email_verified: true });
    expect(userId).not.toBe(victim.id);
    expect(await stage.identitiesOf(victim.id)).toEqual([]);
  });
});

test('6: a provider that is not trusted to verify joins nobody by saying that it did', async () => {
  const place = await stage.addProvider('non-verifying', { mode: 'verified_match', emailProof: 'never' });
  const victim = await knownUser('six@example.com');
  const visit = await place.signIn({ sub: 'six', email: 'six@example.com', email_verified: true });
  expect(visit.userId).not.toBe(victim.id);
  expect(await stage.identitiesOf(victim.id)).toEqual([]);
  const [identity] = await stage.bySubject('six');
  const decided = await stage.events('user.created', 'linking.challenged', 'identity.held');
  const { decision } = decided.find(({ identity_id }) => identity_id === identity!.id)!;
  expect(decision.reasons).toContainEqual(
    expect.objectContaining({ rule: 'proof', said: 'this provider is not trusted to prove e-mail addresses' }),
  );
});

test('7: Microsoft’s claim counts only where the directory says that it owns the domain, and for that directory alone', async () => {
  const edov = { mode: 'verified_match', emailProof: 'xms_edov' } as const;
  const [one, two] = [await stage.addProvider('directory-x', edov), await stage.addProvider('directory-y', edov)];
  const victim = await knownUser('seven@example.com');
  const email = 'seven@example.com';
  const unproved: [string, object][] = [
    ['no xms_edov', { tid: 'tid-x', email_verified: true }],
    ['xms_edov false', { tid: 'tid-x', xms_edov: false }],
    ['xms_edov "false"', { tid: 'tid-x', xms_edov: 'false' }],
    ['xms_edov of a list', { tid: 'tid-x', xms_edov: [true] }],
    ['no directory', { xms_edov: true }],
    ['a directory that is no text', { xms_edov: true, tid: 7 }],
  ];
  for (const [index, [form, claims]] of unproved.entries()) {
    const { userId } = await one.signIn({ sub: `seven-${index}`, oid: 'oid', email, ...claims });
    expect(userId, form).not.toBe(victim.id);
  }
  expect(await stage.identitiesOf(victim.id)).toEqual([]);

  const owner = await one.signIn({ sub: 'tid-x:oid', oid: 'oid', tid: 'tid-x', email, xms_edov: true });
  expect(owner.userId).toBe(victim.id);
  // The same name in another directory is another person, whatever that directory says of the address.
  const stranger = await two.signIn({ sub: 'tid-x:oid', oid: 'oid', tid: 'tid-y', email, xms_edov: false });
  expect(stranger.userId).not.toBe(victim.id);
  expect((await stage.identitiesOf(victim.id)).map((row: Row) => row.identity_provider_id)).toEqual([one.provider.id]);
});

test('7: the directory’s word in one source does not vouch for an address from another', async () => {
  const place = await stage.addProvider('directory-z', { mode: 'verified_match', emailProof: 'xms_edov' });
  const victim = await knownUser('seven-sources@example.com');
  place.scripted.lie.claims = ({ email: _email, ...rest }) => ({ ...rest, tid: 'tid-z', xms_edov: true });
  const { userId } = await place.signIn({ sub: 'seven-s', email: 'seven-sources@example.com' });
  expect(userId).not.toBe(victim.id);
});

describe('8: no other word for an address becomes a verified one', () => {
  test('of an OpenID provider', async () => {
    const place = await stage.addProvider('words', believed);
    const victim = await knownUser('eight@example.com');
    const words: [string, object][] = [
      ['upn', { upn: 'eight@example.com' }],
      ['preferred_username', { preferred_username: 'eight@example.com' }],
      ['unique_name', { unique_name: 'eight@example.com' }],
      ['emails', { emails: ['eight@example.com'] }],
      ['a list', { email: ['eight@example.com', 'other@example.com'] }],
      ['an object', { email: { value: 'eight@example.com', verified: true } }],
      ['mail', { mail: 'eight@example.com' }],
    ];
    for (const [index, [word, claims]] of words.entries()) {
      const { userId } = await place.signIn({ sub: `eight-${index}`, email_verified: true, ...claims });
      expect(userId, word).not.toBeNull();
      expect(userId, word).not.toBe(victim.id);
      expect(await stage.user(userId!), word).toMatchObject({ email: null, email_verified: false });
    }
    expect(await stage.identitiesOf(victim.id)).toEqual([]);
  });

  test('of GitHub: a secondary address, the one that the profile shows, an unconfirmed primary', async () => {
    const place = await stage.addProvider('hub', believed, { strategy: 'github' });
    const victim = await knownUser('eight-hub@example.com');
    const email = 'eight-hub@example.com';
    const answers: [string, object, unknown][] = [
      ['secondary', {}, [mail('own@example.net', true, true), mail(email, false, true)]],
      ['the profile’s', { email }, [mail('own@example.net', true, true)]],
      ['none is primary', { email }, [mail(email, false, true)]],
      ['unconfirmed primary', { email }, [mail(email, true, false)]],
      ['the bit as a text', { email }, [mail(email, true, 'true')]],
    ];
    for (const [index, [word, user, emails]] of answers.entries()) {
      place.scripted.github = { user: { id: 8000 + index, login: `eight-${index}`, ...user }, emails };
      const { userId } = await place.signIn({});
      expect(userId, word).not.toBe(victim.id);
    }
    expect(await stage.identitiesOf(victim.id)).toEqual([]);
    place.scripted.github = { user: { id: 8100, login: 'eight' }, emails: [mail(email, true, true)] };
    expect((await place.signIn({})).userId).toBe(victim.id);
  });
});

function mail(email: string, primary: boolean, verified: unknown) {
  return { email, primary, verified };
}
