/** Spellings that only look the same, names that look like addresses, and users that no arrival may join. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinkingRule } from '../../src/domain/linking-rule.ts';
import { believed, openStage, type SignInPlace, type Stage } from './stage.ts';

let stage: Stage;
let work: SignInPlace;
beforeAll(async () => {
  stage = await openStage();
  work = await stage.addProvider('work', believed);
});
afterAll(() => stage.close());

const verified = (sub: string, email: string) => ({ sub, email, email_verified: true });

test('12: a username that is somebody’s address is no address, and an address no username', async () => {
  const names = await stage.addProvider('names', {
    ...believed,
    matchOn: ['email', 'username', 'external_id'],
    nameProof: 'authoritative',
    externalIdClaim: 'employee',
  });
  const named = await stage.createUser({ username: 'twelve@example.com' });
  const numbered = await stage.createUser({ external_id: 'twelve-b@example.com' });
  const victim = await stage.createUser({ email: 'twelve-v@example.com', email_verified: true });
  const before = await stage.identitiesOf(victim.id);

  const byAddress = await names.signIn(verified('twelve-1', 'twelve@example.com'));
  expect(byAddress.userId).not.toBe(named.id);
  const byNumber = await names.signIn(verified('twelve-2', 'twelve-b@example.com'));
  expect(byNumber.userId).not.toBe(numbered.id);
  const byName = await names.signIn({ sub: 'twelve-3', preferred_username: 'twelve-v@example.com' });
  expect(byName.userId).not.toBe(victim.id);
  const byEmployee = await names.signIn({ sub: 'twelve-4', employee: 'twelve-v@example.com' });
  expect(byEmployee.userId).not.toBe(victim.id);
  expect(await stage.identitiesOf(victim.id)).toEqual(before);
  for (const id of [named.id, numbered.id]) expect(await stage.identitiesOf(id)).toEqual([]);
  // Each key on its own does join.
  expect((await names.signIn({ sub: 'twelve-5', preferred_username: 'Twelve@example.com' })).userId).toBe(named.id);
  expect((await names.signIn({ sub: 'twelve-6', employee: 'twelve-b@example.com' })).userId).toBe(numbered.id);
});

describe('13: an address is folded first and validated then', () => {
  test.each([
    ['case', 'Thirteen-A@Example.COM', 'thirteen-a@example.com'],
    ['full width', 'ｔhirteen-b@example.com', 'thirteen-b@example.com'],
    ['punycode', 'thirteen-idn@xn--mller-kva.example', 'thirteen-idn@müller.example'],
  ])('%s: one address', async (_what, spelled, kept) => {
    const owner = await stage.createUser({ email: kept, email_verified: true });
    expect((await work.signIn(verified(`13-${kept}`, spelled))).userId).toBe(owner.id);
  });

  test.each([
    ['dots', 'thirteen.dots@example.com', 'thirteendots@example.com'],
    ['a tag', 'thirteen+tag@example.com', 'thirteen@example.com'],
    ['the Turkish dotless i', 'thırteen-tr@example.com', 'thirteen-tr@example.com'],
    ['the Turkish dotted I', 'THİRTEEN-TR2@example.com', 'thirteen-tr2@example.com'],
    ['a Cyrillic letter', 'thirteen-а@example.com', 'thirteen-a2@example.com'],
    ['a Cyrillic letter in the domain', 'thirteen-dom@exаmple.com', 'thirteen-dom@example.com'],
    ['punycode of a Cyrillic letter', 'thirteen-idn2@xn--exmple-4nf.com', 'thirteen-idn2@example.com'],
  ])('%s: another address', async (_what, spelled, kept) => {
    const owner = await stage.createUser({ email: kept, email_verified: true });
    const arrival = await work.signIn(verified(`13-${spelled}`.slice(0, 200), spelled));
    expect(arrival.userId).not.toBe(owner.id);
    expect(await stage.identitiesOf(owner.id)).toEqual([]);
  });

  test.each([
    ['two at signs in disguise', 'thirteen-x@example.com＠evil.example'],
    ['an at sign of full width in front', '＠thirteen-x@example.com'],
    ['a space within', 'thirteen x@example.com'],
    ['a space at the end', 'thirteen-x@example.com '],
    ['a line break', 'thirteen-x@example.com\nbcc'],
    ['angle brackets', '<thirteen-x@example.com>'],
    ['a list', 'thirteen-x@example.com,evil@example.net'],
    ['no domain', 'thirteen-x@localhost'],
    ['an empty label', 'thirteen-x@example..com'],
  ])('%s: no address at all', async (_what, spelled) => {
    const sub = `13-none-${spelled}`.replaceAll(/\s/g, '_');
    const arrival = await work.signIn(verified(sub, spelled));
    expect(arrival.userId).not.toBeNull();
    expect(await stage.user(arrival.userId!)).toMatchObject({ email: null, email_verified: false });
    // The user is one that an application can go on working with.
    expect((await stage.put(`/v1/users/${arrival.userId}`, { name: 'Thirteen' })).status).toBe(200);
    const made = await stage.post('/v1/users', { email: spelled });
    expect(made.status === 400 || made.body.email === 'thirteen-x@example.com ').toBe(true);
    if (made.status === 201) await stage.native.send('DELETE', `/v1/users/${made.body.id}`);
  });

  test('a phone number that is none does not become the user’s', async () => {
    const arrival = await work.signIn({ sub: '13-phone', phone_number: 'call me', phone_number_verified: true });
    expect(await stage.user(arrival.userId!)).toMatchObject({ phone: null, phone_verified: false });
    expect((await stage.put(`/v1/users/${arrival.userId}`, { name: 'Thirteen' })).status).toBe(200);
  });
});

describe('14: users that no arrival joins, however well it proves itself', () => {
  const guarded = async (name: string, fields: object, rule: (id: string) => object = () => ({})) => {
    const email = `${name}@example.com`;
    const target = await stage.createUser({ email, email_verified: true, ...fields });
    const place = await stage.addProvider(name, { ...believed, ...rule(target.id) });
    return { target, arrive: () => place.signIn(verified(name, email)) };
  };

  test.each<[string, object, (id: string) => object]>([
    [
      'an administrator by metadata',
      { app_metadata: { roles: ['editor', 'admin'] } },
      () => ({ neverLink: { userIds: [], metadata: { 'app_metadata.roles': 'admin' } } }),
    ],
    ['one of a list', {}, (id) => ({ neverLink: { userIds: [id], metadata: {} } })],
    [
      'one of an excluded group',
      { user_metadata: { group: { name: 'board' } } },
      () => ({ neverLink: { userIds: [], metadata: { 'user_metadata.group.name': 'board' } } }),
    ],
    ['a denied domain', {}, () => ({ emailDomains: { allowed: null, denied: ['example.com'] } })],
    ['a domain that is not allowed', {}, () => ({ emailDomains: { allowed: ['example.org'], denied: [] } })],
    ['one of another linking domain', {}, () => ({ linkingDomain: 'customers' })],
  ])('%s', async (what, fields, rule) => {
    const name = `fourteen-${what.replaceAll(' ', '-')}`;
    const { target, arrive } = await guarded(name, fields, rule);
    if (what === 'one of another linking domain')
      await stage.post(`/v1/users/${target.id}/identities`, {
        identity_provider_id: work.provider.id,
        external_id: 'fourteen-at-work',
      });
    const before = await stage.identitiesOf(target.id);
    const arrival = await arrive();
    expect(arrival.userId).not.toBe(target.id);
    expect(await stage.identitiesOf(target.id)).toEqual(before);
    expect(await stage.openSessionsOf(target.id)).toEqual([]);
  });

  test('a denied domain, by the telephone number that came with it', async () => {
    const rule: Partial<LinkingRule> = { ...believed, matchOn: ['phone'], phoneProof: 'provider_verified_bit' };
    const denied = { allowed: null, denied: ['example.com'] };
    const closed = await stage.addProvider('fourteen-phone-closed', { ...rule, emailDomains: denied });
    const open = await stage.addProvider('fourteen-phone-open', rule);
    const arrive = async (place: SignInPlace, name: string, phone: string) => {
      const target = await stage.createUser({ phone, phone_verified: true });
      const claims = { ...verified(name, `${name}@example.com`), phone_number: phone, phone_number_verified: true };
      return { target, arrival: await place.signIn(claims) };
    };
    const kept = await arrive(closed, 'fourteen-kept', '+442079460018');
    expect(kept.arrival.userId).not.toBe(kept.target.id);
    expect(await stage.identitiesOf(kept.target.id)).toEqual([]);
    const joined = await arrive(open, 'fourteen-joined', '+442079460019');
    expect(joined.arrival.userId).toBe(joined.target.id);
  });

  test('a suspended one', async () => {
    const { target, arrive } = await guarded('fourteen-suspended', {});
    await stage.post(`/v1/users/${target.id}/suspend`, { active: false });
    expect((await arrive()).userId).not.toBe(target.id);
    expect(await stage.identitiesOf(target.id)).toEqual([]);
  });

  test('a deleted one, and one that was merged away', async () => {
    const deleted = await guarded('fourteen-deleted', {});
    await stage.native.send('DELETE', `/v1/users/${deleted.target.id}`);
    expect((await deleted.arrive()).userId).not.toBe(deleted.target.id);
    expect(await stage.user(deleted.target.id)).toBeUndefined();

    const merged = await guarded('fourteen-merged', {});
    const into = await stage.createUser({});
    await stage.post(`/v1/users/${into.id}/merge`, { secondary_user_id: merged.target.id });
    expect((await merged.arrive()).userId).not.toBe(merged.target.id);
    expect(await stage.identitiesOf(merged.target.id)).toEqual([]);
  });

  test('one of another tenant', async () => {
    const { other } = stage.it;
    const { user } = await stage.it.operations.users.create(other.actor, {
      profile: { email: 'fourteen-other@example.com', emailVerified: true },
    });
    const arrival = await work.signIn(verified('fourteen-other', 'fourteen-other@example.com'));
    expect(arrival.userId).not.toBe(user.id);
    expect(await stage.it.operations.identities.ofUser(other.actor, user.id)).toEqual([]);
  });

  test('the guard stands in the way, nothing else: without it the same arrival joins', async () => {
    const { target, arrive } = await guarded('fourteen-open', {});
    expect((await arrive()).userId).toBe(target.id);
  });
});
