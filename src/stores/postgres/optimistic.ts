/**
 * A transaction in two statements, for work that mostly finds the facts as it read them (optimistic concurrency control). What
 * `work` reads is read together with what others read in the same turn (`attempt-reads.ts`), in no transaction; what it locks
 * is remembered with the mark of its version; what it writes is collected, and sent together with the writes of others
 * (`combined-commit.ts`): all of it or, if any mark has changed by then, nothing.
 *
 * What cannot be done so throws `NeedsLocks`, and the caller runs the work in a transaction instead. So this file knows few
 * methods, and a new one in `work` is slower and never wrong.
 */
import type { Event } from '../../domain/event.ts';
import type { Identity, IdentityKey } from '../../domain/identity.ts';
import type { Separation } from '../../domain/pending-link.ts';
import type { IdentityTokens } from '../../domain/provider-tokens.ts';
import type { Session } from '../../domain/session.ts';
import type { User } from '../../domain/user.ts';
import type { ForeseenFacts, Rows } from '../store.ts';
import type { AttemptReads } from './attempt-reads.ts';
import type { Commit, Mark, Writes } from './combined-commit.ts';
import type { LikelyProviders } from './likely-providers.ts';

/** The work is not for this file: it is to be run in a transaction. */
export class NeedsLocks extends Error {}

export interface Attempt {
  rows: Rows;
  /** Sends what was collected. False when a fact has changed: then nothing was written. */
  commit(): Promise<boolean>;
}

export interface SignInUse {
  tenantId: string;
  id: string;
  at: string;
}

/** What a user is found by, or decides about arrivals: changed only by those who hold the names. */
const names = [
  'email',
  'emailVerified',
  'phone',
  'phoneVerified',
  'username',
  'externalId',
  'originKey',
  'status',
  'mergedInto',
] as const;

export interface AttemptDoors {
  reads: AttemptReads;
  likely: LikelyProviders;
  commit(commit: Commit): Promise<boolean>;
  useSignIn(use: SignInUse): Promise<boolean>;
}

export function createAttempt(doors: AttemptDoors, foreseen?: ForeseenFacts): Attempt {
  const reads = rememberAnswers(doors, foreseen);
  const userMarks = new Map<string, Mark>();
  const identityMarks = new Map<string, Mark>();
  const tokenMarks = new Map<string, Commit['tokens'][number]>();
  const changed: Mark[] = [];
  const writes: Writes = {};
  let isWritten = false;
  let signInUse: SignInUse | null = null;
  const afterwards: (() => unknown)[] = [];
  const found = { users: new Map<string, User>(), owners: new Map<string, string | null>() };

  /** INVARIANT: nothing is read behind a write that it would show, and does not. */
  const beforeWrites = async <T>(read: () => Promise<T>): Promise<T> => {
    if (isWritten) throw new NeedsLocks('reads what it wrote');
    return read();
  };
  const write = <K extends keyof Writes>(kind: K, items: NonNullable<Writes[K]>): void => {
    if (signInUse) throw new NeedsLocks('a sign-in is used up by itself');
    isWritten = true;
    writes[kind] = [...(writes[kind] ?? []), ...items] as Writes[K];
  };
  const remember = (marks: Map<string, Mark>, mark: Mark): void => {
    const known = marks.get(mark.id);
    if (known && known.mark !== mark.mark) throw new NeedsLocks('a row changed between two looks at it');
    marks.set(mark.id, mark);
  };
  const rememberIdentity = (tenantId: string, { row, mark }: { row: Identity; mark: string }): Identity => {
    remember(identityMarks, { tenantId, id: row.id, mark });
    found.owners.set(row.id, row.userId);
    return row;
  };

  /** Whoever gains or loses an identity has to be one whose row is written with it. */
  const requireMark = (userId: string | null): void => {
    if (userId !== null && !userMarks.has(userId)) throw new NeedsLocks('changes a user that it did not look at');
  };

  const isWrittenHere = (identityId: string): boolean =>
    [...(writes.insertIdentities ?? []), ...(writes.updateIdentities ?? [])].some(({ id }) => id === identityId);

  const known = {
    afterCommit: (work: () => unknown) => void afterwards.push(work),
    // Names of identities have a unique key, which refuses a second one. Whoever would be known by another name is not
    // written here at all (`users.update`), and nobody is found by one.
    lockKeys: async () => {},

    // Nothing that is written here would show in it.
    tenants: { byId: (tenantId: string) => reads.tenant(tenantId) },

    users: {
      lock: (tenantId: string, ids: string[]) =>
        beforeWrites(async () => {
          const seen = await Promise.all([...new Set(ids)].sort().map((id) => reads.user({ tenantId, id })));
          return seen
            .filter((user) => user !== null)
            .map(({ row, mark }) => {
              remember(userMarks, { tenantId, id: row.id, mark });
              found.users.set(row.id, row);
              return row;
            });
        }),
      update: async (...items: User[]) => {
        for (const user of items) {
          const before = found.users.get(user.id);
          if (!before) throw new NeedsLocks('changes a user that it did not look at');
          if (names.some((name) => user[name] !== before[name]))
            throw new NeedsLocks('changes what a user is found by');
        }
        write('updateUsers', items);
      },
    },

    identities: {
      lockOfUser: async (tenantId: string, userId: string) => {
        const theirs = await beforeWrites(() => reads.identitiesOfUser({ tenantId, id: userId }));
        if (!theirs) return [];
        remember(userMarks, { tenantId, id: userId, mark: theirs.mark });
        return theirs.identities.map((each) => rememberIdentity(tenantId, each));
      },
      byKey: (tenantId: string, key: IdentityKey) =>
        beforeWrites(async () => {
          const [identity, provider] = await Promise.all([
            reads.identityByKey({ ...key, tenantId }),
            reads.provider({ tenantId, id: key.identityProviderId }),
          ]);
          if (!identity || !provider) return null;
          const { name, displayName, strategy } = provider;
          return { ...identity.row, provider: { name, displayName, strategy } };
        }),
      byKeys: (tenantId: string, keys: IdentityKey[]) =>
        beforeWrites(async () => {
          const seen = await Promise.all(keys.map((key) => reads.identityByKey({ ...key, tenantId })));
          return seen.filter((each) => each !== null).map((each) => rememberIdentity(tenantId, each));
        }),
      insert: async (items: Identity[]) => {
        for (const { userId } of items) requireMark(userId);
        write('insertIdentities', items);
      },
      update: async (items: Identity[]) => {
        for (const { id, userId } of items) {
          const mark = identityMarks.get(id);
          if (!mark) throw new NeedsLocks('changes what it did not look at');
          requireMark(userId);
          requireMark(found.owners.get(id)!);
          changed.push(mark);
        }
        write('updateIdentities', items);
      },
    },

    identityProviders: {
      byId: (tenantId: string, id: string) => beforeWrites(() => reads.provider({ tenantId, id })),
      byIds: (tenantId: string, ids: string[]) =>
        beforeWrites(async () => {
          for (const id of ids) doors.likely.note(tenantId, id);
          const seen = await Promise.all(ids.map((id) => reads.provider({ tenantId, id })));
          return seen.filter((provider) => provider !== null);
        }),
    },

    policies: {
      enabled: async (tenantId: string) => {
        // Asked once for each of several changes, between which others are written; what is in force is read once.
        if ((await reads.policiesInForce(tenantId)).length > 0) throw new NeedsLocks('policies have to be asked');
        return [];
      },
    },

    // Behind the writes of its identity, whose mark stands for this too: whoever adds tokens writes the identity as well.
    identityTokens: {
      take: async (tenantId: string, identityIds: string[], connectionId?: string) => {
        const kept = (await Promise.all(identityIds.map((id) => reads.tokens({ tenantId, id })))).flat();
        if (kept.some(({ row }) => connectionId === undefined || row.connectionId === connectionId))
          throw new NeedsLocks('tokens have to be taken');
        return [];
      },
      lock: async (tenantId: string, identityId: string, connectionId: string) => {
        const kept = await reads.tokens({ tenantId, id: identityId });
        const known = kept.find(({ row }) => row.connectionId === connectionId);
        if (!known) return null;
        tokenMarks.set(`${identityId}${connectionId}`, { tenantId, id: identityId, connectionId, mark: known.mark });
        return known.row;
      },
      insert: async (tokens: IdentityTokens) => {
        if (!isWrittenHere(tokens.identityId))
          throw new NeedsLocks('keeps tokens of an identity that it does not write');
        write('insertTokens', [tokens]);
      },
      update: async (tokens: IdentityTokens) => {
        const { identityId, connectionId } = tokens;
        const isHeld = tokenMarks.has(`${identityId}${connectionId}`) && isWrittenHere(identityId);
        if (!isHeld) throw new NeedsLocks('changes tokens that it did not look at');
        write('updateTokens', [tokens]);
      },
    },

    sessions: {
      insert: async (session: Session) => {
        requireMark(session.userId);
        write('insertSessions', [session]);
      },
      endOfIdentities: async (tenantId: string, identityIds: string[], ending: 'closed' | 'revoked', at: string) =>
        write(
          'endSessions',
          identityIds.map((identityId) => ({ tenantId, identityId, ending, endedAt: at })),
        ),
    },

    signIns: {
      use: async (tenantId: string, id: string, at: string) => {
        if (isWritten || signInUse || userMarks.size > 0) throw new NeedsLocks('a sign-in is used up by itself');
        signInUse = { tenantId, id, at };
        return true;
      },
    },

    separations: {
      insert: async (items: Separation[]) => write('insertSeparations', items),
      delete: async (tenantId: string, { identityProviderId, subjectType, subject }: IdentityKey, userId: string) =>
        write('deleteSeparations', [{ tenantId, identityProviderId, subjectType, subject, userId }]),
    },

    events: { append: async (items: Event[]) => write('insertEvents', items) },
  };

  return {
    rows: withNothingElse(known) as unknown as Rows,
    async commit() {
      if (signInUse && !(await doors.useSignIn(signInUse))) return false;
      if (isWritten) {
        if (userMarks.size === 0) throw new NeedsLocks('writes for no user');
        const marks = { users: [...userMarks.values()], identities: changed, tokens: [...tokenMarks.values()] };
        if (!(await doors.commit({ ...marks, writes }))) return false;
      }
      await Promise.all(afterwards.map((each) => each()));
      return true;
    },
  };
}

/**
 * The same question is asked once, so that work sees one state of what it looks at twice. What work is known to ask is asked
 * at once, with what others ask in this turn.
 */
function rememberAnswers(
  { reads, likely }: AttemptDoors,
  foreseen: ForeseenFacts | undefined,
): Omit<AttemptReads, 'arriving'> {
  const answers = new Map<string, Promise<unknown>>();
  const once = <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    const answer = (answers.get(name) as Promise<T> | undefined) ?? ask();
    answers.set(name, answer);
    return answer;
  };
  const nameOfKey = ({ tenantId, identityProviderId, subjectType, subject }: IdentityKey & { tenantId: string }) =>
    JSON.stringify([tenantId, identityProviderId, subjectType, subject]);
  const remembering: Omit<AttemptReads, 'arriving'> = {
    user: (key) => once(`user ${key.tenantId}${key.id}`, () => reads.user(key)),
    identitiesOfUser: (key) => once(`of user ${key.tenantId}${key.id}`, () => reads.identitiesOfUser(key)),
    identityByKey: (key) => once(nameOfKey(key), () => reads.identityByKey(key)),
    provider: (key) => once(`provider ${key.tenantId}${key.id}`, () => reads.provider(key)),
    policiesInForce: (tenantId) => once(`policies ${tenantId}`, () => reads.policiesInForce(tenantId)),
    tokens: (key) => once(`tokens ${key.tenantId}${key.id}`, () => reads.tokens(key)),
    tenant: (id) => once(`tenant ${id}`, () => reads.tenant(id)),
  };
  const seekArriving = async (key: IdentityKey & { tenantId: string }) => {
    const found = await reads.arriving(key);
    if (!found) return null;
    const { identity, owner } = found;
    const { tenantId, id } = identity.row;
    if (owner) void once(`user ${tenantId}${owner.row.id}`, async () => owner);
    void once(`tokens ${tenantId}${id}`, async () => found.tokens);
    return identity;
  };

  if (foreseen) {
    const { tenantId, users = [], identities = [], tokens = [], arriving } = foreseen;
    const asked: Promise<unknown>[] = [remembering.policiesInForce(tenantId)];
    for (const id of users)
      asked.push(remembering.user({ tenantId, id }), remembering.identitiesOfUser({ tenantId, id }));
    for (const key of identities) asked.push(remembering.identityByKey({ ...key, tenantId }));
    for (const id of tokens) asked.push(remembering.tokens({ tenantId, id }));
    for (const { identityProviderId } of arriving ? [arriving, ...identities] : identities)
      likely.note(tenantId, identityProviderId);
    for (const id of likely.of(tenantId)) asked.push(remembering.provider({ tenantId, id }));
    if (arriving) {
      const key = { ...arriving, tenantId };
      asked.push(
        remembering.tenant(tenantId),
        once(nameOfKey(key), () => seekArriving(key)),
      );
    }
    // Whoever asks again is told what went wrong.
    for (const answer of asked) answer.catch(() => {});
  }
  return remembering;
}

/** Every noun and method that is not known here throws. */
function withNothingElse(known: Record<string, object>): object {
  const refuse = () => {
    throw new NeedsLocks('is not done in one statement');
  };
  const methods = (noun: object) => new Proxy(noun, { get: (target, name) => Reflect.get(target, name) ?? refuse });
  const nouns = new Map<PropertyKey, unknown>(
    Object.entries(known).map(([name, noun]) => [name, typeof noun === 'function' ? noun : methods(noun)]),
  );
  return new Proxy(known, { get: (_target, name) => nouns.get(name) ?? new Proxy(refuse, { get: () => refuse }) });
}
