/** Runs one history against a tenant of its own: each command by the product's verb, then by the model, then both compared. */
import { expect } from 'vitest';
import { type Actor, systemActor } from '../../src/domain/actor.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { Event, EventType } from '../../src/domain/event.ts';
import type { Connection, IdentityProvider } from '../../src/domain/identity-provider.ts';
import { arriveAt } from '../support/arrivals.ts';
import { differences } from '../support/ledger.ts';
import type { TestApp } from '../support/test-app.ts';
import type { Command } from './commands.ts';
import {
  addUser,
  changeUser,
  deleteUser,
  forget,
  give,
  Impossible,
  isInEffect,
  keep,
  makePrimary,
  mergeUsers,
  reorder,
  type Step,
  standingSince,
  take,
  takenBackBy,
  tell,
  tombstonesBelow,
  userOf,
  type World,
} from './history-model.ts';
import { changedFields, dumpTenant, isSame, readWorld, stateOf } from './history-tables.ts';

/** Whose word is believed, and for what: each joins, asks, holds or begins anew in its own way. */
const providerRules = [
  { mode: 'verified_match', emailProof: 'provider_verified_bit', updateProfile: 'first_link' },
  { mode: 'verified_match', emailProof: 'provider_verified_bit', updateProfile: 'always', onConflict: 'review' },
  { mode: 'ask', emailProof: 'provider_verified_bit' },
  { mode: 'never', updateProfile: 'always' },
] as const;

const undoable = new Set<EventType>([
  'identity.linked',
  'identity.moved',
  'identity.unlinked',
  'user.merged',
  'linking.undone',
]);

/** How often each thing happened over all histories, so that a property about nothing is noticed. */
export type Tally = Map<string, number>;

export interface Clock {
  now: number;
}

type NewStep = Pick<Step, 'apply' | 'leaves'> & { about: (string | null)[] };

export async function runHistory(it: TestApp, clock: Clock, commands: Command[], tally: Tally): Promise<void> {
  const history = await openHistory(it, clock, tally);
  try {
    for (const command of commands) await history.run(command);
    await history.checkPast();
  } catch (error) {
    if (error instanceof Error) error.message += `, after:\n${history.said().join('\n')}`;
    throw error;
  }
}

async function openHistory(it: TestApp, clock: Clock, tally: Tally) {
  const { operations } = it;
  clock.now += 60_000;
  const { tenantId: _, ...system } = systemActor('', 'test');
  const slug = `h${clock.now}`;
  const tenant = await operations.tenants.create(system, { name: slug, slug, isMaster: false });
  const actor: Actor = systemActor(tenant.id, 'test');
  const providers: IdentityProvider[] = [];
  for (const [index, linkingRule] of providerRules.entries())
    providers.push(
      await operations.identityProviders.create(actor, { strategy: 'oidc', name: `p${index}`, linkingRule }),
    );
  const connections = providers.map(({ id }) => ({ id, enabled: true, loginOnly: false }) as Connection);

  const steps: Step[] = [];
  /** The tenant as it stood after each step, and when that was. */
  const past: { at: string; world: World }[] = [];
  /** Identities with which somebody signed in. */
  const arrived = new Set<string>();
  let world = tell([]);
  let fresh = 0;
  const next = () => {
    fresh += 1;
    return fresh;
  };

  const query = async (text: string, values: unknown[]) => (await it.database.pool.query(text, values)).rows;
  const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1);
  const read = () => readWorld(query, tenant.id);
  const dump = () => dumpTenant(query, tenant.id);
  const eventsSince = async (last: string | undefined): Promise<{ id: string; type: EventType }[]> =>
    query('select id, type from events where tenant_id = $1 and id > $2 order by id', [
      tenant.id,
      last ?? '00000000-0000-0000-0000-000000000000',
    ]) as Promise<{ id: string; type: EventType }[]>;
  const lastEvent = async () =>
    (await query('select id from events where tenant_id = $1 order by id desc limit 1', [tenant.id]))[0]?.id as string;

  const pick = <T>(from: readonly T[], index: number): T | undefined => from[index % Math.max(from.length, 1)];
  const liveUsers = () => Object.keys(world.users).filter((id) => world.users[id]!.mergedInto === null);
  const owned = () => Object.keys(world.identities).filter((id) => world.identities[id]!.userId !== null);
  const ownerOf = (id: string) => world.identities[id]!.userId!;

  /** Does it, notes the step, and holds the model against the tables. A refusal must leave everything as it is. */
  async function perform(what: string, verb: () => Promise<NewStep | null>): Promise<void> {
    const last = await lastEvent();
    const before = await dump();
    let told: NewStep | null;
    try {
      told = await verb();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(error.kind, `${what}: ${error.message}`).not.toBe('internal');
      expect(await dump(), `${what} was refused`).toBe(before);
      count(`${what}: ${error.code}`);
      return;
    }
    const [event] = await eventsSince(last);
    if (told === null || event === undefined) {
      expect(await read(), `${what} comes to nothing`).toEqual(world);
      count(`${what}: nothing`);
      return;
    }
    const { about, ...step } = told;
    steps.push({
      eventId: event.id,
      type: event.type,
      said: what,
      ...step,
      touches: new Set(about.filter((each) => each !== null)),
    });
    const now = await read();
    expect(now, what).toEqual(tell(steps));
    const emptied = liveUsers().filter((id) => isLeftWithout(world, now, id));
    if (!what.includes('allowing the last')) expect(emptied, `left without a way in by ${what}`).toEqual([]);
    note(what, now);
  }

  function note(what: string, now: World): void {
    count(what);
    world = now;
    past.push({ at: new Date(clock.now).toISOString(), world });
    for (const [userId, ids] of Object.entries(now.order))
      expect(liveUsers(), `${ids} are of a live user`).toContain(userId);
    const keys = Object.values(now.identities).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  }

  const run = async (command: Command): Promise<void> => {
    clock.now += 1000;
    switch (command.do) {
      case 'create':
        return perform('create', async () => {
          const { do: _do, ...profile } = command;
          const { username } = profile;
          const [userMetadata, appMetadata] = [{ made: next() }, { [`k${next() % 3}`]: next() }];
          const { user } = await operations.users.create(actor, {
            profile: { ...profile, userMetadata, appMetadata },
            unique: [],
          });
          const state = stateOf(user);
          return { about: [user.id, nameOf(username)], apply: (w) => addUser(w, user.id, state) };
        });

      case 'link': {
        const userId = pick(liveUsers(), command.user);
        const provider = providers[command.provider]!;
        if (!userId) return;
        return perform('link', async () => {
          const key = `${provider.id}|${command.subject}`;
          const { identity, outcome } = await operations.identities.link(actor, {
            userId,
            identityProviderId: provider.id,
            subject: command.subject,
            email: command.email,
            emailVerified: command.verified,
          });
          if (outcome === 'already_linked') return null;
          const { id } = identity;
          return {
            about: [userId, id, key],
            apply(w) {
              if (!w.identities[id]) keep(w, id, key);
              give(w, id, userId);
            },
            // What somebody has signed in with is not forgotten.
            leaves: (w) => void (arrived.has(id) && !w.identities[id] && keep(w, id, key)),
          };
        });
      }

      case 'move': {
        const id = pick(Object.keys(world.identities), command.identity);
        const userId = pick(liveUsers(), command.user);
        if (!id || !userId) return;
        const from = world.identities[id]!.userId;
        return perform(from === null ? 'link known' : saying('move', command.allowLast), async () => {
          await operations.identities.move(actor, id, userId, { allowLast: command.allowLast });
          if (from === userId) return null;
          return {
            about: [userId, id, from],
            apply(w) {
              if (from !== null) take(w, id, from);
              give(w, id, userId);
            },
          };
        });
      }

      case 'unlink': {
        const id = pick(owned(), command.identity);
        if (!id) return;
        const userId = ownerOf(id);
        const { outcome, allowLast } = command;
        return perform(saying(`unlink and ${outcome}`, allowLast), async () => {
          const which = { identityId: id };
          const { splitUsers } = await operations.identities.unlink(actor, { userId, which, outcome, allowLast });
          const [made] = splitUsers;
          const state = made && stateOf(made);
          return {
            about: [userId, id, world.identities[id]!.key, made?.id ?? null, made?.originKey ?? null],
            apply(w) {
              take(w, id, userId);
              if (outcome === 'delete') forget(w, id);
              if (!made) return;
              addUser(w, made.id, state!);
              give(w, id, made.id);
            },
          };
        });
      }

      case 'merge': {
        const primaryId = pick(liveUsers(), command.primary);
        const secondaryId = pick(
          liveUsers().filter((id) => id !== primaryId),
          command.secondary,
        );
        const { metadata } = command;
        if (!primaryId || !secondaryId) return;
        return perform(`merge to ${metadata}`, async () => {
          await operations.merge(actor, { primaryId, secondaryId, metadata });
          return mergeStep(primaryId, secondaryId, metadata);
        });
      }

      case 'suggestion': {
        const { items } = await operations.suggestions.list(actor, { limit: 50 }, { status: 'open' });
        const suggestion = pick(items, command.suggestion);
        if (!suggestion) return;
        const { id, kind, userId, otherUserId, identityId } = suggestion;
        if (!command.approve)
          return perform('dismiss', async () => {
            await operations.suggestions.dismiss(actor, id);
            return null;
          });
        return perform(`approve ${kind}`, async () => {
          const { user } = await operations.suggestions.approve(actor, id);
          if (kind === 'users') return mergeStep(user.id, user.id === userId ? otherUserId! : userId, 'keep_primary');
          return { about: [identityId, userId], apply: (w) => give(w, identityId!, userId) };
        });
      }

      case 'primary': {
        const id = pick(owned(), command.identity);
        if (!id) return;
        const userId = ownerOf(id);
        return perform('set primary', async () => {
          await operations.identities.setPrimary(actor, id);
          return { about: [userId, id], apply: (w) => makePrimary(w, id, userId) };
        });
      }

      case 'update': {
        const id = pick(liveUsers(), command.user);
        if (!id) return;
        return perform(`update ${command.what}`, async () => {
          const value = `v${next()}`;
          const key = `k${fresh % 3}`;
          const { what, email, verified, username } = command;
          const user = await operations.users.update(
            actor,
            id,
            what === 'one key'
              ? { merge: { appMetadata: { [key]: value } } }
              : what === 'name'
                ? { profile: { name: value } }
                : what === 'e-mail'
                  ? { profile: { email, emailVerified: verified }, unique: [] }
                  : what === 'username'
                    ? { profile: { username } }
                    : { profile: { userMetadata: { whole: value } } },
          );
          const state = stateOf(user);
          return {
            about: [id, nameOf(user.username)],
            apply(w) {
              if (what === 'one key') {
                const { appMetadata } = w.users[id] ?? { appMetadata: {} };
                changeUser(w, id, { appMetadata: { ...appMetadata, [key]: value } });
              } else if (what === 'name') changeUser(w, id, { name: state.name });
              else if (what === 'e-mail') changeUser(w, id, { email: state.email, emailVerified: state.emailVerified });
              else if (what === 'username') changeUser(w, id, { username: state.username });
              else changeUser(w, id, { userMetadata: state.userMetadata });
            },
          };
        });
      }

      case 'status': {
        const id = pick(liveUsers(), command.user);
        if (!id) return;
        const status = world.users[id]!.status === 'active' ? 'suspended' : 'active';
        return perform(status === 'active' ? 'reactivate' : 'suspend', async () => {
          await operations.users.setStatus(actor, id, status);
          return { about: [id], apply: (w) => changeUser(w, id, { status }) };
        });
      }

      case 'delete': {
        const id = pick(liveUsers(), command.user);
        if (!id) return;
        return perform('delete', async () => {
          await operations.users.delete(actor, id);
          const theirs = world.order[id] ?? [];
          return {
            about: [id, ...theirs, ...tombstonesBelow(world, id)],
            apply: (w) => deleteUser(w, id),
          };
        });
      }

      case 'arrive':
        return perform('arrive', () => arrive(command));

      case 'undo': {
        const among = [...steps.keys()].filter((index) => command.among === 'all' || undoable.has(steps[index]!.type));
        const index = pick(among.toReversed(), command.back);
        if (index === undefined) return;
        return undo(index, command.allowLast);
      }
    }
  };

  function mergeStep(primaryId: string, secondaryId: string, metadata: Parameters<typeof mergeUsers>[3]): NewStep {
    const { username, originKey } = world.users[secondaryId]!;
    return {
      about: [primaryId, secondaryId, ...(world.order[secondaryId] ?? []), nameOf(username), originKey],
      apply: (w) => mergeUsers(w, primaryId, secondaryId, metadata),
    };
  }

  /** What is decided is `decideLink`'s, with a model of its own; here it must be done whole, and be told. */
  async function arrive(command: Extract<Command, { do: 'arrive' }>): Promise<NewStep | null> {
    const provider = providers[command.provider]!;
    const { subject, email, verified } = command;
    const claims = { subject, email, emailVerified: verified, displayName: `d${next()}` };
    const { decision, identity } = await arriveAt(
      { ...it, tenant, actor },
      provider,
      connections[command.provider]!,
      claims,
      undefined,
      () => clock.now,
    );
    count(`arrival: ${decision.action}`);
    if (decision.action === 'refuse') return null;
    const { id } = identity!;
    arrived.add(id);
    const key = `${provider.id}|${subject}`;
    const now = await read();
    const userId = now.identities[id]!.userId;
    const isNew = !world.identities[id];
    const made = userId !== null && !world.users[userId] ? now.users[userId]! : null;
    const ended = owned().filter((each) => now.identities[each]!.userId === null);
    if (ended.length > 0) count('arrival: the unproved side ended');
    const changed = Object.keys(world.users).filter((each) => !isSame(world.users[each], now.users[each]));
    const joins = decision.action === 'link' || decision.action === 'create_user';
    expect(userId === null).toBe(decision.action === 'hold' || decision.action === 'challenge');
    const patches = changed.map((each) => [each, changedFields(world.users[each]!, now.users[each]!)] as const);
    return {
      about: [id, key, userId, made?.originKey ?? null, ...ended, ...changed],
      apply(w) {
        if (!w.identities[id]) keep(w, id, key);
        if (made) addUser(w, userId!, made);
        if (joins) give(w, id, userId!);
        for (const each of ended) take(w, each, userId!);
        // Also where the user was merged in the end: what it was told since stays with it.
        for (const [each, fields] of patches) Object.assign(userOf(w, each), fields);
      },
      leaves: (w) => void (isNew && keep(w, id, key)),
    };
  }

  async function undo(index: number, allowLast: boolean): Promise<void> {
    const target = steps[index]!;
    const what = saying(`undo of ${target.said.replace(' allowing the last', '')}`, allowLast);
    const last = await lastEvent();
    const before = await dump();
    const ask = () => operations.undo(actor, target.eventId, { allowLast });
    let event: Event;
    try {
      event = await ask();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      expect(await dump(), `${what} was refused`).toBe(before);
      count(`undo refused: ${error.code}`);
      if (!undoable.has(target.type)) expect(error.code).toBe('not_undoable');
      else expect(error.code, error.message).toBe('undo_blocked');
      if (error.code === 'undo_blocked') {
        expect(isInEffect(steps, index)).toBe(true);
        expect(whyNot(index, allowLast), `${what} is refused without need: ${error.message}`).not.toBeNull();
      }
      return;
    }
    expect(undoable.has(target.type), what).toBe(true);
    const by = takenBackBy(steps, index);
    if (by !== null) {
      expect(event.id, `${what}: what took it back before`).toBe(steps[by]!.eventId);
      expect(await dump(), `${what} again`).toBe(before);
      count('undo: already undone');
      return;
    }
    expect((await eventsSince(last)).map(({ id, type }) => [id, type])).toEqual([[event.id, 'linking.undone']]);
    const after = await dump();
    expect((await ask()).id, `${what} twice`).toBe(event.id);
    expect(await dump(), `${what} twice`).toBe(after);

    const now = await read();
    const kept: ((world: World) => void)[] = [];
    const since = standingSince(steps, index);
    const step: Step = {
      eventId: event.id,
      type: 'linking.undone',
      said: what,
      touches: target.touches,
      undoes: index,
      apply: (w) => {
        for (const adopt of kept) adopt(w);
      },
    };
    let expected: World;
    try {
      expected = tell([...steps, step]);
    } catch (error) {
      if (error instanceof Impossible) throw new Error(`${what}, though ${error.message}`);
      throw error;
    }
    // Where a choice was made since on top of it, the newer one may stand; the model takes over how.
    for (const [userId, ids] of Object.entries(now.order)) {
      const told = expected.order[userId] ?? [];
      if (isSame(told, ids) || !since.some(({ touches }) => touches.has(userId))) continue;
      expect(ids.toSorted(), `${what}: the identities of ${userId}`).toEqual(told.toSorted());
      count('undo: an order of its own');
      kept.push((w) => reorder(w, userId, ids));
    }
    for (const [userId, state] of Object.entries(now.users)) {
      const told = expected.users[userId];
      if (!told || isSame(told, state)) continue;
      const fields = changedFields(told, state);
      const excused = since.some(
        (each) => each.touches.has(userId) && (each.said.includes('merge') || each.said.includes('approve')),
      );
      const documents = Object.keys(fields).every((field) => field === 'appMetadata' || field === 'userMetadata');
      if (!excused || !documents) continue;
      count('undo: metadata of several merges');
      kept.push((w) => changeUser(w, userId, fields));
    }
    steps.push(step);
    expect(now, what).toEqual(tell(steps));
    const emptied = liveUsers().filter((id) => isLeftWithout(world, now, id) && !hadNone(index, id));
    if (!allowLast) expect(emptied, `left without a way in by ${what}`).toEqual([]);
    if (target.undoes !== undefined) count('undo of an undo');
    note(what.replaceAll(/undo of undo of .*/g, 'undo of an undo'), now);
  }

  /** A reason of the model's own for refusing it. */
  function whyNot(index: number, allowLast: boolean): string | null {
    const target = steps[index]!;
    const inTheWay = standingSince(steps, index).find(({ touches }) =>
      [...touches].some((each) => target.touches.has(each)),
    );
    if (inTheWay) return inTheWay.said;
    try {
      const then = tell([...steps, { ...target, undoes: index, apply() {} }]);
      const emptied = liveUsers().some((id) => isLeftWithout(world, then, id) && !hadNone(index, id));
      return emptied && !allowLast ? 'somebody is left without a way in' : null;
    } catch (error) {
      if (error instanceof Impossible) return error.message;
      throw error;
    }
  }

  const hadNone = (index: number, userId: string) => (past[index - 1]?.world.order[userId] ?? []).length === 0;

  /** As of every step, every user has what it had; and the tables hold what the events tell. */
  async function checkPast(): Promise<void> {
    expect(await differences(query, tenant.id)).toEqual([]);
    const ids = new Set(past.flatMap(({ world: { users } }) => Object.keys(users)));
    for (const [index, { at, world: then }] of past.entries())
      for (const userId of steps[index]!.touches)
        if (ids.has(userId))
          expect(await asOf(userId, at), `${userId} as of ${at}`).toEqual(expectedAsOf(userId, then));
  }

  async function asOf(userId: string, at: string): Promise<string[] | null> {
    try {
      const { identities } = await operations.identities.ofUserAsOf(actor, userId, at);
      return identities.map(({ id }) => id);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'user_not_found') return null;
      throw error;
    }
  }

  function expectedAsOf(userId: string, then: World): string[] | null {
    if (isDeleted(userId) || !then.users[userId]) return null;
    const { mergedInto } = then.users[userId];
    return mergedInto === null ? (then.order[userId] ?? []) : expectedAsOf(mergedInto, then);
  }

  /** For good, and not because what made it was taken back. */
  const isDeleted = (userId: string) =>
    steps.some(({ said, touches }) => said === 'delete' && touches.has(userId)) && !world.users[userId];

  /** What has happened, for whoever reads of a failure. */
  const said = () =>
    steps.map(({ said, touches, undoes }, index) => `${index}. ${said} (${undoes ?? [...touches].join(', ')})`);

  return { run, checkPast, said };
}

function saying(what: string, allowLast: boolean): string {
  return allowLast ? `${what} allowing the last` : what;
}

function nameOf(username: string | null): string | null {
  return username === null ? null : `name ${username}`;
}

function isLeftWithout(before: World, after: World, userId: string): boolean {
  const stands = after.users[userId]?.mergedInto === null;
  return stands && (before.order[userId] ?? []).length > 0 && (after.order[userId] ?? []).length === 0;
}
