/**
 * A transaction in one statement, for work that mostly finds the facts as it read them (optimistic concurrency control). What
 * `work` reads is read by batched look-ups, in no transaction; what it locks is remembered with the mark of its version; what
 * it writes is collected, and sent as one statement that does all of it or, if any mark has changed by then, nothing.
 *
 * What cannot be done so throws `NeedsLocks`, and the caller runs the work in a transaction instead. So this file knows few
 * methods, and a new one in `work` is slower and never wrong.
 *
 * INVARIANT: the marks are compared under the lock of their rows, on the newest version (PostgreSQL 15, §13.2.1: a statement
 * that waited for a row looks at its condition again), and no write of the statement happens unless all of them stand.
 */
import type { Identity, IdentityKey } from '../../domain/identity.ts';
import type { Rows } from '../store.ts';
import type { AttemptReads } from './attempt-reads.ts';
import { Parts, prepared, type Queryable } from './query.ts';
import { events, identities, separations } from './tables.ts';

/** The work is not for this file: it is to be run in a transaction. */
export class NeedsLocks extends Error {}

interface Mark {
  tenantId: string;
  id: string;
  mark: string;
}

interface Write {
  part: (condition: string) => string;
  values: unknown[];
}

export interface Attempt {
  rows: Rows;
  /** Sends what was collected. False when a fact has changed: then nothing was written. */
  commit(): Promise<boolean>;
}

export function createAttempt(db: Queryable, reads: AttemptReads): Attempt {
  const userMarks = new Map<string, Mark>();
  const identityMarks = new Map<string, Mark>();
  const changed: Mark[] = [];
  const writes: Write[] = [];
  const afterwards: (() => unknown)[] = [];
  const owners = new Map<string, string | null>();
  const ofUser = new Map<string, Identity[]>();
  const inForce = new Map<string, ReturnType<AttemptReads['policiesInForce']>>();

  /** INVARIANT: nothing is read behind a write, which would not be seen. */
  const beforeWrites = async <T>(read: () => Promise<T>): Promise<T> => {
    if (writes.length > 0) throw new NeedsLocks('reads what it wrote');
    return read();
  };
  const write = (part: Write['part'], ...values: unknown[]): void => void writes.push({ part, values });
  const remember = (marks: Map<string, Mark>, mark: Mark): void => {
    const known = marks.get(mark.id);
    if (known && known.mark !== mark.mark) throw new NeedsLocks('a row changed between two looks at it');
    marks.set(mark.id, mark);
  };
  const rememberIdentity = (tenantId: string, { row, mark }: { row: Identity; mark: string }): Identity => {
    remember(identityMarks, { tenantId, id: row.id, mark });
    owners.set(row.id, row.userId);
    return row;
  };

  /** Whoever gains or loses an identity has to be one whose row is written with it. */
  const requireMark = (userId: string | null): void => {
    if (userId !== null && !userMarks.has(userId)) throw new NeedsLocks('changes a user that it did not look at');
  };

  const known = {
    afterCommit: (work: () => unknown) => void afterwards.push(work),
    // The names that are asked for here are those of identities, whose unique key refuses a second one.
    lockKeys: async () => {},

    users: {
      lock: (tenantId: string, ids: string[]) =>
        beforeWrites(async () => {
          const found = await Promise.all([...new Set(ids)].sort().map((id) => reads.user({ tenantId, id })));
          return found
            .filter((user) => user !== null)
            .map(({ row, mark }) => {
              remember(userMarks, { tenantId, id: row.id, mark });
              return row;
            });
        }),
    },

    identities: {
      lockOfUser: async (tenantId: string, userId: string) => {
        const seen = ofUser.get(userId);
        if (seen && writes.length === 0) return seen;
        return beforeWrites(async () => {
          const found = await reads.identitiesOfUser({ tenantId, id: userId });
          if (!found) return [];
          remember(userMarks, { tenantId, id: userId, mark: found.mark });
          const theirs = found.identities.map((each) => rememberIdentity(tenantId, each));
          ofUser.set(userId, theirs);
          return theirs;
        });
      },
      byKeys: (tenantId: string, keys: IdentityKey[]) =>
        beforeWrites(async () => {
          const found = await Promise.all(keys.map((key) => reads.identityByKey({ ...key, tenantId })));
          return found.filter((each) => each !== null).map((each) => rememberIdentity(tenantId, each));
        }),
      insert: async (items: Identity[]) => {
        for (const { userId } of items) requireMark(userId);
        write(identities.parts.insert, identities.rows(items));
      },
      update: async (items: Identity[]) => {
        for (const { id, userId } of items) {
          const mark = identityMarks.get(id);
          if (!mark) throw new NeedsLocks('changes what it did not look at');
          requireMark(userId);
          requireMark(owners.get(id)!);
          changed.push(mark);
        }
        write(identities.parts.update, identities.rows(items));
      },
    },

    identityProviders: {
      byId: (tenantId: string, id: string) => beforeWrites(() => reads.provider({ tenantId, id })),
      byIds: (tenantId: string, ids: string[]) =>
        beforeWrites(async () => {
          const found = await Promise.all(ids.map((id) => reads.provider({ tenantId, id })));
          return found.filter((provider) => provider !== null);
        }),
    },

    policies: {
      enabled: async (tenantId: string) => {
        const asked = inForce.get(tenantId) ?? beforeWrites(() => reads.policiesInForce(tenantId));
        inForce.set(tenantId, asked);
        if ((await asked).length > 0) throw new NeedsLocks('policies have to be asked');
        return [];
      },
    },

    identityTokens: {
      take: async (tenantId: string, identityIds: string[]) => {
        const kept = await beforeWrites(() => Promise.all(identityIds.map((id) => reads.hasTokens({ tenantId, id }))));
        if (kept.includes(true)) throw new NeedsLocks('tokens have to be taken');
        return [];
      },
    },

    sessions: {
      endOfIdentities: async (tenantId: string, identityIds: string[], ending: 'closed' | 'revoked', at: string) =>
        write(
          (condition) =>
            'update sessions set ended_at = coalesce(ended_at, $?::timestamptz), ending = $? where tenant_id = $? ' +
            'and identity_id = any ($?::uuid[]) and ' +
            `(ended_at is null or ($?::text = 'revoked' and ending <> 'revoked')) and ${condition}`,
          at,
          ending,
          tenantId,
          identityIds,
          ending,
        ),
    },

    separations: {
      insert: async (items: Parameters<Rows['separations']['insert']>[0]) =>
        write(separations.parts.insertNew, separations.rows(items)),
      delete: async (tenantId: string, { identityProviderId, subjectType, subject }: IdentityKey, userId: string) =>
        write(
          (condition) =>
            'delete from separations where tenant_id = $? and identity_provider_id = $? and subject_type = $? ' +
            `and subject = $? and user_id = $? and ${condition}`,
          tenantId,
          identityProviderId,
          subjectType,
          subject,
          userId,
        ),
    },

    events: {
      append: async (items: Parameters<Rows['events']['append']>[0]) => write(events.parts.insert, events.rows(items)),
    },
  };

  return {
    rows: withNothingElse(known) as unknown as Rows,
    async commit() {
      if (writes.length > 0) {
        const { text, values } = inOneStatement([...userMarks.values()], changed, writes);
        if ((await db.query(prepared(text, values))).rows[0]?.stand !== true) return false;
      }
      await Promise.all(afterwards.map((each) => each()));
      return true;
    },
  };
}

/** Users before identities, as locks are taken everywhere. The users' rows are written, so that their marks change. */
function inOneStatement(
  userMarks: Mark[],
  identityMarks: Mark[],
  writes: Write[],
): { text: string; values: unknown[] } {
  const parts = new Parts();
  const marks = (of: Mark[]) =>
    parts.add(
      'unnest($?::uuid[], $?::uuid[], $?::xid[]) as f (tenant_id, id, mark)',
      of.map(({ tenantId }) => tenantId),
      of.map(({ id }) => id),
      of.map(({ mark }) => mark),
    );
  const allUsers = parts.add('(select count(*) from held_users) = $?::integer', userMarks.length);
  const steps = [
    `held_users as (update users u set updated_at = u.updated_at from ${marks(userMarks)} ` +
      'where u.tenant_id = f.tenant_id and u.id = f.id and u.xmin = f.mark returning 1)',
  ];
  let stand = allUsers;
  if (identityMarks.length > 0) {
    steps.push(
      `held_identities as (select 1 from identities i join ${marks(identityMarks)} ` +
        `on i.tenant_id = f.tenant_id and i.id = f.id and i.xmin = f.mark where ${allUsers} for update of i)`,
    );
    stand += parts.add(' and (select count(*) from held_identities) = $?::integer', identityMarks.length);
  }
  steps.push(`facts as (select ${stand} as stand)`);
  for (const [index, { part, values }] of writes.entries())
    steps.push(`write_${index + 1} as (${parts.add(part('(select stand from facts)'), ...values)})`);
  return { text: `with ${steps.join(', ')} select stand from facts`, values: parts.values };
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
