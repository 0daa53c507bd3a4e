/** What every store owes, said in tests. A store's own test file runs it on each way in which the store can be opened. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiKey } from '../domain/api-key.ts';
import type { Application } from '../domain/application.ts';
import { blankReport, type ConnectionTest } from '../domain/connection-test.ts';
import { DomainError } from '../domain/errors.ts';
import type { Event } from '../domain/event.ts';
import type { Identity } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import { createId, createTicker, toTimestamp } from '../domain/ids.ts';
import { strictLinkingRule } from '../domain/linking-rule.ts';
import type { Operator } from '../domain/operator.ts';
import type { IdentityTokens } from '../domain/provider-tokens.ts';
import type { EmailSignIn, Session, SignIn } from '../domain/session.ts';
import type { Suggestion, Sweep } from '../domain/suggestion.ts';
import type { Tenant } from '../domain/tenant.ts';
import { blankUser, type User } from '../domain/user.ts';
import type { UserFilter } from '../domain/user-filter.ts';
import {
  joinTransaction,
  type OpenidRecord,
  type Rows,
  StaleFacts,
  type Store,
  type SuggestionSearch,
  type UserPair,
} from './store.ts';

const entropy = {
  now: Date.now,
  tick: createTicker(Date.now),
  bytes: (length: number) => new Uint8Array(randomBytes(length)),
};
const newId = () => createId(entropy);
const at = '2026-01-15T12:00:00.120Z';
const later = '2026-01-15T12:30:00.120Z';

export function describeStore(name: string, open: () => Promise<{ store: Store; close(): Promise<void> }>): void {
  describe(`the store on ${name}`, () => {
    let store: Store;
    let close: () => Promise<void>;
    let tenant: Tenant;
    let other: Tenant;
    let google: IdentityProvider;
    let github: IdentityProvider;

    const change = <T>(work: (rows: Rows) => Promise<T>): Promise<T> => store.transaction(work);
    const addUser = async (fields: Partial<User> = {}): Promise<User> => {
      const user = { ...makeUser(tenant.id), ...fields };
      await change((rows) => rows.users.insert([user]));
      return user;
    };
    const addIdentity = async (fields: Partial<Identity> = {}): Promise<Identity> => {
      const identity = { ...makeIdentity(tenant.id, google.id), ...fields };
      await change((rows) => rows.identities.insert([identity]));
      return identity;
    };

    beforeAll(async () => {
      ({ store, close } = await open());
      tenant = makeTenant('first');
      other = makeTenant('second');
      google = makeProvider(tenant.id, 'google-oauth2');
      github = makeProvider(tenant.id, 'github');
      await change(async (rows) => {
        await rows.tenants.insert(tenant);
        await rows.tenants.insert(other);
        await rows.identityProviders.insert(google);
        await rows.identityProviders.insert(github);
      });
    });
    afterAll(() => close());

    describe('optimistic work', () => {
      /** Links a new identity to the user as an operation does it; `meanwhile` happens between its reads and its writes. */
      const link = (user: User, meanwhile: (run: number) => Promise<unknown> = async () => {}) => {
        let runs = 0;
        const identity = makeIdentity(tenant.id, google.id);
        const event = makeEvent(tenant.id, { identityId: identity.id });
        const done = store.optimistic(async (rows) => {
          runs += 1;
          const [locked] = await rows.users.lock(tenant.id, [user.id]);
          const theirs = await rows.identities.lockOfUser(tenant.id, user.id);
          await meanwhile(runs);
          if (!locked) throw new Error('the user has gone');
          await rows.identities.insert([{ ...identity, userId: user.id, position: theirs.length }]);
          await rows.events.append([event]);
          return theirs.length;
        });
        return { done, runs: () => runs, event };
      };
      const subjectsOf = async (user: User) =>
        (await store.reads.identities.ofUser(tenant.id, user.id))?.map(({ position }) => position);

      test('is done once, and whole', async () => {
        const user = await addUser();
        const { done, runs, event } = link(user);
        expect(await done).toBe(0);
        expect(runs()).toBe(1);
        expect(await subjectsOf(user)).toEqual([0]);
        expect(await store.reads.events.byId(tenant.id, event.id)).toMatchObject({ id: event.id });
        expect(await link(user).done).toBe(1);
      });

      test.each<[string, (user: User) => Promise<unknown>]>([
        ['gained an identity', (user) => addIdentity({ userId: user.id })],
        ['was written', (user) => change((rows) => rows.users.update({ ...user, name: 'Changed' }))],
        ['gained one by the same door', (user) => link(user).done],
      ])('whose user %s meanwhile is done again, on what is so now', async (_what, other) => {
        const user = await addUser();
        const { done, runs } = link(user, async (run) => run === 1 && (await other(user)));
        const before = await done;
        expect(runs()).toBe(2);
        expect(await subjectsOf(user)).toHaveLength(before + 1);
      });

      test('whose user lost an identity meanwhile is done again', async () => {
        const user = await addUser();
        const [one, two] = [
          await addIdentity({ userId: user.id }),
          await addIdentity({ userId: user.id, position: 1 }),
        ];
        const lose: ((rows: Rows) => Promise<void>)[] = [
          (rows) => rows.identities.update([{ ...one, userId: null }]),
          (rows) => rows.identities.delete(tenant.id, [two.id]),
        ];
        for (const how of lose) {
          const { done, runs } = link(user, async (run) => run === 1 && (await change(how)));
          await done;
          expect(runs()).toBe(2);
        }
        expect(await subjectsOf(user)).toHaveLength(2);
      });

      test('on an identity that became another meanwhile is done again', async () => {
        const identity = await addIdentity();
        const [user, rival] = [await addUser(), await addUser()];
        const take = (by: User, meanwhile: () => Promise<unknown> = async () => {}) =>
          store.optimistic(async (rows) => {
            await rows.users.lock(tenant.id, [by.id]);
            const [found] = await rows.identities.byKeys(tenant.id, [identity]);
            await meanwhile();
            if (found!.userId !== null) return 'too late';
            await rows.identities.update([{ ...found!, userId: by.id }]);
            return 'taken';
          });
        let first = true;
        const outcome = await take(user, async () => {
          if (!first) return;
          first = false;
          expect(await take(rival)).toBe('taken');
        });
        expect(outcome).toBe('too late');
        expect((await store.reads.identities.byId(tenant.id, identity.id))?.userId).toBe(rival.id);
      });

      test('that finds its key taken is done again', async () => {
        const [user, rival] = [await addUser(), await addUser()];
        const key = { ...makeIdentity(tenant.id, google.id), subject: newId() };
        let runs = 0;
        const outcome = await store.optimistic(async (rows) => {
          runs += 1;
          await rows.users.lock(tenant.id, [user.id]);
          const [known] = await rows.identities.byKeys(tenant.id, [key]);
          if (known) return known.userId;
          if (runs === 1) await addIdentity({ subject: key.subject, userId: rival.id });
          await rows.identities.insert([{ ...key, userId: user.id }]);
          return user.id;
        });
        expect(outcome).toBe(rival.id);
      });

      test('that throws has written nothing, and what is called after the commit is not called', async () => {
        const user = await addUser();
        let called = 0;
        const failed = store.optimistic(async (rows) => {
          rows.afterCommit(() => {
            called += 1;
          });
          await rows.users.lock(tenant.id, [user.id]);
          await rows.identities.insert([{ ...makeIdentity(tenant.id, google.id), userId: user.id }]);
          throw new DomainError('policy_forbids', 'no');
        });
        await expect(failed).rejects.toMatchObject({ code: 'policy_forbids' });
        expect(await subjectsOf(user)).toEqual([]);
        await store.optimistic(async (rows) => {
          rows.afterCommit(() => {
            called += 1;
          });
          await rows.users.lock(tenant.id, [user.id]);
          await rows.identities.insert([{ ...makeIdentity(tenant.id, google.id), userId: user.id }]);
          // Reads what it wrote: so it is done in a transaction.
          expect(await rows.identities.lockOfUser(tenant.id, user.id)).toHaveLength(1);
        });
        expect(called).toBe(1);
      });

      test('of one turn stands or falls each by itself', async () => {
        const people = await Promise.all(Array.from({ length: 12 }, () => addUser()));
        const gone = people[5]!;
        const taken = newId();
        await addIdentity({ subject: taken });
        const outcomes = await Promise.all(
          people.map((user, index) => {
            let runs = 0;
            const subject = index === 7 ? taken : newId();
            return store
              .optimistic(async (rows) => {
                runs += 1;
                const [locked] = await rows.users.lock(tenant.id, [user.id]);
                if (index === 3 && runs === 1) await addIdentity({ userId: user.id });
                if (index === 5 && runs === 1) await change((others) => others.users.delete(tenant.id, gone.id));
                if (!locked) throw new DomainError('user_not_found', 'gone');
                if (runs === 1) await new Promise((done) => setImmediate(done));
                if (index === 7 && runs === 2) throw new DomainError('identity_linked_elsewhere', 'taken');
                await rows.identities.insert([{ ...makeIdentity(tenant.id, google.id), subject, userId: user.id }]);
                return runs;
              })
              .catch((error: DomainError) => error.code);
          }),
        );
        expect(outcomes).toEqual([1, 1, 1, 2, 1, 'user_not_found', 1, 'identity_linked_elsewhere', 1, 1, 1, 1]);
        const counts = await Promise.all(people.map(async (user) => (await subjectsOf(user))?.length));
        expect(counts).toEqual([1, 1, 1, 2, 1, undefined, 1, 0, 1, 1, 1, 1]);
      });

      test('of one turn on one user is done one after the other', async () => {
        const user = await addUser();
        const linked = await Promise.all(Array.from({ length: 8 }, () => link(user).done));
        expect(linked.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
        expect(await subjectsOf(user)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      });

      test('uses up a sign-in once', async () => {
        const connection = makeConnection(tenant.id, google.id);
        await change((rows) => rows.connections.insert(connection));
        const signIn = makeSignIn(tenant.id, connection);
        await change((rows) => rows.signIns.insert(signIn));
        const use = (id: string) => store.optimistic((rows) => rows.signIns.use(tenant.id, id, at));
        const outcomes = await Promise.all([use(signIn.id), use(signIn.id), use(newId()), use(signIn.id)]);
        expect(outcomes.filter((used) => used)).toEqual([true]);
        expect(outcomes[2]).toBe(false);
        expect((await store.reads.signIns.byId(tenant.id, signIn.id))?.usedAt).toBe(at);
        expect(await use(signIn.id)).toBe(false);
      });

      test('foresees nothing but speed, and writes what signs in: user, identity, tokens, session', async () => {
        const user = await addUser();
        const connection = makeConnection(tenant.id, google.id);
        await change((rows) => rows.connections.insert(connection));
        const identity = await addIdentity({ userId: user.id });
        const tokens = makeTokens(tenant.id, identity.id, connection.id);
        let runs = 0;
        const signIn = (version: number, meanwhile: () => Promise<unknown> = async () => {}) =>
          store.optimistic(
            async (rows) => {
              runs += 1;
              const known = (await rows.identities.byKey(tenant.id, identity))!;
              const [locked] = await rows.users.lock(tenant.id, [user.id]);
              const [row] = await rows.identities.byKeys(tenant.id, [known]);
              const session = makeSession(tenant.id, user.id);
              await rows.users.update({ ...locked!, loginsCount: locked!.loginsCount + 1 });
              await rows.identities.update([{ ...row!, loginsCount: row!.loginsCount + 1 }]);
              const kept = await rows.identityTokens.lock(tenant.id, identity.id, connection.id);
              await meanwhile();
              const next = { ...tokens, version: (kept?.version ?? 0) + 1 };
              await (kept ? rows.identityTokens.update(next) : rows.identityTokens.insert(next));
              await rows.sessions.insert(session);
              expect(next.version).toBe(version);
              return session;
            },
            { tenantId: tenant.id, arriving: identity },
          );
        const session = await signIn(1);
        expect(await store.reads.sessions.byId(tenant.id, session.id)).toEqual(session);
        await signIn(2);
        expect(runs).toBe(2);
        // Renewed meanwhile: what was decided on the tokens as they were is decided again.
        let renewed = false;
        await expect(
          signIn(3, async () => {
            if (renewed) return;
            renewed = true;
            await change((rows) => rows.identityTokens.update({ ...tokens, version: 7 }));
          }),
        ).rejects.toThrow('8');
        expect(runs).toBe(4);
        await Promise.all([signIn(8), store.reads.users.byId(tenant.id, user.id)]);
        expect((await store.reads.users.byId(tenant.id, user.id))?.loginsCount).toBe(user.loginsCount + 3);
        const [kept] = await store.reads.identityTokens.ofIdentities(tenant.id, [identity.id]);
        expect(kept).toEqual({ ...tokens, version: 8 });
      });

      test('that would have a user found by another name is done under locks', async () => {
        const user = await addUser();
        let runs = 0;
        await store.optimistic(async (rows) => {
          runs += 1;
          const [locked] = await rows.users.lock(tenant.id, [user.id]);
          await rows.users.update({ ...locked!, email: 'another@example.com' });
          await rows.events.append([makeEvent(tenant.id, { userId: user.id })]);
        });
        expect(runs).toBe(2);
        expect((await store.reads.users.byId(tenant.id, user.id))?.email).toBe('another@example.com');
      });

      test('that changes what it did not look at is done under locks', async () => {
        const [user, identity] = [await addUser(), await addIdentity()];
        await store.optimistic((rows) => rows.identities.update([{ ...identity, userId: user.id }]));
        expect(await subjectsOf(user)).toHaveLength(1);
      });
    });

    describe('gives back what it was given', () => {
      test('tenants', async () => {
        expect(await store.reads.tenants.byId(tenant.id)).toEqual(tenant);
        expect(await store.reads.tenants.bySlug('second')).toEqual(other);
        expect(await store.reads.tenants.byId(newId())).toBeNull();
      });

      test('users, every field', async () => {
        const user = await addUser({
          email: 'Ann@Example.com',
          emailVerified: true,
          phone: '+8613800000000',
          username: 'Änn',
          externalId: 'crm|1',
          profile: { address: { country: 'NO' } },
          userMetadata: { text: 'ünï ☃ 𝒳', list: [1, null, { deep: true }] },
          appMetadata: { roles: ['admin'] },
          status: 'suspended',
          originKey: 'github|1',
          lastLoginAt: at,
          loginsCount: 7,
        });
        const { users } = store.reads;
        expect(await users.byId(tenant.id, user.id)).toEqual(user);
        expect(await users.byEmailKey(tenant.id, 'ann@example.com')).toEqual([user]);
        expect(await users.byPhoneKey(tenant.id, '+8613800000000')).toEqual([user]);
        expect(await users.byUsernameKey(tenant.id, 'änn')).toEqual(user);
        expect(await users.byExternalId(tenant.id, 'crm|1')).toEqual(user);
        expect(await users.byOriginKey(tenant.id, 'github|1')).toEqual(user);
        expect(await users.byIds(tenant.id, [user.id, newId()])).toEqual([user]);
      });

      test('identities, with what their provider is called', async () => {
        const owner = await addUser();
        const identity = await addIdentity({
          userId: owner.id,
          subject: 'A/b|c é',
          subjectType: 'openid',
          email: 'X@y.com',
          claims: { sub: 1 },
          connectionIds: [newId()],
        });
        const expected = {
          ...identity,
          provider: { name: google.name, displayName: google.displayName, strategy: google.strategy },
        };
        expect(await store.reads.identities.byId(tenant.id, identity.id)).toEqual(expected);
        expect(await store.reads.identities.byKey(tenant.id, identity)).toEqual(expected);
        expect(await store.reads.identities.bySubject(tenant.id, google.id, 'A/b|c é')).toEqual([expected]);
        expect(await store.reads.identities.byKey(tenant.id, { ...identity, subject: 'a/b|c é' })).toBeNull();
        const owners = (subject: string) => store.reads.users.bySubject(tenant.id, google.id, subject);
        expect((await owners('A/b|c é')).map(({ id }) => id)).toEqual([owner.id]);
        expect(await owners('a/b|c é')).toEqual([]);
      });

      test('API keys, connections, sessions, events', async () => {
        const user = await addUser();
        const key = makeApiKey(tenant.id);
        const connection = makeConnection(tenant.id, google.id);
        const session = makeSession(tenant.id, user.id);
        const event = makeEvent(tenant.id, { userId: user.id });
        await change(async (rows) => {
          await rows.apiKeys.insert(key);
          await rows.connections.insert(connection);
          await rows.sessions.insert(session);
          await rows.events.append([event]);
        });
        expect(await store.reads.apiKeys.byId(tenant.id, key.id)).toEqual(key);
        expect(await store.reads.connections.byIdentifier(tenant.id, connection.identifier)).toEqual(connection);
        expect(await store.reads.sessions.byId(tenant.id, session.id)).toEqual({
          ...session,
          secretHash: Buffer.from(session.secretHash),
        });
        expect(await store.reads.events.byId(tenant.id, event.id)).toEqual(event);
      });

      test('times to the millisecond, whatever their fraction', async () => {
        for (const createdAt of [
          '2026-01-15T12:00:00.000Z',
          '2026-01-15T12:00:00.100Z',
          '2026-01-15T12:00:00.010Z',
          '1999-12-31T23:59:59.999Z',
        ]) {
          const user = await addUser({ createdAt });
          expect((await store.reads.users.byId(tenant.id, user.id))!.createdAt).toBe(createdAt);
        }
      });
    });

    describe('keeps tenants apart', () => {
      test('a row of one tenant is nothing to another', async () => {
        const user = await addUser({ email: 'apart@example.com', externalId: 'apart' });
        const identity = await addIdentity({ userId: user.id, subject: 'apart' });
        const { reads } = store;
        expect(await reads.users.byId(other.id, user.id)).toBeNull();
        expect(await reads.users.byEmailKey(other.id, 'apart@example.com')).toEqual([]);
        expect(await reads.users.byExternalId(other.id, 'apart')).toBeNull();
        expect(await reads.identities.byId(other.id, identity.id)).toBeNull();
        expect(await reads.identities.ofUser(other.id, user.id)).toBeNull();
        expect((await reads.identities.list(other.id, { limit: 10 }, { subject: 'apart' })).items).toEqual([]);
      });

      test('a link across tenants cannot be written', async () => {
        const stranger = { ...makeUser(other.id), id: newId() };
        await change((rows) => rows.users.insert([stranger]));
        await expect(addIdentity({ userId: stranger.id })).rejects.toThrow();
      });
    });

    describe('holds what must be unique', () => {
      test('one row for one identity key: the second writer is told to look again', async () => {
        const identity = await addIdentity({ subject: 'unique' });
        let attempts = 0;
        const insertAgain = change(async (rows) => {
          attempts += 1;
          await rows.identities.insert([{ ...identity, id: newId() }]);
        });
        await expect(insertAgain).rejects.toMatchObject({ code: 'changed_meanwhile' });
        expect(attempts).toBeGreaterThan(1);
      });

      test.each([
        ['username', 'username_taken', { username: 'Unique' }, { username: 'uNIQUE' }],
        ['external id', 'external_id_taken', { externalId: 'unique' }, { externalId: 'unique' }],
        ['origin key', 'user_id_taken', { originKey: 'a|unique' }, { originKey: 'a|unique' }],
      ])('%s', async (_what, code, first, second) => {
        const user = await addUser(first);
        await expect(addUser(second)).rejects.toMatchObject({ code });
        const heir = await addUser();
        await change((rows) => rows.users.update({ ...user, mergedInto: heir.id }));
        await addUser(second);
      });
    });

    describe('operators', () => {
      test('are found by their user, listed in order, changed, and go with the user', async () => {
        const [ada, grace, gone] = [await addUser(), await addUser(), await addUser()];
        const make = (user: User, role: Operator['role']): Operator => ({
          tenantId: tenant.id,
          userId: user.id,
          role,
          createdAt: at,
          updatedAt: at,
        });
        await change(async (rows) => {
          for (const each of [make(ada, 'owner'), make(grace, 'read_only'), make(gone, 'owner')])
            await rows.operators.insert(each);
          await rows.users.update({ ...gone, status: 'suspended' });
        });
        const { reads } = store;
        expect(await reads.operators.byUser(tenant.id, ada.id)).toEqual(make(ada, 'owner'));
        expect(await reads.operators.byUser(other.id, ada.id)).toBeNull();
        // Nobody who cannot sign in counts as an owner.
        expect((await reads.operators.owners(tenant.id, 9)).map(({ userId }) => userId)).toEqual([ada.id]);
        const first = await reads.operators.list(tenant.id, { limit: 2 });
        const next = await reads.operators.list(tenant.id, { limit: 2, after: first.items.at(-1)!.userId });
        const ids = [...first.items, ...next.items].map(({ userId }) => userId);
        expect(ids).toEqual([ada.id, grace.id, gone.id].sort());
        await change(async (rows) => {
          await rows.operators.update(make(grace, 'operator'));
          await rows.operators.delete(tenant.id, gone.id);
          await rows.users.delete(tenant.id, ada.id);
        });
        expect((await reads.operators.list(tenant.id, { limit: 9 })).items).toEqual([make(grace, 'operator')]);
      });
    });

    describe('applications', () => {
      test('are given back, by either name, and go with what they were told and given', async () => {
        const application = makeApplication(tenant.id);
        const user = await addUser();
        const told = {
          tenantId: tenant.id,
          applicationId: application.id,
          userId: user.id,
          subject: 'her',
          createdAt: at,
        };
        const consent = { tenantId: tenant.id, applicationId: application.id, userId: user.id, scopes: ['openid'] };
        await change(async (rows) => {
          await rows.applications.insert(application);
          expect(await rows.applicationSubjects.insert(told)).toBe(true);
          expect(await rows.applicationSubjects.insert({ ...told, subject: 'other' })).toBe(false);
          await rows.applicationConsents.save({ ...consent, updatedAt: at });
          await rows.applicationConsents.save({ ...consent, scopes: ['openid', 'email'], updatedAt: at });
        });
        const { reads } = store;
        expect(await reads.applications.byId(tenant.id, application.id)).toEqual(application);
        expect(await reads.applications.byClientId(tenant.id, application.clientId)).toEqual(application);
        expect(await reads.applications.byClientId(other.id, application.clientId)).toBeNull();
        expect((await reads.applications.list(tenant.id, { limit: 10 })).items).toContainEqual(application);
        expect(await reads.applicationSubjects.ofUsers(tenant.id, application.id, [user.id])).toEqual([told]);
        expect(await reads.applicationSubjects.bySubject(tenant.id, application.id, 'her')).toEqual(told);
        expect((await reads.applicationConsents.of(tenant.id, application.id, user.id))?.scopes).toEqual([
          'openid',
          'email',
        ]);
        await change((rows) => rows.applications.delete(tenant.id, application.id));
        expect(await reads.applicationSubjects.bySubject(tenant.id, application.id, 'her')).toBeNull();
      });

      test('have client ids of their own', async () => {
        const application = makeApplication(tenant.id);
        await change((rows) => rows.applications.insert(application));
        const second = { ...makeApplication(tenant.id), clientId: application.clientId };
        await expect(change((rows) => rows.applications.insert(second))).rejects.toMatchObject({
          code: 'client_id_taken',
        });
        await change((rows) => rows.applications.insert({ ...second, tenantId: other.id }));
      });

      test('what they are given is used once, and goes by grant, user, client or time', async () => {
        const user = await addUser();
        const key = () => new Uint8Array(randomBytes(32));
        const make = (fields: Partial<OpenidRecord> = {}): OpenidRecord => ({
          tenantId: tenant.id,
          kind: 'RefreshToken',
          key: key(),
          grantKey: null,
          clientId: null,
          userId: null,
          payload: { scope: 'openid' },
          consumedAt: null,
          expiresAt: '2099-01-01T00:00:00.000Z',
          ...fields,
        });
        const isThere = async ({ kind, key: name }: OpenidRecord) =>
          (await store.reads.openidRecords.byKey(tenant.id, kind, name)) !== null;
        const grantKey = key();
        const [ofGrant, ofUser, ofClient, old, kept] = [
          make({ grantKey }),
          make({ userId: user.id }),
          make({ clientId: 'client' }),
          make({ expiresAt: '2020-01-01T00:00:00.000Z' }),
          make(),
        ];
        await change(async (rows) => {
          for (const record of [ofGrant, ofUser, ofClient, old, kept]) await rows.openidRecords.save(record);
          await rows.openidRecords.save({ ...kept, payload: { scope: 'email' } });
          expect(await rows.openidRecords.insertNew(kept)).toBe(false);
        });
        expect((await store.reads.openidRecords.byKey(tenant.id, kept.kind, kept.key))?.payload).toEqual({
          scope: 'email',
        });
        expect(await store.reads.openidRecords.byKey(other.id, kept.kind, kept.key)).toBeNull();
        expect(await store.reads.openidRecords.byKey(tenant.id, 'AccessToken', kept.key)).toBeNull();
        const consume = () => change((rows) => rows.openidRecords.consume(tenant.id, kept.kind, kept.key, at));
        expect([await consume(), await consume()]).toEqual([true, false]);
        await change(async (rows) => {
          await rows.openidRecords.deleteOfGrant(tenant.id, grantKey);
          expect(await rows.openidRecords.deleteOfUsers(tenant.id, [user.id])).toBe(1);
          await rows.openidRecords.deleteOfClient(tenant.id, 'client');
          await rows.openidRecords.deleteExpired(tenant.id, at);
        });
        for (const record of [ofGrant, ofUser, ofClient, old]) expect(await isThere(record)).toBe(false);
        expect(await isThere(kept)).toBe(true);
      });

      test('a tenant is found by its host names', async () => {
        const hosted = { ...makeTenant('hosted'), settings: { hosts: ['id.hosted.example', 'localhost:4000'] } };
        await change((rows) => rows.tenants.insert(hosted));
        expect(await store.reads.tenants.byHost('localhost:4000')).toEqual(hosted);
        expect(await store.reads.tenants.byHost('hosted.example')).toBeNull();
      });
    });

    describe('transactions', () => {
      test('what throws leaves nothing behind', async () => {
        const user = makeUser(tenant.id);
        const work = change(async (rows) => {
          await rows.users.insert([user]);
          throw new Error('enough');
        });
        await expect(work).rejects.toThrow('enough');
        expect(await store.reads.users.byId(tenant.id, user.id)).toBeNull();
      });

      test('a savepoint undoes its own work alone', async () => {
        const [kept, undone] = [makeUser(tenant.id), makeUser(tenant.id)];
        await change(async (rows) => {
          await rows.users.insert([kept]);
          const inner = rows.savepoint(async (deeper) => {
            await deeper.users.insert([undone]);
            throw new Error('not this');
          });
          await expect(inner).rejects.toThrow('not this');
        });
        expect(await store.reads.users.byId(tenant.id, kept.id)).toEqual(kept);
        expect(await store.reads.users.byId(tenant.id, undone.id)).toBeNull();
      });

      test('a joined store sees what the transaction wrote, and is undone with it', async () => {
        const user = makeUser(tenant.id);
        const work = change(async (rows) => {
          const joined = joinTransaction(store, rows);
          await joined.transaction((inner) => inner.users.insert([user]));
          expect(await joined.reads.users.byId(tenant.id, user.id)).toEqual(user);
          throw new Error('undo all');
        });
        await expect(work).rejects.toThrow('undo all');
        expect(await store.reads.users.byId(tenant.id, user.id)).toBeNull();
      });

      describe('of very many rows', () => {
        const awkward = 'tab\tline\nreturn\rback\\slash \\N \\. "quote" {brace} ünïcode \u{1f600}';
        const many = (count: number) => {
          const users = Array.from({ length: count }, (_, index) => ({
            ...makeUser(tenant.id),
            name: `${awkward} ${index}`,
            nickname: '',
            userMetadata: { [awkward]: [awkward, index / 7, null, true], empty: {} },
            lastLoginAt: '2026-01-15T12:00:00.120Z',
          }));
          const identities = users.map((user) => ({
            ...makeIdentity(tenant.id, google.id),
            userId: user.id,
            linkedAt: user.createdAt,
            claims: { said: awkward },
            connectionIds: [google.id, github.id],
          }));
          const events = users.map((user) => ({
            ...makeEvent(tenant.id, { userId: user.id }),
            after: { user: { name: awkward } },
          }));
          return { users, identities, events };
        };

        test('come back as they were, each with its identities and events', async () => {
          const { users, identities, events } = many(250);
          await change(async (rows) => {
            await rows.users.insertWithIdentities(users, identities);
            await rows.events.append(events);
          });
          const ids = users.map(({ id }) => id);
          const found = await store.reads.users.byIds(tenant.id, ids);
          expect(new Map(found.map((user) => [user.id, user]))).toEqual(new Map(users.map((user) => [user.id, user])));
          const theirs = await store.reads.identities.ofUsers(tenant.id, ids);
          for (const identity of identities)
            expect(theirs.get(identity.userId)).toEqual([expect.objectContaining(identity)]);
          for (const event of events.slice(-3))
            expect(await store.reads.events.byId(tenant.id, event.id)).toEqual(event);
        });

        test('leave nothing behind when one of them is refused, and the session goes on', async () => {
          const { users, identities } = many(150);
          const twice = { ...users[140]!, id: users[10]!.id };
          const work = (all: User[]) => change((rows) => rows.users.insertWithIdentities(all, identities));
          await expect(work(users.with(140, twice))).rejects.toMatchObject({ code: 'user_id_taken' });
          await expect(work(users.with(140, { ...users[140]!, name: 'half \ud800' }))).rejects.toMatchObject({
            code: 'invalid_input',
          });
          await expect(work(users.with(140, { ...users[140]!, name: 'nul \0' }))).rejects.toMatchObject({
            code: 'invalid_input',
          });
          // Identities of users that are not there.
          const orphans = change((rows) => rows.users.insertWithIdentities(users.slice(20), identities));
          await expect(orphans).rejects.toMatchObject({ code: 'changed_meanwhile' });
          const ids = users.map(({ id }) => id);
          expect(await store.reads.users.byIds(tenant.id, ids)).toEqual([]);
          await work(users);
          expect(await store.reads.users.byIds(tenant.id, ids)).toHaveLength(150);
        });
      });

      test('stale facts are gathered again', async () => {
        let attempts = 0;
        const answer = await change(async () => {
          attempts += 1;
          if (attempts < 3) throw new StaleFacts('again');
          return 'settled';
        });
        expect([answer, attempts]).toEqual(['settled', 3]);
      });

      test('names that are held make others wait', async () => {
        const order: string[] = [];
        let release = (): void => {};
        const held = new Promise<void>((resolve) => {
          release = resolve;
        });
        let taken = (): void => {};
        const hasIt = new Promise<void>((resolve) => {
          taken = resolve;
        });
        const first = change(async (rows) => {
          await rows.lockKeys(tenant.id, ['name']);
          taken();
          await held;
          order.push('first');
        });
        await hasIt;
        const second = change(async (rows) => {
          await rows.lockKeys(tenant.id, ['other', 'name']);
          order.push('second');
        });
        release();
        await Promise.all([first, second]);
        expect(order).toEqual(['first', 'second']);
      });

      test('text that a database cannot keep is bad input, not a crash', async () => {
        await expect(addUser({ name: 'a\u0000b' })).rejects.toMatchObject({ code: 'invalid_input' });
      });
    });

    describe('identities of a user', () => {
      test('come in their order, the primary one first; none is a list, no user is null', async () => {
        const user = await addUser();
        expect(await store.reads.identities.ofUser(tenant.id, user.id)).toEqual([]);
        expect(await store.reads.identities.ofUser(tenant.id, newId())).toBeNull();
        for (const position of [2, 0, 1])
          await addIdentity({ userId: user.id, subject: `order-${position}`, position });
        const identities = await store.reads.identities.ofUser(tenant.id, user.id);
        expect(identities!.map(({ subject }) => subject)).toEqual(['order-0', 'order-1', 'order-2']);
      });

      test('a thousand askers at once each get their own', async () => {
        const users = await Promise.all(Array.from({ length: 20 }, () => addUser()));
        await change((rows) =>
          rows.identities.insert(
            users.map(({ id }) => ({ ...makeIdentity(tenant.id, google.id), userId: id, subject: `many-${id}` })),
          ),
        );
        const asked = Array.from({ length: 1000 }, (_, nth) => (nth % 7 === 0 ? newId() : users[nth % 20]!.id));
        const answers = await Promise.all(asked.map((id) => store.reads.identities.ofUser(tenant.id, id)));
        const wrong = answers.filter((answer, nth) =>
          nth % 7 === 0 ? answer !== null : answer?.[0]?.subject !== `many-${asked[nth]}`,
        );
        expect(wrong).toEqual([]);
      });

      test('a read that begins after a write was acknowledged sees it', async () => {
        const user = await addUser();
        for (let nth = 0; nth < 50; nth += 1) {
          const noise = Array.from({ length: 10 }, () => store.reads.identities.ofUser(tenant.id, user.id));
          await addIdentity({ userId: user.id, subject: `seen-${nth}`, position: nth });
          expect(await store.reads.identities.ofUser(tenant.id, user.id)).toHaveLength(nth + 1);
          await Promise.all(noise);
        }
      });
    });

    describe('tombstones', () => {
      test('are found by id alone, and go with the user that stands in for them', async () => {
        const primary = await addUser();
        const secondary = await addUser({ email: 'tomb@example.com', mergedInto: null, externalId: 'tomb' });
        const earlier = await addUser({});
        await change(async (rows) => {
          await rows.users.update({ ...earlier, mergedInto: secondary.id });
          await rows.users.update({ ...secondary, mergedInto: primary.id });
        });
        const { users } = store.reads;
        expect(await users.byId(tenant.id, secondary.id)).toBeNull();
        expect((await users.byIdOrTombstone(tenant.id, secondary.id))!.mergedInto).toBe(primary.id);
        expect(await users.byEmailKey(tenant.id, 'tomb@example.com')).toEqual([]);
        expect(await users.byExternalId(tenant.id, 'tomb')).toBeNull();
        expect(await store.reads.identities.ofUser(tenant.id, secondary.id)).toBeNull();
        await change(async (rows) => {
          expect((await rows.users.tombstonesOf(tenant.id, primary.id)).map(({ id }) => id)).toEqual([
            secondary.id,
            earlier.id,
          ]);
          await rows.users.delete(tenant.id, primary.id);
        });
        expect(await users.byIdOrTombstone(tenant.id, earlier.id)).toBeNull();
      });
    });

    describe('pages', () => {
      test('walk forwards and backwards without missing or repeating', async () => {
        const provider = makeProvider(tenant.id, 'paged');
        await change((rows) => rows.identityProviders.insert(provider));
        const ids = (
          await Promise.all(Array.from({ length: 7 }, () => addIdentity({ identityProviderId: provider.id })))
        )
          .map(({ id }) => id)
          .sort();
        const list = (page: { limit: number; after?: string; before?: string; descending?: boolean }) =>
          store.reads.identities.list(tenant.id, page, { identityProviderId: provider.id });

        const first = await list({ limit: 3 });
        expect([first.items.map(({ id }) => id), first.hasMore, first.hasPrevious]).toEqual([
          ids.slice(0, 3),
          true,
          false,
        ]);
        const last = await list({ limit: 10, after: ids[2]! });
        expect([last.items.map(({ id }) => id), last.hasMore, last.hasPrevious]).toEqual([ids.slice(3), false, true]);
        const back = await list({ limit: 2, before: ids[5]! });
        expect([back.items.map(({ id }) => id), back.hasMore, back.hasPrevious]).toEqual([ids.slice(3, 5), true, true]);
        const down = await list({ limit: 3, descending: true, after: ids[4]! });
        expect(down.items.map(({ id }) => id)).toEqual([ids[3], ids[2], ids[1]]);
      });
    });

    describe('searching users', () => {
      test.each<[string, UserFilter, string[]]>([
        ['all', { all: [] }, ['ann', 'bob', 'cid']],
        ['none', { any: [] }, []],
        ['text without case', { field: 'name', op: 'equals', value: 'ANN 100%' }, ['ann']],
        ['text exactly', { field: 'name', op: 'is', value: 'ANN 100%' }, []],
        ['a prefix', { field: 'email', op: 'startsWith', value: 'BOB' }, ['bob']],
        ['a literal percent sign', { field: 'name', op: 'contains', value: '100%' }, ['ann']],
        ['a suffix', { field: 'email', op: 'endsWith', value: 'example.org' }, ['bob', 'cid']],
        ['a flag', { field: 'emailVerified', op: 'equals', value: true }, ['ann']],
        ['a number', { field: 'loginsCount', op: 'atLeast', value: 2 }, ['bob', 'cid']],
        ['not', { not: { field: 'nickname', op: 'exists' } }, ['ann', 'cid']],
        ['a list of values', { field: 'username', op: 'in', value: ['search-ann', 'search-cid'] }, ['ann', 'cid']],
        ['a time', { field: 'createdAt', op: 'less', value: '2020-06-01' }, ['bob']],
        ['metadata', { field: 'appMetadata.plan', op: 'equals', value: 'pro' }, ['ann']],
        ['a member of a list in metadata', { field: 'appMetadata.roles', op: 'equals', value: 'admin' }, ['bob']],
        ['a number in metadata', { field: 'userMetadata.age', op: 'greater', value: 30 }, ['cid']],
        ['a quote in metadata', { field: 'userMetadata.q', op: 'contains', value: '"\\' }, ['cid']],
        ['an identity', { field: 'identity.subject', op: 'is', value: 'search-subject' }, ['ann']],
        ['a provider', { field: 'identity.strategy', op: 'equals', value: 'github' }, ['ann']],
        [
          'both',
          {
            all: [
              { field: 'email', op: 'contains', value: 'example' },
              {
                any: [
                  { field: 'loginsCount', op: 'is', value: 2 },
                  { field: 'username', op: 'is', value: 'search-ann' },
                ],
              },
            ],
          },
          ['ann', 'bob'],
        ],
      ])('by %s', async (_what, filter, names) => {
        await searchable();
        const own: UserFilter = { field: 'externalId', op: 'startsWith', value: 'search-' };
        const { items, total } = await store.reads.users.search(tenant.id, {
          filter: { all: [own, filter] },
          sort: [{ field: 'username', descending: false }],
          offset: 0,
          limit: 10,
        });
        expect(items.map(({ externalId }) => externalId!.slice('search-'.length))).toEqual(names);
        expect(total).toBe(names.length);
      });

      test('a field that is none is refused', async () => {
        const search = store.reads.users.search(tenant.id, {
          filter: { field: 'secret.hash' as 'profile.x', op: 'exists' },
          sort: [],
          offset: 0,
          limit: 1,
        });
        await expect(search).rejects.toMatchObject({ code: 'invalid_input' });
      });

      let searchableMade = false;
      const searchable = async (): Promise<void> => {
        if (searchableMade) return;
        searchableMade = true;
        const ann = await addUser({
          externalId: 'search-ann',
          username: 'search-ann',
          name: 'Ann 100%',
          email: 'ann@example.com',
          emailVerified: true,
          appMetadata: { plan: 'pro' },
        });
        await addIdentity({ userId: ann.id, identityProviderId: github.id, subject: 'search-subject' });
        await addUser({
          externalId: 'search-bob',
          username: 'search-bob',
          nickname: 'b',
          email: 'bob@example.org',
          loginsCount: 2,
          createdAt: '2020-01-01T00:00:00.000Z',
          appMetadata: { roles: ['user', 'admin'] },
        });
        await addUser({
          externalId: 'search-cid',
          username: 'search-cid',
          email: 'cid@example.org',
          loginsCount: 3,
          userMetadata: { age: 40, q: 'a"\\b' },
        });
      };
    });

    describe('events', () => {
      test('are found by either user, by type and by time, newest first when asked', async () => {
        const [a, b] = [newId(), newId()];
        const events = [
          makeEvent(tenant.id, { type: 'user.created', userId: a, createdAt: '2026-01-01T00:00:00.000Z' }),
          makeEvent(tenant.id, {
            type: 'user.merged',
            userId: b,
            counterpartUserId: a,
            createdAt: '2026-01-02T00:00:00.000Z',
          }),
          makeEvent(tenant.id, { type: 'user.updated', userId: b, createdAt: '2026-01-03T00:00:00.000Z' }),
        ];
        await change((rows) => rows.events.append(events));
        const types = async (search: object) =>
          (await store.reads.events.list(tenant.id, { limit: 10 }, search)).items.map(({ type }) => type);
        expect(await types({ userId: a })).toEqual(['user.created', 'user.merged']);
        expect(await types({ userId: b, types: ['user.updated'] })).toEqual(['user.updated']);
        expect(await types({ types: [] })).toEqual([]);
        expect(await types({ userId: a, from: '2026-01-01T00:00:00.001Z' })).toEqual(['user.merged']);
        expect(await types({ userId: a, to: '2026-01-02T00:00:00.000Z' })).toEqual(['user.created']);
        const page = await store.reads.events.pageByOffset(tenant.id, {
          userId: b,
          offset: 1,
          limit: 1,
          descending: true,
        });
        expect([page.items.map(({ type }) => type), page.total]).toEqual([['user.merged'], 2]);
      });
    });

    test('a started sign-in is used once', async () => {
      const connection = makeConnection(tenant.id, google.id);
      const id = newId();
      const use = () => change((rows) => rows.signIns.use(tenant.id, id, at));
      await change(async (rows) => {
        await rows.connections.insert(connection);
        await rows.signIns.insert({
          id,
          tenantId: tenant.id,
          connectionId: connection.id,
          identityProviderId: google.id,
          stateHash: randomBytes(32),
          browserHash: randomBytes(32),
          sealedChecks: 'sealed',
          returnTo: null,
          pendingLinkId: null,
          intent: { kind: 'link', userId: id, sessionId: id },
          connectionTestId: null,
          createdAt: at,
          expiresAt: at,
          usedAt: null,
          sealedPosted: null,
        });
      });
      expect((await Promise.all([use(), use(), use()])).sort()).toEqual([false, false, true]);
      const intent = { kind: 'link', userId: id, sessionId: id };
      expect(await store.reads.signIns.byId(tenant.id, id)).toMatchObject({ intent });
    });

    test('an address that waits for its code is counted, changed and forgotten', async () => {
      const connection = makeConnection(tenant.id, google.id);
      const later = toTimestamp(Date.parse(at) + 60_000);
      const waiting: EmailSignIn = {
        id: newId(),
        tenantId: tenant.id,
        connectionId: connection.id,
        address: 'Ada@example.com',
        addressKey: 'ada@example.com',
        browserHash: randomBytes(32),
        returnTo: '/account',
        pendingLinkId: null,
        intent: null,
        codeHash: randomBytes(32),
        codeExpiresAt: later,
        codesSent: 2,
        attempts: 0,
        createdAt: at,
        expiresAt: later,
        usedAt: null,
      };
      await change(async (rows) => {
        await rows.connections.insert(connection);
        await rows.emailSignIns.insert(waiting);
        expect(await rows.emailSignIns.countOpen(tenant.id, at, 9)).toBe(1);
        expect(await rows.emailSignIns.lock(tenant.id, waiting.id)).toMatchObject({ codesSent: 2 });
        await rows.emailSignIns.update({ ...waiting, codeHash: null, usedAt: at });
        expect(await rows.emailSignIns.countOpen(tenant.id, at, 9)).toBe(0);
      });
      expect(await store.reads.emailSignIns.byId(tenant.id, waiting.id)).toMatchObject({ codeHash: null, usedAt: at });
      await change((rows) => rows.emailSignIns.deleteExpired(tenant.id, toTimestamp(Date.parse(later) + 1)));
      expect(await store.reads.emailSignIns.byId(tenant.id, waiting.id)).toBeNull();
    });

    test('keys of several tenants are used, and no others', async () => {
      const [one, another, unused] = [makeApiKey(tenant.id), makeApiKey(other.id), makeApiKey(other.id)];
      const later = toTimestamp(Date.parse(at) + 60_000);
      await change(async (rows) => {
        for (const key of [one, another, unused]) await rows.apiKeys.insert(key);
        await rows.apiKeys.touch([one, another, { tenantId: tenant.id, id: unused.id }], later);
      });
      const stamps = [one, another, unused].map(
        async ({ tenantId, id }) => await store.reads.apiKeys.byId(tenantId, id),
      );
      expect((await Promise.all(stamps)).map((key) => key?.lastUsedAt)).toEqual([later, later, null]);
    });

    test('a session that was seen keeps everything else', async () => {
      const user = await addUser();
      const session = makeSession(tenant.id, user.id);
      const later = toTimestamp(Date.parse(at) + 60_000);
      await change(async (rows) => {
        await rows.sessions.insert(session);
        await rows.sessions.touch(tenant.id, session.id, later);
      });
      expect(await store.reads.sessions.byId(tenant.id, session.id)).toMatchObject({
        lastSeenAt: later,
        endedAt: null,
      });
    });

    test('of started sign-ins no more than the newest are kept', async () => {
      const connection = makeConnection(tenant.id, google.id);
      const ids = [newId(), newId(), newId()];
      await change(async (rows) => {
        await rows.connections.insert(connection);
        for (const id of ids)
          await rows.signIns.insert({
            id,
            tenantId: tenant.id,
            connectionId: connection.id,
            identityProviderId: google.id,
            stateHash: randomBytes(32),
            browserHash: randomBytes(32),
            sealedChecks: 'sealed',
            returnTo: null,
            pendingLinkId: null,
            intent: null,
            connectionTestId: null,
            createdAt: at,
            expiresAt: at,
            usedAt: null,
            sealedPosted: null,
          });
        await rows.signIns.trim(tenant.id, 2);
      });
      const kept = await Promise.all(ids.map((id) => store.reads.signIns.byId(tenant.id, id)));
      expect(kept.map((row) => row?.id ?? null)).toEqual([null, ids[1], ids[2]]);
    });

    test('a test of a connection comes back whole, is counted while it is open, and goes when it is old', async () => {
      const connection = makeConnection(tenant.id, google.id);
      const made: ConnectionTest = {
        id: newId(),
        tenantId: tenant.id,
        connectionId: connection.id,
        secretHash: new Uint8Array(randomBytes(32)),
        actor: { kind: 'system' },
        status: 'waiting',
        report: blankReport('redirect'),
        createdAt: at,
        expiresAt: later,
        finishedAt: null,
      };
      const open = () => change((rows) => rows.connectionTests.countOpen(tenant.id, at, 10));
      await change(async (rows) => {
        await rows.connections.insert(connection);
        await rows.connectionTests.insert(made);
      });
      const read = await store.reads.connectionTests.byId(tenant.id, made.id);
      expect({ ...read, secretHash: null }).toEqual({ ...made, secretHash: null });
      expect(await open()).toBe(1);
      const finished = { ...made, status: 'passed' as const, finishedAt: later };
      await change((rows) => rows.connectionTests.update(finished));
      expect(await change((rows) => rows.connectionTests.lock(tenant.id, made.id))).toMatchObject({ status: 'passed' });
      expect(await open()).toBe(0);
      await change((rows) => rows.connectionTests.deleteOlderThan(tenant.id, later));
      expect(await store.reads.connectionTests.byId(tenant.id, made.id)).toBeNull();
    });

    test('a statement of a provider is taken once, until it is forgotten for its age', async () => {
      const statement = (expiresAt: string, identityProviderId = google.id) => ({
        tenantId: tenant.id,
        identityProviderId,
        statementId: '_statement',
        expiresAt,
      });
      const take = (...args: Parameters<typeof statement>) =>
        change((rows) => rows.takenStatements.take(statement(...args)));
      const until = '2026-01-01T00:05:00.000Z';
      expect((await Promise.all([take(until), take(until), take(until)])).sort()).toEqual([false, false, true]);
      expect(await take('2027-01-01T00:00:00.000Z')).toBe(false);
      // Another provider's statement may have the same id.
      const other = makeProvider(tenant.id, 'another-that-states');
      await change((rows) => rows.identityProviders.insert(other));
      expect(await take(until, other.id)).toBe(true);
      await change((rows) => rows.takenStatements.deleteExpired(tenant.id, until));
      expect(await take(until)).toBe(false);
      await change((rows) => rows.takenStatements.deleteExpired(tenant.id, '2026-01-01T00:05:00.001Z'));
      expect(await take(until)).toBe(true);
    });

    test('keys towards SAML providers come back whole, the one that signs first', async () => {
      const make = () => ({
        id: newId(),
        tenantId: tenant.id,
        certificate: '-----BEGIN CERTIFICATE-----',
        sealedPrivateKey: 'sealed',
        createdAt: at,
        signsSince: null as string | null,
      });
      const [older, newer, next] = [{ ...make(), signsSince: at }, make(), make()];
      const ofTenant = () => store.reads.serviceProviderKeys.ofTenant(tenant.id);
      await change(async (rows) => {
        for (const key of [older, newer, next]) await rows.serviceProviderKeys.insert(key);
      });
      expect(await ofTenant()).toEqual([older, next, newer]);
      const later = '2026-02-01T00:00:00.000Z';
      await change((rows) => rows.serviceProviderKeys.startSigning(tenant.id, newer.id, later));
      await change((rows) => rows.serviceProviderKeys.startSigning(newId(), next.id, later));
      expect(await ofTenant()).toEqual([{ ...newer, signsSince: later }, older, next]);
      await change((rows) => rows.serviceProviderKeys.delete(newId(), older.id));
      await change((rows) => rows.serviceProviderKeys.delete(tenant.id, next.id));
      expect(await ofTenant()).toEqual([{ ...newer, signsSince: later }, older]);
      expect(await store.reads.serviceProviderKeys.ofTenant(newId())).toEqual([]);
    });

    test('ending sessions ends those of the user or identity, once', async () => {
      const user = await addUser();
      const identityId = newId();
      const [one, two] = [makeSession(tenant.id, user.id), { ...makeSession(tenant.id, user.id), identityId }];
      await change(async (rows) => {
        await rows.sessions.insert(one);
        await rows.sessions.insert(two);
        await rows.sessions.endOfIdentities(tenant.id, [identityId], 'closed', at);
        expect(await rows.sessions.endOfUser(tenant.id, user.id, 'closed', at)).toBe(1);
        expect(await rows.sessions.endOfUser(tenant.id, user.id, 'closed', at)).toBe(0);
        // To take away is more than to close.
        await rows.sessions.endOfIdentities(tenant.id, [identityId], 'revoked', at);
        expect(await rows.sessions.endOfUser(tenant.id, user.id, 'revoked', at)).toBe(1);
        expect(await rows.sessions.endOfUser(tenant.id, user.id, 'revoked', at)).toBe(0);
      });
    });

    test('a session that is replaced goes on as another, and is revoked with it', async () => {
      const user = await addUser();
      const [first, second, third, other] = Array.from({ length: 4 }, () => makeSession(tenant.id, user.id)) as [
        Session,
        Session,
        Session,
        Session,
      ];
      const later = toTimestamp(Date.parse(at) + 60_000);
      const found = ({ id }: Session) => store.reads.sessions.byId(tenant.id, id);
      await change(async (rows) => {
        for (const session of [first, second, third, other]) await rows.sessions.insert(session);
        expect(await rows.sessions.replace(first, second.id, at)).toBe(1);
        expect(await rows.sessions.replace(first, other.id, at)).toBe(0);
        // Those that it has replaced follow it, so that each names the one that goes on.
        expect(await rows.sessions.replace(second, third.id, later)).toBe(2);
      });
      expect(await found(first)).toMatchObject({ ending: 'replaced', replacedBy: third.id, endedAt: at });
      expect(await found(second)).toMatchObject({ ending: 'replaced', replacedBy: third.id, endedAt: later });
      await change(async (rows) => {
        expect(await rows.sessions.end(third, 'closed', later)).toBe(1);
        expect(await rows.sessions.end(third, 'closed', later)).toBe(0);
      });
      expect(await found(first)).toMatchObject({ ending: 'replaced' });
      await change(async (rows) => void expect(await rows.sessions.end(third, 'revoked', later)).toBe(3));
      expect(await found(first)).toMatchObject({ ending: 'revoked', endedAt: at });
      expect(await found(other)).toMatchObject({ ending: null, replacedBy: null, endedAt: null });
    });

    describe('tokens of providers', () => {
      const addTokens = async (fields: Partial<IdentityTokens> = {}, ofIdentity: Partial<Identity> = {}) => {
        const identity = await addIdentity(ofIdentity);
        const connection = makeConnection(tenant.id, google.id);
        const tokens = { ...makeTokens(tenant.id, identity.id, connection.id), ...fields };
        await change(async (rows) => {
          await rows.connections.insert(connection);
          await rows.identityTokens.insert(tokens);
        });
        return tokens;
      };
      const find = ({ tenantId, identityId, connectionId }: IdentityTokens) =>
        store.reads.identityTokens.byKey(tenantId, identityId, connectionId);

      test('are kept whole, one row for each identity and connection, the newest first', async () => {
        const tokens = await addTokens({
          sealedRefreshToken: 'v2.k1.b.b',
          sealedIdToken: 'v2.k1.c.c',
          sealedTokenSecret: 'v2.k1.d.d',
          expiresAt: at,
          idTokenAt: at,
          renewalId: newId(),
          renewalUntil: at,
          takeableUntil: at,
          waitsUntil: at,
        });
        expect(await find(tokens)).toEqual(tokens);
        const changed: IdentityTokens = { ...tokens, status: 'needs_reauthorization', version: 2, renewalId: null };
        const connection = makeConnection(tenant.id, google.id);
        const newer = { ...tokens, connectionId: connection.id, obtainedAt: '2026-01-16T12:00:00.000Z' };
        await change(async (rows) => {
          expect(await rows.identityTokens.lock(tenant.id, tokens.identityId, tokens.connectionId)).toEqual(tokens);
          await rows.identityTokens.update(changed);
          await rows.connections.insert(connection);
          await rows.identityTokens.insert(newer);
        });
        expect(await store.reads.identityTokens.ofIdentities(tenant.id, [tokens.identityId])).toEqual([newer, changed]);
        expect(await store.reads.identityTokens.ofIdentities(other.id, [tokens.identityId])).toEqual([]);
      });

      test('are taken with their identities, or of one connection, and say what they were', async () => {
        const [one, two] = [await addTokens(), await addTokens()];
        await change(async (rows) => {
          const { take } = rows.identityTokens;
          expect(await take(other.id, [one.identityId])).toEqual([]);
          expect(await take(tenant.id, [one.identityId], two.connectionId)).toEqual([]);
          expect(await take(tenant.id, [one.identityId], one.connectionId)).toEqual([one]);
          expect(await take(tenant.id, [one.identityId, two.identityId])).toEqual([two]);
        });
        const [three] = [await addTokens(), await addTokens()];
        await change(async (rows) => {
          const { takeOfConnection } = rows.identityTokens;
          expect(await takeOfConnection(tenant.id, three.connectionId, 10)).toEqual([three]);
          expect(await takeOfConnection(tenant.id, three.connectionId, 10)).toEqual([]);
        });
      });

      test('that waited in vain are taken, not those of a user or still waiting', async () => {
        const waited = await addTokens({ waitsUntil: at });
        const owned = await addTokens({ waitsUntil: at }, { userId: (await addUser()).id });
        const waiting = await addTokens({ waitsUntil: '2026-01-16T12:00:00.000Z' });
        const taken = await change((rows) => rows.identityTokens.takeWaiting(tenant.id, '2026-01-15T13:00:00.000Z'));
        expect(taken.map(({ identityId }) => identityId)).toContain(waited.identityId);
        for (const tokens of [owned, waiting]) expect(await find(tokens)).toEqual(tokens);
      });

      test('go with their identity, and with their connection', async () => {
        const [one, two] = [await addTokens(), await addTokens()];
        await change(async (rows) => {
          await rows.identities.delete(tenant.id, [one.identityId]);
          await rows.connections.delete(tenant.id, two.connectionId);
        });
        for (const tokens of [one, two]) expect(await find(tokens)).toBeNull();
      });
    });

    test('calls what is to follow a commit after it, once, and not when it is undone', async () => {
      const called: string[] = [];
      let attempts = 0;
      const user = makeUser(tenant.id);
      await change(async (rows) => {
        attempts += 1;
        rows.afterCommit(() => called.push('kept'));
        await joinTransaction(store, rows).transaction(async (inner) => inner.afterCommit(() => called.push('joined')));
        await rows
          .savepoint(async (inner) => {
            inner.afterCommit(() => called.push('undone'));
            throw new Error('undo');
          })
          .catch(() => {});
        await rows.users.insert([user]);
        if (attempts === 1) throw new StaleFacts('again');
        expect(called).toEqual([]);
      });
      expect(called).toEqual(['kept', 'joined']);
      await expect(
        change(async (rows) => {
          rows.afterCommit(() => called.push('failed'));
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect(called).toEqual(['kept', 'joined']);
    });

    test('says that it is ready', async () => {
      expect(await store.readiness()).toEqual({ ready: true, problems: [] });
    });

    describe('suggestions', () => {
      const sorted = (userPairs: readonly UserPair[]) => userPairs.map((pair) => pair.join(' ')).sort();
      const both = (one: User, others: User[]) =>
        sorted(
          others.flatMap((other): UserPair[] => [
            [one.id, other.id],
            [other.id, one.id],
          ]),
        );
      const lookalikes = async (ids: string[], othersMax = 20) =>
        sorted(await store.reads.suggestions.lookalikes(tenant.id, ids, othersMax));
      const believed = async (): Promise<IdentityProvider> => {
        const made = makeProvider(tenant.id, 'oidc');
        const provider: IdentityProvider = {
          ...made,
          name: made.id,
          linkingRule: { ...strictLinkingRule, emailProof: 'provider_verified_bit' },
        };
        await change((rows) => rows.identityProviders.insert(provider));
        return provider;
      };
      const suggest = (one: User, other: User, fields: Partial<Suggestion> = {}): Suggestion => ({
        id: newId(),
        tenantId: tenant.id,
        kind: 'users',
        userId: one.id < other.id ? one.id : other.id,
        otherUserId: one.id < other.id ? other.id : one.id,
        identityId: null,
        evidence: [{ key: 'email', value: 'x@example.com', said: 'both' }],
        status: 'open',
        createdAt: at,
        decidedAt: null,
        decidedBy: null,
        ...fields,
      });
      const listed = async (search: SuggestionSearch) =>
        (await store.reads.suggestions.list(tenant.id, { limit: 100 }, search)).items;

      test('are found by a verified e-mail address or phone number of the users', async () => {
        const email = { email: 'Look@example.com', emailVerified: true };
        const phone = { phone: '+4915550100', phoneVerified: true };
        const one = await addUser({ ...email, ...phone });
        const byEmail = await addUser(email);
        const byPhone = await addUser({ ...phone, phone: '+49 1555 0100' });
        await addUser({ ...email, emailVerified: false });
        await addUser({ ...phone, phoneVerified: false });
        await addUser({ ...email, mergedInto: one.id });
        await change((rows) => rows.users.insert([{ ...makeUser(other.id), ...email, ...phone }]));
        expect(await lookalikes([one.id])).toEqual(
          sorted([
            [one.id, byEmail.id],
            [one.id, byPhone.id],
          ]),
        );
        expect(await lookalikes([one.id, byEmail.id, byPhone.id, newId()])).toEqual(both(one, [byEmail, byPhone]));
        expect(await lookalikes([])).toEqual([]);
      });

      test('are found by the address of an identity that may be proved, on either side', async () => {
        const email = 'via@example.com';
        const provider = await believed();
        const [one, through, unsaid, distrusted] = [
          await addUser({ email, emailVerified: true }),
          await addUser(),
          await addUser(),
          await addUser(),
        ];
        await addIdentity({ userId: through.id, identityProviderId: provider.id, email, emailVerified: true });
        const said = await addUser();
        await addIdentity({
          userId: said.id,
          identityProviderId: provider.id,
          email,
          claims: { email_verified: 'true' },
        });
        await addIdentity({ userId: unsaid.id, identityProviderId: provider.id, email });
        await addIdentity({ userId: distrusted.id, identityProviderId: google.id, email, emailVerified: true });
        await addIdentity({ userId: null, identityProviderId: provider.id, email, emailVerified: true });
        expect(await lookalikes([one.id])).toEqual(
          sorted([
            [one.id, through.id],
            [one.id, said.id],
          ]),
        );
        expect(await lookalikes([through.id])).toEqual(
          sorted([
            [through.id, one.id],
            [through.id, said.id],
          ]),
        );
        expect(await lookalikes([unsaid.id, distrusted.id])).toEqual([]);
      });

      test('are not found by what more users have than one person would', async () => {
        const crowd = { email: 'crowd@example.com', emailVerified: true };
        const [one] = [await addUser(crowd), await addUser(crowd), await addUser(crowd)];
        expect(await lookalikes([one!.id], 2)).toHaveLength(2);
        await addUser(crowd);
        expect(await lookalikes([one!.id], 2)).toEqual([]);
      });

      test('come back whole, each pair once', async () => {
        const [one, twin] = [await addUser(), await addUser()];
        const first = suggest(one, twin);
        expect(await change((rows) => rows.suggestions.insert([first]))).toEqual([first]);
        expect(await store.reads.suggestions.byId(tenant.id, first.id)).toEqual(first);
        expect(await store.reads.suggestions.byId(other.id, first.id)).toBeNull();
        const decided: Suggestion = { ...first, status: 'dismissed', decidedAt: at, decidedBy: { kind: 'system' } };
        await change((rows) => rows.suggestions.update([decided]));
        const third = await addUser();
        const fresh = suggest(one, third);
        expect(await change((rows) => rows.suggestions.insert([suggest(one, twin), fresh]))).toEqual([fresh]);
        expect(await change((rows) => rows.suggestions.lock(tenant.id, [first.id]))).toEqual([decided]);
        expect(await store.reads.suggestions.dismissedAmong(tenant.id, [one.id, twin.id, third.id])).toEqual([
          [first.userId, first.otherUserId],
        ]);
        expect(await store.reads.suggestions.dismissedAmong(tenant.id, [one.id, third.id])).toEqual([]);
      });

      test('are listed by status, kind and user, without those that nobody could approve any more', async () => {
        const [one, twin, heir] = [await addUser(), await addUser(), await addUser()];
        const identity = await addIdentity();
        const pair = suggest(one, twin);
        const arrival = suggest(one, one, {
          kind: 'arrival',
          userId: one.id,
          otherUserId: null,
          identityId: identity.id,
        });
        await change((rows) => rows.suggestions.insert([pair, arrival]));
        const userId = one.id;
        expect(await listed({ userId })).toEqual([pair, arrival]);
        expect(await listed({ userId, kind: 'arrival', status: 'open' })).toEqual([arrival]);
        expect(await listed({ userId, status: 'approved' })).toEqual([]);
        expect(await listed({ userId: twin.id })).toEqual([pair]);
        expect(await change((rows) => rows.suggestions.lockOfIdentity(tenant.id, identity.id))).toEqual([arrival]);

        await change(async (rows) => {
          await rows.users.update({ ...twin, mergedInto: heir.id });
          await rows.identities.update([{ ...identity, userId: heir.id }]);
        });
        expect(await listed({ userId })).toEqual([]);
        const decided: Suggestion = { ...pair, status: 'approved', decidedAt: at, decidedBy: {} };
        await change((rows) => rows.suggestions.update([decided]));
        expect(await listed({ userId })).toEqual([decided]);
      });

      test('go with their users and identities', async () => {
        const [one, twin] = [await addUser(), await addUser()];
        const identity = await addIdentity();
        const pair = suggest(one, twin);
        const arrival = suggest(one, one, {
          kind: 'arrival',
          userId: one.id,
          otherUserId: null,
          identityId: identity.id,
        });
        await change((rows) => rows.suggestions.insert([pair, arrival]));
        await change(async (rows) => {
          await rows.identities.delete(tenant.id, [identity.id]);
          await rows.users.delete(tenant.id, twin.id);
        });
        for (const { id } of [pair, arrival]) expect(await store.reads.suggestions.byId(tenant.id, id)).toBeNull();
      });

      test('subjects that were taken apart from a user, among users', async () => {
        const [one, twin] = [await addUser(), await addUser()];
        const identity = await addIdentity({ userId: one.id });
        const { identityProviderId, subjectType, subject } = identity;
        const separation = { tenantId: tenant.id, identityProviderId, subjectType, subject, createdAt: at };
        await change((rows) =>
          rows.separations.insert([
            { ...separation, userId: twin.id, cause: 'declined' },
            { ...separation, userId: one.id, cause: 'unlinked' },
          ]),
        );
        expect(await store.reads.separations.among(tenant.id, [one.id, twin.id])).toEqual([[one.id, twin.id]]);
        expect(await store.reads.separations.among(tenant.id, [one.id])).toEqual([]);
      });

      test('how far a sweep has come, and the users in the order in which it sees them', async () => {
        const sweep: Sweep = {
          id: newId(),
          tenantId: tenant.id,
          reached: null,
          usersSeen: 0,
          usersTotal: 7,
          suggestionsMade: 0,
          startedAt: at,
          updatedAt: at,
          finishedAt: null,
        };
        await change((rows) => rows.sweeps.insert(sweep));
        const [one, second] = [await addUser(), await addUser()];
        const tombstone = await addUser({ mergedInto: one.id });
        const further = { ...sweep, reached: one.id, usersSeen: 5, suggestionsMade: 2 };
        await change(async (rows) => {
          expect(await rows.sweeps.lock(tenant.id, sweep.id)).toEqual(sweep);
          await rows.sweeps.update(further);
        });
        expect(await store.reads.sweeps.byId(tenant.id, sweep.id)).toEqual(further);
        expect((await store.reads.sweeps.list(tenant.id, { limit: 1 })).items).toEqual([further]);
        const ids = await store.reads.users.idsAfter(tenant.id, null, 10_000);
        expect(ids.slice(-2)).toEqual([one.id, second.id]);
        expect(ids).not.toContain(tombstone.id);
        expect(await store.reads.users.count(tenant.id)).toBe(ids.length);
        expect(await store.reads.users.idsAfter(tenant.id, one.id, 1)).toEqual([second.id]);
      });
    });
  });
}

function makeTenant(slug: string): Tenant {
  return { id: newId(), name: slug, slug, isMaster: false, settings: {}, createdAt: at, updatedAt: at };
}

function makeProvider(tenantId: string, strategy: string): IdentityProvider {
  return {
    id: newId(),
    tenantId,
    strategy,
    name: strategy,
    displayName: strategy.toUpperCase(),
    logo: null,
    enabled: true,
    config: { nested: { list: [1, 2] } },
    linkingRule: strictLinkingRule,
    metadata: {},
    syncStatus: 'pending',
    lastSyncedAt: null,
    syncError: null,
    createdAt: at,
    updatedAt: at,
  };
}

function makeConnection(tenantId: string, identityProviderId: string): Connection {
  const id = newId();
  return {
    id,
    tenantId,
    identityProviderId,
    identifier: `connection-${id}`,
    displayName: 'a way in',
    type: 'oidc',
    logo: null,
    clientId: 'client',
    sealedClientSecret: 'sealed',
    config: { issuer: 'https://issuer.example' },
    claimMapping: { email: 'mail' },
    enabled: true,
    loginOnly: false,
    createdAt: at,
    updatedAt: at,
  };
}

function makeUser(tenantId: string): User {
  return {
    id: newId(),
    tenantId,
    ...blankUser,
    createdAt: at,
    updatedAt: at,
  };
}

function makeIdentity(tenantId: string, identityProviderId: string): Identity {
  const id = newId();
  return {
    id,
    tenantId,
    identityProviderId,
    subjectType: '',
    subject: `subject-${id}`,
    userId: null,
    email: null,
    emailVerified: false,
    phone: null,
    phoneVerified: false,
    username: null,
    displayName: null,
    claims: {},
    linkedBy: 'manual',
    linkedAt: null,
    position: 0,
    connectionIds: [],
    firstLoginAt: null,
    lastLoginAt: null,
    loginsCount: 0,
    lastSyncedAt: null,
    createdAt: at,
    updatedAt: at,
  };
}

function makeApplication(tenantId: string): Application {
  const id = newId();
  return {
    id,
    tenantId,
    clientId: `client-${id}`,
    name: 'Shop',
    authMethod: 'client_secret_post',
    sealedSecret: 'sealed',
    redirectUris: ['https://shop.example.com/callback'],
    postLogoutRedirectUris: [],
    webOrigins: ['https://shop.example.com'],
    grantTypes: ['authorization_code', 'refresh_token'],
    apis: [{ audience: 'https://api.example.com', scopes: ['read:orders'] }],
    firstParty: true,
    pkceRequired: true,
    subjectFormat: 'pairwise',
    mergedSubject: 'keep',
    accessTokenSeconds: 3600,
    refreshTokenSeconds: 86_400,
    createdAt: at,
    updatedAt: at,
  };
}

function makeApiKey(tenantId: string): ApiKey {
  return {
    id: newId(),
    tenantId,
    name: 'key',
    secretHash: new Uint8Array(randomBytes(32)),
    sealedSecret: 'sealed',
    scopes: ['users:read', 'identities:write'],
    identityProviderId: null,
    createdBy: 'test',
    createdAt: at,
    lastUsedAt: null,
    expiresAt: at,
    revokedAt: null,
    revokedBy: null,
  };
}

function makeSession(tenantId: string, userId: string): Session {
  return {
    id: newId(),
    tenantId,
    userId,
    identityId: null,
    secretHash: randomBytes(32),
    ip: '127.0.0.1',
    userAgent: 'test',
    createdAt: at,
    lastSeenAt: at,
    expiresAt: at,
    endedAt: null,
    ending: null,
    replacedBy: null,
  };
}

/** The id tells the time of the event, as it does where events are recorded. */
function makeEvent(tenantId: string, fields: Partial<Event>): Event {
  const now = () => Date.parse(fields.createdAt ?? at);
  return {
    id: createId({ ...entropy, now, tick: createTicker(now) }),
    tenantId,
    type: 'user.updated',
    actor: { kind: 'system', id: null, label: 'test' },
    userId: null,
    counterpartUserId: null,
    identityId: null,
    identityProviderId: null,
    before: null,
    after: { name: 'x' },
    decision: null,
    undoes: null,
    requestId: null,
    createdAt: at,
    ...fields,
  };
}

function makeSignIn(tenantId: string, { id, identityProviderId }: Connection): SignIn {
  return {
    id: newId(),
    tenantId,
    connectionId: id,
    identityProviderId,
    stateHash: new Uint8Array([1]),
    browserHash: new Uint8Array([2]),
    sealedChecks: 'sealed',
    sealedPosted: null,
    returnTo: null,
    pendingLinkId: null,
    connectionTestId: null,
    intent: null,
    createdAt: at,
    expiresAt: later,
    usedAt: null,
  };
}

function makeTokens(tenantId: string, identityId: string, connectionId: string): IdentityTokens {
  return {
    tenantId,
    identityId,
    connectionId,
    tokenType: 'bearer',
    sealedAccessToken: 'v2.k1.a.a',
    sealedRefreshToken: null,
    sealedIdToken: null,
    sealedTokenSecret: null,
    scopes: ['openid'],
    status: 'ok',
    version: 1,
    expiresAt: null,
    obtainedAt: at,
    idTokenAt: null,
    renewalId: null,
    renewalUntil: null,
    takeableUntil: null,
    waitsUntil: null,
    createdAt: at,
    updatedAt: at,
  };
}
