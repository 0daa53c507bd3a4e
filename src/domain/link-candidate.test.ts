import { describe, expect, test } from 'vitest';
import { type LinkCandidate, matchCandidates } from './link-candidate.ts';
import { type ArrivingKey, type LinkingRule, strictLinkingRule } from './linking-rule.ts';

const rule = (parts: Partial<LinkingRule> = {}): LinkingRule => ({ ...strictLinkingRule, ...parts });
const arriving = (key: ArrivingKey['key'], value: string, proved = true): ArrivingKey => ({
  key,
  value,
  proved,
  said: 'so',
});

function candidate(user: Partial<LinkCandidate['user']> = {}, rest: Partial<LinkCandidate> = {}): LinkCandidate {
  return {
    user: {
      id: 'u-1',
      status: 'active',
      email: null,
      emailVerified: false,
      phone: null,
      phoneVerified: false,
      username: null,
      externalId: null,
      userMetadata: {},
      appMetadata: {},
      ...user,
    },
    identitiesCount: 1,
    identitiesAtProvider: 0,
    linkingDomains: [],
    separated: null,
    established: true,
    ...rest,
  };
}

describe('what an arrival and a user have in common', () => {
  test.each<[string, ArrivingKey, Partial<LinkCandidate['user']>]>([
    ['nothing', arriving('email', 'v@x.com'), {}],
    ['another address', arriving('email', 'v@x.com'), { email: 'w@x.com' }],
    ['a username that is the address', arriving('email', 'v@x.com'), { username: 'v@x.com' }],
    ['an address that is the username', arriving('username', 'v@x.com'), { email: 'v@x.com' }],
    ['an external id that is the address', arriving('email', 'v@x.com'), { externalId: 'v@x.com' }],
    ['a phone number that is the username', arriving('username', '+442079460018'), { phone: '+442079460018' }],
    ['a number without its country', arriving('phone', '+442079460018'), { phone: '02079460018' }],
    ['an external id in other case', arriving('external_id', 'E-7'), { externalId: 'e-7' }],
  ])('not: %s', (_what, key, user) => {
    expect(matchCandidates(rule(), [key], [candidate(user)])).toEqual([]);
  });

  test.each<[string, ArrivingKey, Partial<LinkCandidate['user']>, boolean]>([
    ['an address in other case', arriving('email', 'v@x.com'), { email: 'V@X.com', emailVerified: true }, true],
    ['an address that the user never proved', arriving('email', 'v@x.com'), { email: 'v@x.com' }, false],
    [
      'a domain in its own script',
      arriving('email', 'v@xn--mnchen-3ya.de'),
      { email: 'v@münchen.de', emailVerified: true },
      true,
    ],
    [
      'a number spelt otherwise',
      arriving('phone', '+442079460018'),
      { phone: '+44 20 7946 0018', phoneVerified: true },
      true,
    ],
    ['a number that the user never proved', arriving('phone', '+442079460018'), { phone: '+442079460018' }, false],
    ['a username', arriving('username', 'vee'), { username: 'Vee' }, true],
    ['an external id', arriving('external_id', 'E-7'), { externalId: 'E-7' }, true],
  ])('yes: %s', (_what, key, user, provedByUser) => {
    const [match] = matchCandidates(rule(), [key], [candidate(user)]);
    expect(match).toMatchObject({ keys: [{ key: key.key, provedByArrival: true, provedByUser }], ruledOut: null });
  });

  test('every key in common is told, in the order of the arrival', () => {
    const user = { email: 'v@x.com', username: 'vee' };
    const keys = [arriving('username', 'vee', false), arriving('phone', '+442079460018'), arriving('email', 'v@x.com')];
    expect(matchCandidates(rule(), keys, [candidate(user)])[0]!.keys).toEqual([
      { key: 'username', provedByArrival: false, provedByUser: true },
      { key: 'email', provedByArrival: true, provedByUser: false },
    ]);
  });
});

describe('what rules a user out', () => {
  const user = { email: 'v@x.com', emailVerified: true };
  const look = (by: LinkingRule, one: LinkCandidate) =>
    matchCandidates(by, [arriving('email', 'v@x.com')], [one])[0]!.ruledOut;
  const never = (metadata: LinkingRule['neverLink']['metadata']) => rule({ neverLink: { userIds: [], metadata } });
  const admin = { ...user, appMetadata: { roles: ['user', 'admin'], plan: { tier: 'gold' }, seats: 3, beta: true } };

  test.each<[string, LinkingRule, LinkCandidate]>([
    ['suspended', rule(), candidate({ ...user, status: 'suspended' })],
    ['named', rule({ neverLink: { userIds: ['u-1'], metadata: {} } }), candidate(user)],
    ['a list that has the value', never({ 'app_metadata.roles': 'admin' }), candidate(admin)],
    ['a value further in', never({ 'app_metadata.plan.tier': 'gold' }), candidate(admin)],
    ['a number', never({ 'app_metadata.seats': 3 }), candidate(admin)],
    ['a boolean', never({ 'app_metadata.beta': true }), candidate(admin)],
    ['one of several', never({ 'user_metadata.x': 1, 'app_metadata.beta': true }), candidate(admin)],
    ['as many identities as a user may have', rule(), candidate(user, { identitiesCount: 1000 })],
    ['another linking domain', rule(), candidate(user, { linkingDomains: [null, 'staff'] })],
    [
      'none, where the provider is of one',
      rule({ linkingDomain: 'staff' }),
      candidate(user, { linkingDomains: [null] }),
    ],
    ['declined before', rule({ relinkAfterUnlink: true }), candidate(user, { separated: 'declined' })],
    ['taken apart before', rule(), candidate(user, { separated: 'unlinked' })],
    ['full', rule({ identitiesPerUserMax: 2 }), candidate(user, { identitiesAtProvider: 2 })],
  ])('%s', (_what, by, one) => {
    expect(look(by, one)).toEqual(expect.any(String));
  });

  test.each<[string, LinkingRule, LinkCandidate]>([
    ['somebody else is named', rule({ neverLink: { userIds: ['u-2'], metadata: {} } }), candidate(user)],
    ['another value', never({ 'app_metadata.roles': 'adm' }), candidate(admin)],
    ['a text that looks like the number', never({ 'app_metadata.seats': '3' }), candidate(admin)],
    ['a path that is not there', never({ 'app_metadata.plan.tier.deep': 'gold' }), candidate(admin)],
    ['a path that every object has', never({ 'app_metadata.constructor.name': 'Object' }), candidate(admin)],
    ['the same linking domain', rule({ linkingDomain: 'staff' }), candidate(user, { linkingDomains: ['staff'] })],
    ['no identities yet', rule({ linkingDomain: 'staff' }), candidate(user)],
    [
      'taken apart, and the rule forgets it',
      rule({ relinkAfterUnlink: true }),
      candidate(user, { separated: 'unlinked' }),
    ],
    ['room for one', rule({ identitiesPerUserMax: 2 }), candidate(user, { identitiesAtProvider: 1 })],
  ])('not: %s', (_what, by, one) => {
    expect(look(by, one)).toBeNull();
  });
});
