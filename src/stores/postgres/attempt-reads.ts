/**
 * What optimistic work looks at, all of one turn in one statement: users, identities and settings, for whoever asks. Rows
 * that it may lock come with the mark of the version that was read: the transaction that wrote it (`xmin`). Whoever finds the
 * same mark under lock knows that the row is as it was.
 *
 * INVARIANT: what changes which identities a user has, or their order, writes the user's row too (`identity-rows.ts`), so
 * the user's mark stands for them all.
 */
import type { Identity, IdentityKey } from '../../domain/identity.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { Policy } from '../../domain/policy.ts';
import type { IdentityTokens } from '../../domain/provider-tokens.ts';
import type { Tenant } from '../../domain/tenant.ts';
import type { User } from '../../domain/user.ts';
import { type BatchLimits, createBatch, type RunBatch, shareEqual } from './batch.ts';
import type { TenantKey } from './batched-reads.ts';
import { prepared, type Queryable, type Row } from './query.ts';
import { identities, identityProviders, identityTokens, policies, tenants, users } from './tables.ts';

export interface Marked<T> {
  row: T;
  mark: string;
}

export interface AttemptReads {
  /** The user or its tombstone. */
  user(key: TenantKey): Promise<Marked<User> | null>;
  /** In order, with the mark of the user; null when there is no such user. */
  identitiesOfUser(key: TenantKey): Promise<{ mark: string; identities: Marked<Identity>[] } | null>;
  identityByKey(key: IdentityKey & { tenantId: string }): Promise<Marked<Identity> | null>;
  provider(key: TenantKey): Promise<IdentityProvider | null>;
  policiesInForce(tenantId: string): Promise<Policy[]>;
  /** What is kept of providers' for the identity. */
  tokens(key: TenantKey): Promise<Marked<IdentityTokens>[]>;
  tenant(id: string): Promise<Tenant | null>;
  /** The identity with its user and tokens, all of one moment. */
  arriving(key: IdentityKey & { tenantId: string }): Promise<Arriving | null>;
}

export interface Arriving {
  identity: Marked<Identity>;
  owner: Marked<User> | null;
  tokens: Marked<IdentityTokens>[];
}

/** What is asked of one kind: as values of a row, and as what is made of the answer, which is one document or none. */
interface Question {
  kind: Kind;
  values: string[];
}

const byId = (number: () => string) =>
  `unnest(${number()}::uuid[], ${number()}::uuid[]) with ordinality as k (tenant_id, id, place)`;
const tokensOf = (tenantId: string, identityId: string) =>
  "(select json_agg(json_build_object('mark', t.xmin::text, 'row', row_to_json(t))) from identity_tokens t " +
  `where t.tenant_id = ${tenantId} and t.identity_id = ${identityId})`;
const byIdentityKey = (number: () => string) =>
  `unnest(${number()}::uuid[], ${number()}::uuid[], ${number()}::text[], ${number()}::text[]) ` +
  'with ordinality as k (tenant_id, provider_id, subject_type, subject, place) join identities i ' +
  'on i.tenant_id = k.tenant_id and i.identity_provider_id = k.provider_id ' +
  'and i.subject_type = k.subject_type and i.subject = k.subject';
const ofTable = (name: string) => (number: () => string) =>
  `select k.place, t.xmin, row_to_json(t) from ${byId(number)} join ${name} t on t.tenant_id = k.tenant_id and t.id = k.id`;

/** Each answers `place` (of the question among those of its kind, from 1), `mark` and `found`. */
const kinds = {
  users: ofTable('users'),
  identitiesOfUsers: (number: () => string) =>
    "select k.place, u.xmin, (select json_agg(json_build_object('mark', i.xmin::text, 'row', row_to_json(i)) " +
    'order by i.position, i.id) from identities i where i.tenant_id = u.tenant_id and i.user_id = u.id) ' +
    `from ${byId(number)} join users u on u.tenant_id = k.tenant_id and u.id = k.id`,
  identitiesByKey: (number: () => string) => `select k.place, i.xmin, row_to_json(i) from ${byIdentityKey(number)}`,
  arriving: (number: () => string) =>
    "select k.place, i.xmin, json_build_object('identity', row_to_json(i), 'user', row_to_json(u), 'user_mark', u.xmin::text, " +
    `'tokens', ${tokensOf('i.tenant_id', 'i.id')}) ` +
    `from ${byIdentityKey(number)} left join users u on u.tenant_id = i.tenant_id and u.id = i.user_id`,
  providers: ofTable('identity_providers'),
  policies: (number: () => string) =>
    'select k.place, null::xid, (select json_agg(row_to_json(p) order by p.priority desc, p.id) from policies p ' +
    `where p.tenant_id = k.tenant_id and p.enabled) from unnest(${number()}::uuid[]) with ordinality as k (tenant_id, place)`,
  tokens: (number: () => string) =>
    `select k.place, null::xid, ${tokensOf('k.tenant_id', 'k.id')} from ${byId(number)}`,
  tenants: (number: () => string) =>
    `select k.place, null::xid, row_to_json(t) from unnest(${number()}::uuid[]) with ordinality as k (tenant_id, place) ` +
    'join tenants t on t.id = k.tenant_id',
};
type Kind = keyof typeof kinds;
const kindNames = Object.keys(kinds) as Kind[];

/** A link asks half a dozen. */
const questionsMax = 1000;

/** One text for each set of kinds that are asked about. */
const texts = new Map<string, string>();

function writeText(present: Kind[]): string {
  let numbers = 0;
  const next = (): string => {
    numbers += 1;
    return `$${numbers}`;
  };
  return present
    .map(
      (kind) =>
        `select ${kindNames.indexOf(kind)} as kind, a.place::integer, a.mark, a.found from (${kinds[kind](next)}) as a (place, mark, found)`,
    )
    .join(' union all ');
}

function ask(db: Queryable): RunBatch<Question, Row | null> {
  return async (questions) => {
    const present = kindNames.filter((kind) => questions.some((question) => question.kind === kind));
    const shape = present.join();
    let text = texts.get(shape);
    if (text === undefined) {
      text = writeText(present);
      texts.set(shape, text);
    }
    const asked = new Map(present.map((kind) => [kind, questions.filter((question) => question.kind === kind)]));
    const values = [...asked.values()].flatMap((ofKind) =>
      ofKind[0]!.values.map((_value, column) => ofKind.map((question) => question.values[column])),
    );
    const answers = new Map<Question, Row>();
    for (const row of (await db.query(prepared(text, values))).rows)
      answers.set(asked.get(kindNames[row.kind as number]!)![(row.place as number) - 1]!, row);
    return questions.map((question) => answers.get(question) ?? null);
  };
}

function toTokens(found: unknown): Marked<IdentityTokens>[] {
  return ((found ?? []) as { mark: string; row: Row }[]).map(({ mark, row }) => ({
    mark,
    row: identityTokens.fromJson(row),
  }));
}

export function createAttemptReads(db: Queryable, limits: BatchLimits): AttemptReads {
  const seek = createBatch(
    shareEqual(ask(db), ({ kind, values }) => JSON.stringify([kind, ...values])),
    { ...limits, sizeMax: questionsMax },
  );
  const find = (kind: Kind, ...values: string[]): Promise<Row | null> => seek({ kind, values });

  return {
    async user({ tenantId, id }) {
      const answer = await find('users', tenantId, id);
      return answer && { row: users.fromJson(answer.found as Row), mark: String(answer.mark) };
    },
    async identitiesOfUser({ tenantId, id }) {
      const answer = await find('identitiesOfUsers', tenantId, id);
      const found = (answer?.found ?? []) as { mark: string; row: Row }[];
      return (
        answer && {
          mark: String(answer.mark),
          identities: found.map(({ mark, row }) => ({ mark, row: identities.fromJson(row) })),
        }
      );
    },
    async identityByKey({ tenantId, identityProviderId, subjectType, subject }) {
      const answer = await find('identitiesByKey', tenantId, identityProviderId, subjectType, subject);
      return answer && { row: identities.fromJson(answer.found as Row), mark: String(answer.mark) };
    },
    async provider({ tenantId, id }) {
      const answer = await find('providers', tenantId, id);
      return answer && identityProviders.fromJson(answer.found as Row);
    },
    async policiesInForce(tenantId) {
      const answer = await find('policies', tenantId);
      return ((answer?.found ?? []) as Row[]).map(policies.fromJson);
    },
    async tokens({ tenantId, id }) {
      return toTokens((await find('tokens', tenantId, id))?.found);
    },
    async arriving({ tenantId, identityProviderId, subjectType, subject }) {
      const answer = await find('arriving', tenantId, identityProviderId, subjectType, subject);
      if (!answer) return null;
      const { identity, user, user_mark, tokens } = answer.found as Record<'identity' | 'user', Row> & Row;
      return {
        identity: { row: identities.fromJson(identity), mark: String(answer.mark) },
        owner: user && { row: users.fromJson(user), mark: String(user_mark) },
        tokens: toTokens(tokens),
      };
    },
    async tenant(id) {
      const answer = await find('tenants', id);
      return answer && tenants.fromJson(answer.found as Row);
    },
  };
}
