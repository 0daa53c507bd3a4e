/**
 * The writes of many attempts (`optimistic.ts`) in one statement, each of which stands or falls by itself: what it looked at is
 * locked, users by id before identities, as locks are taken everywhere; where every mark is as it was read, its writes are
 * made and its users' rows are written, so that their marks change; where one is not, nothing of it is written.
 *
 * INVARIANT: no two attempts of one statement look at the same user or identity, or add the same identity key: all would be
 * decided on what was before the other. Whoever comes second has not been committed, and decides again under locks.
 *
 * INVARIANT: the marks are compared under the lock of their rows, on the newest version (PostgreSQL 15, §13.2.1: a statement
 * that waited for a row looks at its condition again).
 */
import type { Event } from '../../domain/event.ts';
import type { Identity, IdentityKey } from '../../domain/identity.ts';
import type { Separation } from '../../domain/pending-link.ts';
import type { IdentityTokens } from '../../domain/provider-tokens.ts';
import type { Session } from '../../domain/session.ts';
import type { User } from '../../domain/user.ts';
import type { RunBatch } from './batch.ts';
import { prepared, type Queryable, type Statement } from './query.ts';
import { events, identities, identityTokens, separations, sessions, users } from './tables.ts';
import { ofLiveTenant } from './tenant-deletion.ts';

/** The version of a row that was looked at. */
export interface Mark {
  tenantId: string;
  id: string;
  mark: string;
}

export interface Commit {
  /** At least one. */
  users: Mark[];
  /** Those that are changed. */
  identities: Mark[];
  /** Likewise, each by its identity and connection. */
  tokens: (Mark & { connectionId: string })[];
  writes: Writes;
}

/** What is written, in the order in which it is said here. */
const writers = {
  updateUsers: { table: users, part: users.parts.update },
  insertIdentities: { table: identities, part: identities.parts.insert },
  updateIdentities: { table: identities, part: identities.parts.update },
  insertTokens: { table: identityTokens, part: identityTokens.parts.insert },
  updateTokens: { table: identityTokens, part: identityTokens.parts.update },
  insertSessions: { table: sessions, part: sessions.parts.insert },
  endSessions: {
    table: sessions,
    part: (condition: string) =>
      `update sessions t set ended_at = coalesce(t.ended_at, r.ended_at), ending = r.ending from ${sessions.source} r ` +
      'where t.tenant_id = r.tenant_id and t.identity_id = r.identity_id and ' +
      `(t.ended_at is null or (r.ending = 'revoked' and t.ending <> 'revoked')) and ${condition}`,
  },
  insertSeparations: { table: separations, part: separations.parts.insertNew },
  deleteSeparations: {
    table: separations,
    part: (condition: string) =>
      `delete from separations t using ${separations.source} r where t.tenant_id = r.tenant_id and ` +
      't.identity_provider_id = r.identity_provider_id and t.subject_type = r.subject_type and t.subject = r.subject ' +
      `and t.user_id = r.user_id and ${condition}`,
  },
  insertEvents: { table: events, part: events.parts.insert },
} as const;

type Kind = keyof typeof writers;

export interface Writes {
  updateUsers?: User[];
  insertIdentities?: Identity[];
  updateIdentities?: Identity[];
  insertTokens?: IdentityTokens[];
  updateTokens?: IdentityTokens[];
  insertSessions?: Session[];
  /** Those of an identity. */
  endSessions?: Pick<Session, 'tenantId' | 'identityId' | 'endedAt' | 'ending'>[];
  insertSeparations?: Separation[];
  deleteSeparations?: Omit<Separation, 'cause' | 'createdAt'>[];
  insertEvents?: Event[];
}

const kinds = Object.keys(writers) as Kind[];

/** Whether each was committed. */
export function commitTogether(db: Queryable): RunBatch<Commit, boolean> {
  return async (commits) => {
    const taken = new Set<string>();
    const apart = commits.map((commit) => {
      const names = namesOf(commit);
      if (names.some((name) => taken.has(name))) return null;
      for (const name of names) taken.add(name);
      return commit;
    });
    const sent = apart.filter((commit) => commit !== null);
    const standing = new Set((await db.query(toStatement(sent))).rows.map(({ place }) => sent[(place as number) - 1]));
    return apart.map((commit) => commit !== null && standing.has(commit));
  };
}

/** What no two attempts of one statement may have in common. */
function namesOf({ users, identities, writes }: Commit): string[] {
  return [
    ...users.map(({ id }) => `user ${id}`),
    ...identities.map(({ id }) => `identity ${id}`),
    ...(writes.insertIdentities ?? []).map((identity) => keyOf(identity)),
  ];
}

function keyOf({ tenantId, identityProviderId, subjectType, subject }: IdentityKey & { tenantId: string }): string {
  return `key ${tenantId}/${identityProviderId}/${subjectType}/${subject}`;
}

/** One text for each set of kinds that are written. */
const texts = new Map<string, string>();

function toStatement(commits: Commit[]): Statement {
  const present = kinds.filter((kind) => commits.some(({ writes }) => writes[kind]));
  const held = (['identities', 'tokens'] as const).filter((which) =>
    commits.some((commit) => commit[which].length > 0),
  );
  const shape = `${held.join(' ')}: ${present.join(' ')}`;
  let text = texts.get(shape);
  if (text === undefined) {
    text = writeText(held, present);
    texts.set(shape, text);
  }
  return prepared(text, [
    ...marksOf(commits, 'users'),
    commits.flatMap(({ users: marks, writes }) =>
      marks.map(({ id }) => !writes.updateUsers?.some((user) => user.id === id)),
    ),
    ...held.flatMap((which) => [
      ...marksOf(commits, which),
      ...(which === 'tokens' ? [commits.flatMap(({ tokens }) => tokens.map(({ connectionId }) => connectionId))] : []),
    ]),
    ...present.flatMap((kind) => rowsOf(commits, kind)),
  ]);
}

function marksOf(commits: Commit[], which: 'users' | 'identities' | 'tokens'): unknown[] {
  const marks = commits.flatMap((commit, index) => commit[which].map((mark: Mark) => ({ place: index + 1, ...mark })));
  return [
    marks.map(({ place }) => place),
    marks.map(({ tenantId }) => tenantId),
    marks.map(({ id }) => id),
    marks.map(({ mark }) => mark),
    commits.map((commit) => commit[which].length),
  ];
}

function rowsOf(commits: Commit[], kind: Kind): [rows: string, places: number[]] {
  const items = commits.flatMap(({ writes }, index) =>
    (writes[kind] ?? []).map((item) => ({ place: index + 1, item })),
  );
  // In one order, so that two statements that add the same keys never wait for each other in a circle.
  if (kind === 'insertIdentities')
    items.sort((a, b) => (keyOf(a.item as Identity) < keyOf(b.item as Identity) ? -1 : 1));
  const { rows } = writers[kind].table as { rows(items: unknown[]): string };
  return [rows(items.map(({ item }) => item)), items.map(({ place }) => place)];
}

/** The values are numbered in the order in which `toStatement` gives them. */
function writeText(held: ('identities' | 'tokens')[], present: Kind[]): string {
  let numbers = 0;
  const next = (): string => {
    numbers += 1;
    return `$${numbers}`;
  };
  const nextMarks = () => ({
    rows: `unnest(${next()}::integer[], ${next()}::uuid[], ${next()}::uuid[], ${next()}::xid[]`,
    counts: `${next()}::integer[]`,
  });

  const user = nextMarks();
  const usersToTouch = `${user.rows}, ${next()}::boolean[]) as f (place, tenant_id, id, mark, touch)`;
  const steps = [
    `held_users as (select f.place from ${user.rows}) as f (place, tenant_id, id, mark) join users u ` +
      'on u.tenant_id = f.tenant_id and u.id = f.id and u.xmin = f.mark ' +
      `where ${ofLiveTenant('u.tenant_id')} order by u.tenant_id, u.id for update of u)`,
    `standing_users as (select place from held_users group by place having count(*) = (${user.counts})[place])`,
  ];
  let standing = 'standing_users';
  for (const which of held) {
    const marks = nextMarks();
    const [rows, names, isRow] =
      which === 'identities'
        ? [`${marks.rows})`, '', 'join identities t on t.tenant_id = f.tenant_id and t.id = f.id']
        : [
            `${marks.rows}, ${next()}::uuid[])`,
            ', connection_id',
            'join identity_tokens t on t.tenant_id = f.tenant_id and t.identity_id = f.id and t.connection_id = f.connection_id',
          ];
    steps.push(
      `held_${which} as (select f.place from ${rows} as f (place, tenant_id, id, mark${names}) ${isRow} and t.xmin = f.mark ` +
        `where f.place in (select place from ${standing}) order by f.tenant_id, f.id for update of t)`,
      `standing_${which} as (select s.place from ${standing} s ` +
        `left join (select place, count(*) as held from held_${which} group by place) h on h.place = s.place ` +
        `where coalesce(h.held, 0) = (${marks.counts})[s.place])`,
    );
    standing = `standing_${which}`;
  }
  steps.push(
    `standing as materialized (select place from ${standing})`,
    `touched as (update users u set updated_at = u.updated_at from ${usersToTouch} ` +
      'where u.tenant_id = f.tenant_id and u.id = f.id and f.touch and f.place in (select place from standing))',
  );
  for (const kind of present) {
    const rows = next();
    const condition = `(${next()}::integer[])[r.ordinality] in (select place from standing)`;
    const name = kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    steps.push(`${name} as (${writers[kind].part(condition).replace('$?', rows)})`);
  }
  return `with ${steps.join(', ')} select place from standing`;
}
