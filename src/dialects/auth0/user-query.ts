/** `q` and `sort` of a user search: this API's fields to ours. */
import { fromHex } from '../../domain/ids.ts';
import type { UserField, UserFilter, UserSort } from '../../domain/user-filter.ts';
import { socialStrategies } from '../../operations/origin-key.ts';
import { refuse } from './errors.ts';
import { type Bound, LuceneError, type LuceneQuery, type Match, parseLucene } from './lucene.ts';
import { fromOwnUserId } from './user-id.ts';

/** `folded` text is compared without case, as the vendor does for these alone. */
type FieldType = 'folded' | 'text' | 'boolean' | 'number' | 'time' | 'document';

const fields: Record<string, { field: UserField; type: FieldType }> = {
  email: { field: 'email', type: 'folded' },
  name: { field: 'name', type: 'folded' },
  given_name: { field: 'givenName', type: 'folded' },
  family_name: { field: 'familyName', type: 'folded' },
  nickname: { field: 'nickname', type: 'folded' },
  email_verified: { field: 'emailVerified', type: 'boolean' },
  phone_number: { field: 'phone', type: 'text' },
  phone_verified: { field: 'phoneVerified', type: 'boolean' },
  username: { field: 'username', type: 'text' },
  picture: { field: 'picture', type: 'text' },
  locale: { field: 'locale', type: 'text' },
  created_at: { field: 'createdAt', type: 'time' },
  updated_at: { field: 'updatedAt', type: 'time' },
  last_login: { field: 'lastLoginAt', type: 'time' },
  logins_count: { field: 'loginsCount', type: 'number' },
  'identities.connection': { field: 'identity.provider', type: 'text' },
  'identities.provider': { field: 'identity.strategy', type: 'text' },
  'identities.profileData.email': { field: 'identity.email', type: 'folded' },
  'identities.profileData.email_verified': { field: 'identity.emailVerified', type: 'boolean' },
  'identities.profileData.username': { field: 'identity.username', type: 'text' },
  'identities.profileData.name': { field: 'identity.displayName', type: 'folded' },
};

/** Where a term without a field looks. */
const freeFields = ['email', 'name', 'given_name', 'family_name', 'nickname', 'username', 'phone_number', 'user_id'];

const everybody: UserFilter = { all: [] };
const nobody: UserFilter = { any: [] };

/** The filter of a query, or null for all users. A query that cannot be read is refused with what is wrong. */
export function parseUserQuery(q: string | undefined): UserFilter | null {
  if (q === undefined) return null;
  try {
    const query = parseLucene(q);
    return query && toFilter(query);
  } catch (error) {
    if (error instanceof LuceneError) throw refuse(400, 'invalid_query_string', `\`q\`: ${error.message}`);
    throw error;
  }
}

/** `field:1` or `field:-1`. */
export function parseUserSort(sort: string | undefined): UserSort[] {
  if (sort === undefined || sort === '') return [];
  const [, name, direction] = /^([\w.]+):(-?1)$/.exec(sort) ?? [];
  const field = name === 'user_id' ? 'originKey' : fields[name ?? '']?.field;
  if (field === undefined || field.includes('.')) {
    throw refuse(
      400,
      'invalid_query_string',
      '`sort` must be `field:1` or `field:-1`, of a field at the root of a user',
    );
  }
  return [{ field: field as UserSort['field'], descending: direction === '-1' }];
}

function toFilter(query: LuceneQuery): UserFilter {
  switch (query.kind) {
    case 'and':
      return { all: query.queries.map(toFilter) };
    case 'or':
      return { any: query.queries.map(toFilter) };
    case 'not':
      return { not: toFilter(query.query) };
    case 'exists':
      return toTermFilter(query.field, '', 'any');
    case 'range':
      return toRangeFilter(query);
    case 'term':
      if (query.field === '*') return everybody;
      if (query.field !== null) return toTermFilter(query.field, query.value, query.match);
      if (query.match === 'any') return everybody;
      return { any: freeFields.map((field) => toTermFilter(field, query.value, query.match)) };
  }
}

function toTermFilter(name: string, value: string, match: Match): UserFilter {
  switch (name) {
    case 'user_id':
      return toUserIdFilter(value, match);
    case 'blocked':
      return match === 'any' ? everybody : { field: 'status', op: 'is', value: isTrue(value) ? 'suspended' : 'active' };
    case 'email.domain':
      return match === 'any'
        ? { field: 'email', op: 'exists' }
        : { field: 'email', op: 'endsWith', value: `@${value}` };
    case 'identities.user_id':
      return toSubjectFilter(value, match);
    case 'identities.isSocial':
      return toSocialFilter(isTrue(value));
  }
  const known = fieldOf(name);
  // As in the vendor's index: a field that nobody has matches nobody.
  if (!known) return nobody;
  return compare(known.field, known.type, value, match);
}

function compare(field: UserField, type: FieldType, value: string, match: Match): UserFilter {
  if (match === 'any') return { field, op: 'exists' };
  if (match !== 'whole') {
    return { field, op: ({ prefix: 'startsWith', suffix: 'endsWith', infix: 'contains' } as const)[match], value };
  }
  switch (type) {
    case 'folded':
      return { field, op: 'equals', value };
    case 'time':
      return within(field, toPeriod(value));
    case 'number':
      return { field, op: 'is', value: toNumber(value) };
    case 'boolean':
      return { field, op: 'is', value: isTrue(value) };
    case 'document':
      return { any: readings(value).map((reading) => ({ field, op: 'is', value: reading })) };
    case 'text':
      return { field, op: 'is', value };
  }
}

function fieldOf(name: string): { field: UserField; type: FieldType } | undefined {
  if (Object.hasOwn(fields, name)) return fields[name];
  const [root, ...steps] = name.split('.');
  if (steps.length === 0 || steps.includes('')) return undefined;
  const document = root === 'user_metadata' ? 'userMetadata' : root === 'app_metadata' ? 'appMetadata' : undefined;
  return document && { field: `${document}.${steps.join('.')}`, type: 'document' };
}

/** A JSON value may be of any type: what is written `30` is a number and a text. */
function readings(value: string): (string | number | boolean)[] {
  if (value === 'true' || value === 'false') return [value, value === 'true'];
  return /^-?\d+(?:\.\d+)?$/.test(value) ? [value, Number(value)] : [value];
}

function toRangeFilter({ field: name, from, to }: Extract<LuceneQuery, { kind: 'range' }>): UserFilter {
  const known = name === null ? undefined : fieldOf(name);
  if (!known) {
    if (name === null) throw new LuceneError('a range needs a field before it');
    return nobody;
  }
  const { field, type } = known;
  const bounds: UserFilter[] = [];
  if (from) bounds.push(...lowerBound(field, type, from));
  if (to) bounds.push(...upperBound(field, type, to));
  return bounds.length === 0 ? { field, op: 'exists' } : { all: bounds };
}

function lowerBound(field: UserField, type: FieldType, { value, inclusive }: Bound): UserFilter[] {
  // A day stands for all of its instants: from its first one, or after its last.
  if (type === 'time') {
    const { from, to } = toPeriod(value);
    return [
      inclusive ? { field, op: 'atLeast', value: from } : { field, op: to === from ? 'greater' : 'atLeast', value: to },
    ];
  }
  return [{ field, op: inclusive ? 'atLeast' : 'greater', value: toOrdered(type, value) }];
}

function upperBound(field: UserField, type: FieldType, { value, inclusive }: Bound): UserFilter[] {
  if (type === 'time') {
    const { from, to } = toPeriod(value);
    if (!inclusive) return [{ field, op: 'less', value: from }];
    return [to === from ? { field, op: 'atMost', value: to } : { field, op: 'less', value: to }];
  }
  return [{ field, op: inclusive ? 'atMost' : 'less', value: toOrdered(type, value) }];
}

function toOrdered(type: FieldType, value: string): string | number {
  if (type === 'number') return toNumber(value);
  return type === 'document' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
}

/** The instants that a date means: a year, a month, a day, or one instant (then `from` and `to` are the same). */
function toPeriod(text: string): { from: string; to: string } {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? [];
  if (year === undefined) return { from: toInstant(Date.parse(text), text), to: toInstant(Date.parse(text), text) };
  const start = (y: number, m: number, d: number): number => Date.UTC(y, m - 1, d);
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)];
  const next = day !== undefined ? start(y, m, d + 1) : month !== undefined ? start(y, m + 1, 1) : start(y + 1, 1, 1);
  return { from: toInstant(start(y, m, d), text), to: toInstant(next, text) };
}

function toInstant(milliseconds: number, text: string): string {
  if (Number.isNaN(milliseconds)) throw new LuceneError(`\`${text.slice(0, 80)}\` is not a date`);
  return new Date(milliseconds).toISOString();
}

function within(field: UserField, { from, to }: { from: string; to: string }): UserFilter {
  if (from === to) return { field, op: 'is', value: from };
  return {
    all: [
      { field, op: 'atLeast', value: from },
      { field, op: 'less', value: to },
    ],
  };
}

function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new LuceneError(`\`${text.slice(0, 80)}\` is not a number`);
  return value;
}

function isTrue(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new LuceneError(`\`${text.slice(0, 80)}\` is neither true nor false`);
  return text === 'true';
}

/** A user's name is its origin's, or `auth0|` and its own id where it has none. */
function toUserIdFilter(value: string, match: Match): UserFilter {
  if (match === 'any') return everybody;
  const born = compare('originKey', 'text', value, match);
  const unnamed: UserFilter = { not: { field: 'originKey', op: 'exists' } };
  const own = match === 'whole' ? fromOwnUserId(value) : null;
  if (own !== null) return { any: [born, { all: [unnamed, { field: 'id', op: 'is', value: own }] }] };
  if (match !== 'prefix') return born;
  const digits = /^auth0\|([0-9a-f]{1,31})$/.exec(value)?.[1];
  if (digits !== undefined) {
    const dashed = fromHex(digits.padEnd(32, '.')).split('.')[0]!.replace(/-$/, '');
    return { any: [born, { all: [unnamed, { field: 'id', op: 'startsWith', value: dashed }] }] };
  }
  return 'auth0|'.startsWith(value) ? { any: [born, unnamed] } : born;
}

/** An enterprise identity's id has its connection's name before the subject. */
function toSubjectFilter(value: string, match: Match): UserFilter {
  const bare = compare('identity.subject', 'text', value, match);
  if (match === 'any' || !value.includes('|')) return bare;
  return { any: [bare, compare('identity.qualifiedSubject', 'text', value, match)] };
}

function toSocialFilter(social: boolean): UserFilter {
  const some: UserFilter = { field: 'identity.strategy', op: 'in', value: [...socialStrategies] };
  return social ? some : { all: [{ field: 'identity.strategy', op: 'exists' }, { not: some }] };
}
