import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Suggestion } from '../../client/src/index.ts';
import type { Claims } from '../../src/domain/claims.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import type { LinkingRule } from '../../src/domain/linking-rule.ts';
import type { User, UserProfile } from '../../src/domain/user.ts';
import { arriveAt } from '../support/arrivals.ts';
import { type NativeClient, openNative } from '../support/native-client.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let it: TestApp;
let native: NativeClient;
/** Its word for an e-mail address counts. */
let trusted: IdentityProvider;
let distrusted: IdentityProvider;
beforeAll(async () => {
  it = await startTestApp();
  native = openNative(it);
  trusted = await it.createProvider('oidc', 'trusted', { emailProof: 'provider_verified_bit' });
  distrusted = await it.createProvider('github', 'distrusted', { emailProof: 'never' });
});
afterAll(() => it.close());

const makeUser = async (profile: UserProfile = {}): Promise<User> =>
  (await it.operations.users.create(it.actor, { profile, unique: [] })).user;

/** Two users who both proved one address; the first is the older. */
const makeTwins = async (email: string): Promise<[User, User, Suggestion]> => {
  const older = await makeUser({ email, emailVerified: true });
  const younger = await makeUser({ email, emailVerified: true });
  const [suggestion] = await suggested(older.id);
  return [older, younger, suggestion!];
};

const suggested = async (user_id: string, query: object = {}): Promise<Suggestion[]> => {
  const { data } = await native.client.GET('/v1/linking/suggestions', { params: { query: { user_id, ...query } } });
  return data!.data;
};
const approve = (id: string, body: { primary_user_id?: string; metadata?: 'keep_secondary' } | null = null) =>
  native.client.POST('/v1/linking/suggestions/{id}/approve', { params: { path: { id } }, body });
const dismiss = (id: string) =>
  native.client.POST('/v1/linking/suggestions/{id}/dismiss', { params: { path: { id } } });
const sweep = async (body: { users_max?: number } | null = null) =>
  (await native.client.POST('/v1/linking/suggestions/sweep', { body })).data!;
const sweepAll = async () => {
  for (;;) {
    const state = await sweep();
    if (state.finished) return state;
  }
};
const eventsOf = async (userId: string): Promise<Event[]> =>
  (await it.operations.events.list(it.actor, { limit: 50 }, { userId })).items;
const suggestionEvents = async (userId: string): Promise<string[]> =>
  (await eventsOf(userId)).map(({ type }) => type).filter((type) => type.startsWith('suggestion.'));

describe('a suggestion is made as soon as a second user proves the same', () => {
  test('when a user is made', async () => {
    const [older, younger, suggestion] = await makeTwins('Made@example.com');
    expect(suggestion).toEqual({
      id: expect.any(String),
      kind: 'users',
      status: 'open',
      user_id: older.id,
      other_user_id: younger.id,
      identity_id: null,
      evidence: [
        {
          key: 'email',
          value: 'made@example.com',
          said: 'of the user: its e-mail address is verified; of the other user: its e-mail address is verified',
        },
      ],
      created_at: expect.any(String),
      decided_at: null,
      decided_by: null,
    });
    const made = (await eventsOf(older.id)).filter(({ type }) => type === 'suggestion.made');
    expect(made).toMatchObject([
      { userId: older.id, counterpartUserId: younger.id, after: { suggestion: { id: suggestion.id, status: 'open' } } },
    ]);
    const one = await native.client.GET('/v1/linking/suggestions/{id}', { params: { path: { id: suggestion.id } } });
    expect(one.data).toEqual(suggestion);
  });

  test('when a user verifies, and not before', async () => {
    const [one, other] = [
      await makeUser({ phone: '+49 1555 0100', phoneVerified: true }),
      await makeUser({ phone: '+4915550100' }),
    ];
    expect(await suggested(one.id)).toEqual([]);
    await it.operations.users.update(it.actor, other.id, { profile: { name: 'Ada' }, unique: [] });
    expect(await suggested(one.id)).toEqual([]);
    await it.operations.users.update(it.actor, other.id, { profile: { phoneVerified: true }, unique: [] });
    expect(await suggested(one.id)).toMatchObject([{ evidence: [{ key: 'phone', value: '+4915550100' }] }]);
    await it.operations.users.update(it.actor, other.id, { profile: { name: 'Ada L.' }, unique: [] });
    expect(await suggestionEvents(one.id)).toEqual(['suggestion.made']);
  });

  test('when an identity is linked or moved by hand, by the rule of its provider', async () => {
    const email = 'linked@example.com';
    const [one, other, third] = [await makeUser({ email, emailVerified: true }), await makeUser(), await makeUser()];
    const said = { email, emailVerified: true };
    const link = (userId: string, { id }: IdentityProvider, subject: string) =>
      it.operations.identities.link(it.actor, { userId, identityProviderId: id, subject, ...said });
    await link(other.id, distrusted, 'linked');
    expect(await suggested(one.id)).toEqual([]);
    const { identity } = await link(other.id, trusted, 'linked');
    expect(await suggested(one.id)).toMatchObject([
      { evidence: [{ said: expect.stringContaining('`trusted`, the provider says') }] },
    ]);
    await it.operations.identities.move(it.actor, identity.id, third.id);
    expect((await suggested(one.id)).map(({ other_user_id }) => other_user_id)).toEqual([other.id, third.id]);
  });

  test('when many come at once, among themselves too', async () => {
    const profile = { email: 'many@example.com', emailVerified: true };
    const users = [await makeUser(profile), await makeUser(), await makeUser(), await makeUser()];
    const rows = users.slice(1).map(({ id: userId }, index) => ({
      userId,
      identityProviderId: index === 2 ? distrusted.id : trusted.id,
      subject: `many-${index}`,
      email: profile.email,
      claims: { email_verified: true },
    }));
    await it.operations.identities.bulkLink(it.actor, { rows, allOrNothing: true });
    const counts = [];
    for (const { id } of users) counts.push((await suggested(id)).length);
    expect(counts).toEqual([2, 2, 2, 0]);
  });

  test('when an arrival gets a user of its own beside one with the same address', async () => {
    const email = 'apart@example.com';
    const rule = { emailProof: 'provider_verified_bit', mode: 'never' } as const;
    const [provider, connection] = await openProvider('apart', rule);
    const one = await makeUser({ email, emailVerified: true });
    const arrived = await arriveAt(it, provider, connection, { subject: 'apart', email, emailVerified: true });
    expect(arrived.decision.action).toBe('create_user');
    expect(await suggested(one.id)).toMatchObject([{ other_user_id: arrived.user!.id }]);
    await arriveAt(it, provider, connection, { subject: 'apart', email, emailVerified: true });
    expect(await suggestionEvents(one.id)).toEqual(['suggestion.made']);
  });

  test('not when they were taken apart, are of different linking domains, or share what a crowd shares', async () => {
    const email = 'split@example.com';
    const user = await makeUser({ email, emailVerified: true });
    const said = { email, emailVerified: true };
    const { identity } = await it.operations.identities.link(it.actor, {
      userId: user.id,
      identityProviderId: trusted.id,
      subject: 'split',
      ...said,
    });
    const which = { identityId: identity.id };
    const { splitUsers } = await it.operations.identities.unlink(it.actor, {
      userId: user.id,
      which,
      outcome: 'split',
      allowLast: true,
    });
    expect(splitUsers[0]).toMatchObject(said);
    await sweepAll();
    expect(await suggested(user.id)).toEqual([]);

    const [staff] = await openProvider('staff', { emailProof: 'provider_verified_bit', linkingDomain: 'staff' });
    const domains = { profile: {}, identities: [{ identityProviderId: staff.id, subject: 'staff', ...said }] };
    const { user: employee } = await it.operations.users.create(it.actor, domains);
    expect((await suggested(employee.id)).map(({ user_id }) => user_id)).toEqual([user.id]);
    expect(await suggested(splitUsers[0]!.id)).toEqual([]);

    const crowd: User[] = [];
    for (let index = 0; index < 12; index += 1)
      crowd.push(await makeUser({ phone: '+4930000001', phoneVerified: true }));
    expect(await suggested(crowd[9]!.id)).toHaveLength(9);
    expect(await suggested(crowd[11]!.id)).toEqual([]);
  });
});

async function openProvider(name: string, rule: Partial<LinkingRule>): Promise<[IdentityProvider, Connection]> {
  const provider = await it.createProvider('oidc', name, rule);
  const connection = await it.operations.connections.create(it.actor, {
    identityProviderId: provider.id,
    identifier: name,
    clientId: name,
    clientSecret: 'secret',
    config: { issuer: 'https://issuer.example' },
  });
  return [provider, connection];
}

describe('approving', () => {
  test('merges into the older user; once more answers the same', async () => {
    const [older, younger, { id }] = await makeTwins('approve@example.com');
    await it.operations.identities.link(it.actor, {
      userId: younger.id,
      identityProviderId: distrusted.id,
      subject: 'approve',
    });
    const { data, response } = await approve(id);
    expect(response.status).toBe(200);
    expect(data).toMatchObject({
      suggestion: { id, status: 'approved', decided_at: expect.any(String), decided_by: { kind: 'api_key' } },
      user: { id: older.id },
      secondary_user: { id: younger.id, merged_into: older.id },
      identities: [{ external_id: 'approve' }],
    });
    expect((await approve(id)).data).toEqual(data);
    expect((await suggested(older.id, { status: 'open' })).length).toBe(0);
    const events = await eventsOf(older.id);
    expect(events.map(({ type }) => type)).toEqual([
      'user.created',
      'suggestion.made',
      'user.merged',
      'suggestion.approved',
    ]);
    expect(events[2]!.decision).toMatchObject({ action: 'merge', suggestionId: id });
    expect((await dismiss(id)).error).toMatchObject({ code: 'suggestion_decided', details: { status: 'approved' } });
  });

  test('the caller chooses who stays, and whose metadata', async () => {
    const [older, younger, { id }] = await makeTwins('choose@example.com');
    await it.operations.users.update(it.actor, older.id, { profile: { appMetadata: { plan: 'gold' } } });
    const neither = await approve(id, { primary_user_id: it.tenant.id });
    expect(neither.error).toMatchObject({ code: 'invalid_input', details: { field: 'primary_user_id' } });
    const { data } = await approve(id, { primary_user_id: younger.id, metadata: 'keep_secondary' });
    expect(data).toMatchObject({
      user: { id: younger.id, app_metadata: { plan: 'gold' } },
      secondary_user: { id: older.id },
    });
  });

  test('is refused when what both had proved is no longer so, and the suggestion stays open', async () => {
    const [older, , { id }] = await makeTwins('outdated@example.com');
    await it.operations.users.update(it.actor, older.id, { profile: { emailVerified: false }, unique: [] });
    const { error, response } = await approve(id);
    expect(response.status).toBe(409);
    expect(error).toMatchObject({ code: 'suggestion_outdated' });
    expect(await suggested(older.id)).toMatchObject([{ status: 'open' }]);
    expect((await dismiss(id)).data).toMatchObject({ status: 'dismissed' });
  });

  test('is refused when one was suspended or merged since', async () => {
    const [older, younger, { id }] = await makeTwins('since@example.com');
    await it.operations.users.setStatus(it.actor, younger.id, 'suspended');
    expect((await approve(id)).error).toMatchObject({ code: 'user_suspended' });
    await it.operations.users.setStatus(it.actor, younger.id, 'active');
    const heir = await makeUser();
    await it.operations.merge(it.actor, { primaryId: heir.id, secondaryId: younger.id });
    const { error, response } = await approve(id);
    expect(response.status).toBe(409);
    expect(error).toMatchObject({ code: 'user_merged', details: { user_id: younger.id, merged_into: heir.id } });
    expect(await suggested(older.id)).toEqual([]);
  });

  test('a deleted user takes its suggestions along', async () => {
    const [, younger, { id }] = await makeTwins('deleted@example.com');
    await it.operations.users.delete(it.actor, younger.id);
    const { error, response } = await approve(id);
    expect(response.status).toBe(404);
    expect(error).toMatchObject({ code: 'not_found' });
  });

  test('at the same moment as dismissing: one of the two stands', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [, , { id }] = await makeTwins(`race-${round}@example.com`);
      const statuses = (await Promise.all([approve(id), dismiss(id), approve(id)])).map(
        ({ response }) => response.status,
      );
      const { data } = await native.client.GET('/v1/linking/suggestions/{id}', { params: { path: { id } } });
      expect(statuses).toEqual(data!.status === 'approved' ? [200, 409, 200] : [409, 200, 409]);
    }
  });
});

describe('dismissing', () => {
  test('is remembered, whatever the next sweep finds', async () => {
    const [older, younger, { id }] = await makeTwins('dismissed@example.com');
    const { data } = await dismiss(id);
    expect(data).toMatchObject({ id, status: 'dismissed', decided_by: { kind: 'api_key' } });
    expect((await dismiss(id)).data).toEqual(data);
    expect((await approve(id)).error).toMatchObject({ code: 'suggestion_decided' });
    await sweepAll();
    await it.operations.users.update(it.actor, younger.id, { profile: { emailVerified: false }, unique: [] });
    await it.operations.users.update(it.actor, younger.id, { profile: { emailVerified: true }, unique: [] });
    expect(await suggested(older.id)).toEqual([data]);
    expect(await suggestionEvents(older.id)).toEqual(['suggestion.made', 'suggestion.dismissed']);
  });

  test('holds for whom one of them is merged into', async () => {
    const email = 'inherited@example.com';
    const [one, other, heir] = [await makeUser({ email, emailVerified: true }), await makeUser(), await makeUser()];
    const said = { identityProviderId: trusted.id, email, emailVerified: true };
    await it.operations.identities.link(it.actor, { userId: other.id, subject: 'inherited', ...said });
    const [suggestion] = await suggested(one.id);
    await dismiss(suggestion!.id);
    await it.operations.merge(it.actor, { primaryId: heir.id, secondaryId: other.id });
    await sweepAll();
    expect(await suggested(heir.id)).toEqual([]);

    const [third, fourth] = [await makeUser(), await makeUser()];
    await it.operations.identities.link(it.actor, { userId: third.id, subject: 'third', ...said });
    const open = await suggested(third.id);
    expect(open.map(({ user_id }) => user_id).sort()).toEqual([one.id, heir.id].sort());
    await it.operations.merge(it.actor, { primaryId: fourth.id, secondaryId: third.id });
    // Nobody said anything of this one, so what was suggested of it is suggested of the user that it became.
    expect((await suggested(fourth.id)).map(({ user_id }) => user_id).sort()).toEqual([one.id, heir.id].sort());
  });
});

describe('undone', () => {
  test('an approved merge gives both users back; they are not suggested again, nor merged by repeating it', async () => {
    const [older, younger, { id }] = await makeTwins('undone@example.com');
    await approve(id);
    const merged = (await eventsOf(older.id)).find(({ type }) => type === 'user.merged')!;
    await it.operations.undo(it.actor, merged.id);
    expect(await it.operations.users.read(it.actor, younger.id)).toMatchObject({ mergedInto: null });
    await sweepAll();
    expect(await suggested(older.id)).toMatchObject([{ id, status: 'approved' }]);
    expect((await approve(id)).error).toMatchObject({ code: 'suggestion_decided' });
  });

  test('a split is taken back with what was suggested of the user that it made', async () => {
    const email = 'resplit@example.com';
    const [user, stranger] = [await makeUser(), await makeUser()];
    const said = { identityProviderId: trusted.id, email, emailVerified: true };
    const link = async (userId: string, subject: string) =>
      (await it.operations.identities.link(it.actor, { userId, subject, ...said })).identity;
    const identity = await link(user.id, 'resplit');
    const { splitUsers } = await it.operations.identities.unlink(it.actor, {
      userId: user.id,
      which: { identityId: identity.id },
      outcome: 'split',
      allowLast: true,
    });
    await link(stranger.id, 'stranger');
    expect(await suggested(splitUsers[0]!.id)).toHaveLength(1);
    const split = (await eventsOf(user.id)).find(({ type }) => type === 'identity.unlinked')!;
    await it.operations.undo(it.actor, split.id);
    expect(await it.operations.identities.ofUser(it.actor, user.id)).toMatchObject([{ id: identity.id }]);
    expect(await suggested(splitUsers[0]!.id)).toEqual([]);
  });
});

describe('many at once', () => {
  test('each by itself, with an outcome each', async () => {
    const [older, younger, first] = await makeTwins('bulk-1@example.com');
    const [, , second] = await makeTwins('bulk-2@example.com');
    const [, , third] = await makeTwins('bulk-3@example.com');
    await dismiss(third.id);
    const decide = () =>
      native.client.POST('/v1/linking/suggestions/decide', {
        body: {
          decisions: [
            // Ids are read in either case.
            { id: first.id.toUpperCase(), decision: 'approve', primary_user_id: younger.id.toUpperCase() },
            { id: 'nonsense', decision: 'approve' },
            { id: third.id, decision: 'approve' },
            { id: second.id, decision: 'dismiss' },
            { id: it.tenant.id, decision: 'dismiss' },
          ],
        },
      });
    const { data } = await decide();
    expect(data).toEqual({
      data: [
        {
          row: 0,
          outcome: 'approved',
          suggestion_id: first.id,
          user_id: younger.id,
          secondary_user_id: older.id,
        },
        { row: 1, outcome: 'refused', code: 'not_found', message: 'there is no such suggestion' },
        { row: 2, outcome: 'refused', code: 'suggestion_decided', message: 'the suggestion was dismissed before' },
        { row: 3, outcome: 'dismissed', suggestion_id: second.id },
        { row: 4, outcome: 'refused', code: 'not_found', message: 'there is no such suggestion' },
      ],
      approved: 1,
      dismissed: 1,
      refused: 3,
    });
    expect((await decide()).data).toEqual(data);
  });

  test('under an Idempotency-Key what is refused undoes nothing of the others', async () => {
    const [, , one] = await makeTwins('once-1@example.com');
    const [gone, , other] = await makeTwins('once-2@example.com');
    await it.operations.users.setStatus(it.actor, gone.id, 'suspended');
    const request = {
      headers: { ...native.headers, 'content-type': 'application/json', 'idempotency-key': 'bulk-once' },
      body: JSON.stringify({
        decisions: [
          { id: one.id, decision: 'approve' },
          { id: other.id, decision: 'approve' },
        ],
      }),
    };
    const first = await native.send('POST', '/v1/linking/suggestions/decide', request);
    expect(first.body).toMatchObject({ approved: 1, refused: 1 });
    const again = await native.send('POST', '/v1/linking/suggestions/decide', request);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    const { data } = await native.client.GET('/v1/linking/suggestions/{id}', { params: { path: { id: one.id } } });
    expect(data!.status).toBe('approved');
  });
});

describe('an arrival that an administrator shall decide on', () => {
  let provider: IdentityProvider;
  let connection: Connection;
  beforeAll(async () => {
    [provider, connection] = await openProvider('reviewed', {
      mode: 'verified_match',
      emailProof: 'provider_verified_bit',
      onConflict: 'review',
    });
  });
  const hold = async (subject: string, claims: Partial<Claims> = {}) => {
    const email = `${subject}@example.com`;
    const users = [await makeUser({ email, emailVerified: true }), await makeUser({ email, emailVerified: true })];
    const arrive = () => arriveAt(it, provider, connection, { subject, email, emailVerified: true, ...claims });
    const { decision, identity } = await arrive();
    expect(decision).toMatchObject({ action: 'hold', because: 'review' });
    const arrivals = (await Promise.all(users.map(({ id }) => suggested(id, { kind: 'arrival' })))).flat();
    return { users, arrive, identity: identity!, arrivals };
  };

  test('is suggested with each user that it may belong to, once', async () => {
    const { users, arrive, identity, arrivals } = await hold('held');
    expect(arrivals).toEqual(
      users.map(({ id }) =>
        expect.objectContaining({
          kind: 'arrival',
          status: 'open',
          user_id: id,
          other_user_id: null,
          identity_id: identity.id,
          evidence: [
            {
              key: 'email',
              value: 'held@example.com',
              said: 'of the arrival: the provider says that the e-mail address is verified; of the user: it has proved the same',
            },
          ],
        }),
      ),
    );
    expect((await arrive()).decision.action).toBe('hold');
    expect(await suggested(users[0]!.id, { kind: 'arrival' })).toHaveLength(1);
  });

  test('approved, it is linked to that user, and the other suggestion is over', async () => {
    const { users, arrive, identity, arrivals } = await hold('chosen');
    const [, second] = arrivals;
    const { data } = await approve(second!.id);
    expect(data).toMatchObject({
      suggestion: { id: second!.id, status: 'approved' },
      user: { id: users[1]!.id },
      identities: [{ id: identity.id, linked_by: 'manual' }],
    });
    expect(data).not.toHaveProperty('secondary_user');
    expect((await approve(second!.id)).data).toEqual(data);
    expect((await eventsOf(users[1]!.id)).find(({ type }) => type === 'identity.linked')).toMatchObject({
      identityId: identity.id,
      decision: { suggestionId: second!.id },
    });
    const [first] = await suggested(users[0]!.id, { kind: 'arrival' });
    expect(first).toMatchObject({ id: arrivals[0]!.id, status: 'dismissed' });
    expect((await eventsOf(users[0]!.id)).at(-1)).toMatchObject({
      type: 'suggestion.dismissed',
      identityId: identity.id,
      decision: { because: 'identity_linked', suggestionId: second!.id },
    });
    expect(await arrive()).toMatchObject({ decision: { action: 'sign_in' }, user: { id: users[1]!.id } });
  });

  test('dismissed, it does not join that user any more, nor is it suggested again', async () => {
    const { users, arrive, arrivals } = await hold('declined');
    await dismiss(arrivals[0]!.id);
    expect(await arrive()).toMatchObject({ decision: { action: 'link' }, user: { id: users[1]!.id } });
    expect(await suggested(users[0]!.id, { kind: 'arrival' })).toMatchObject([{ status: 'dismissed' }]);
    // It was linked meanwhile: nothing is left to approve.
    expect(await suggested(users[1]!.id, { kind: 'arrival' })).toEqual([]);
  });

  test('linked by hand to another user meanwhile, it is refused', async () => {
    const { arrivals, identity } = await hold('elsewhere');
    const stranger = await makeUser();
    await it.operations.identities.move(it.actor, identity.id, stranger.id);
    const { error, response } = await approve(arrivals[0]!.id);
    expect(response.status).toBe(409);
    expect(error).toMatchObject({ code: 'identity_linked_elsewhere', details: { user_id: stranger.id } });
  });

  test('both approved at the same moment: the identity is linked to one of them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { arrivals, identity } = await hold(`both-${round}`);
      const answers = await Promise.all(arrivals.map(({ id }) => approve(id)));
      expect(answers.map(({ response }) => response.status).sort()).toEqual([200, 409]);
      const winner = answers.find(({ data }) => data)!.data!;
      expect(await it.operations.identities.read(it.actor, identity.id)).toMatchObject({ userId: winner.user.id });
    }
  });
});

describe('a sweep', () => {
  test('finds what was there before, goes on call by call, and begins anew when it is finished', async () => {
    await sweepAll();
    const email = 'swept@example.com';
    const [one, other] = [await makeUser({ email, emailVerified: true }), await makeUser()];
    // As if an earlier version had written them, which suggested nothing.
    await it.database.pool.query(
      'update users set email = $2, email_key = $2, email_verified = true where tenant_id = $1 and id = $3',
      [it.tenant.id, email, other.id],
    );
    expect(await suggested(one.id)).toEqual([]);
    const first = await sweep({ users_max: 2 });
    expect(first).toMatchObject({ finished: false, users_seen: 2, suggestions_made: 0, finished_at: null });
    let last = first;
    while (!last.finished) last = await sweep({ users_max: 25 });
    expect(last).toMatchObject({
      id: first.id,
      users_seen: first.users_total,
      users_total: first.users_total,
      suggestions_made: 1,
    });
    expect(await suggested(one.id)).toMatchObject([{ other_user_id: other.id }]);
    const read = await native.client.GET('/v1/linking/sweeps/{id}', { params: { path: { id: first.id } } });
    expect(read.data).toEqual(last);
    const next = await sweepAll();
    expect(next.id).not.toBe(first.id);
    expect(next.suggestions_made).toBe(0);
  });

  test('asked for many times at once is one sweep that sees everyone once', async () => {
    const states = await Promise.all(Array.from({ length: 4 }, () => sweep({ users_max: 10 })));
    expect(new Set(states.map(({ id }) => id)).size).toBe(1);
    expect(Math.max(...states.map(({ users_seen }) => users_seen))).toBe(40);
    const done = await sweepAll();
    expect(done.users_seen).toBe(await it.app.store.reads.users.count(it.tenant.id));
  });
});

describe('who may', () => {
  test('nobody of another tenant', async () => {
    const [, , { id }] = await makeTwins('tenants@example.com');
    const foreign = openNative(it, it.other.key.rawKey, it.other.tenant.id);
    const path = `/v1/linking/suggestions/${id}`;
    expect((await foreign.send('GET', path)).status).toBe(404);
    expect((await foreign.send('POST', `${path}/approve`)).status).toBe(404);
    expect((await foreign.send('POST', `${path}/dismiss`)).status).toBe(404);
    expect((await foreign.send('GET', '/v1/linking/suggestions')).body.data).toEqual([]);
    const { id: sweepId } = await sweep();
    expect((await foreign.send('GET', `/v1/linking/sweeps/${sweepId}`)).status).toBe(404);
  });

  test('a key with the scopes, bound to no identity provider', async () => {
    const [, , { id }] = await makeTwins('scopes@example.com');
    const path = `/v1/linking/suggestions/${id}`;
    const with_ = async (...args: Parameters<TestApp['createKey']>) =>
      openNative(it, (await it.createKey(...args)).rawKey);
    const reader = await with_(['users:read']);
    expect((await reader.send('GET', path)).status).toBe(200);
    expect((await reader.send('POST', `${path}/dismiss`)).body).toMatchObject({ code: 'insufficient_scope' });
    expect((await reader.send('POST', '/v1/linking/suggestions/sweep')).status).toBe(403);
    const writer = await with_(['users:write']);
    expect((await writer.send('GET', path)).status).toBe(403);
    expect((await writer.send('POST', `${path}/approve`)).body).toMatchObject({
      code: 'insufficient_scope',
      details: { scope: 'identities:write' },
    });
    const bound = await with_(['users:read', 'users:write', 'identities:write'], { identityProviderId: trusted.id });
    for (const [method, at] of [
      ['GET', '/v1/linking/suggestions'],
      ['GET', path],
      ['POST', `${path}/approve`],
      ['POST', `${path}/dismiss`],
      ['POST', '/v1/linking/suggestions/sweep'],
    ] as const)
      expect((await bound.send(method, at)).body).toMatchObject({ code: 'identity_provider_mismatch' });
  });

  test('pages and filters', async () => {
    const all = await native.client.GET('/v1/linking/suggestions', { params: { query: { limit: 250 } } });
    const paged: Suggestion[] = [];
    for (let cursor: string | null = null; ; ) {
      const query: { limit: number; cursor?: string } = { limit: 3, ...(cursor && { cursor }) };
      const { data } = await native.client.GET('/v1/linking/suggestions', { params: { query } });
      paged.push(...data!.data);
      cursor = data!.next_cursor;
      if (cursor === null) break;
    }
    expect(paged).toEqual(all.data!.data);
    expect((await native.send('GET', '/v1/linking/suggestions?status=nope')).status).toBe(400);
    expect((await native.send('GET', '/v1/linking/suggestions/nope')).status).toBe(400);
  });
});
