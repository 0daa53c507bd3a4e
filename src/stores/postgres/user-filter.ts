/** A `UserFilter` as SQL over `users`. Values travel as parameters; field names come from the table below alone. */
import { DomainError } from '../../domain/errors.ts';
import { emailKey, phoneKey, usernameKey } from '../../domain/normalise.ts';
import type { UserField, UserFilter } from '../../domain/user-filter.ts';
import type { Where } from './query.ts';

type FieldType = 'text' | 'boolean' | 'number' | 'time' | 'uuid';
type PlainField = Exclude<UserField, `${string}.${string}`>;
type IdentityField = Extract<UserField, `identity.${string}`>;
type Comparison = Extract<UserFilter, { field: UserField }>;

export const userColumns: Record<PlainField, { column: string; type: FieldType }> = {
  id: { column: 'users.id', type: 'uuid' },
  email: { column: 'users.email', type: 'text' },
  emailVerified: { column: 'users.email_verified', type: 'boolean' },
  phone: { column: 'users.phone', type: 'text' },
  phoneVerified: { column: 'users.phone_verified', type: 'boolean' },
  username: { column: 'users.username', type: 'text' },
  externalId: { column: 'users.external_id', type: 'text' },
  name: { column: 'users.name', type: 'text' },
  givenName: { column: 'users.given_name', type: 'text' },
  familyName: { column: 'users.family_name', type: 'text' },
  nickname: { column: 'users.nickname', type: 'text' },
  picture: { column: 'users.picture', type: 'text' },
  locale: { column: 'users.locale', type: 'text' },
  status: { column: 'users.status', type: 'text' },
  originKey: { column: 'users.origin_key', type: 'text' },
  lastLoginAt: { column: 'users.last_login_at', type: 'time' },
  loginsCount: { column: 'users.logins_count', type: 'number' },
  createdAt: { column: 'users.created_at', type: 'time' },
  updatedAt: { column: 'users.updated_at', type: 'time' },
};

const identityColumns: Record<IdentityField, { column: string; type: FieldType }> = {
  'identity.provider': { column: 'p.name', type: 'text' },
  'identity.strategy': { column: 'p.strategy', type: 'text' },
  'identity.subject': { column: 'i.subject', type: 'text' },
  // `<provider name>|<subject>`: how a subject is spelled that is unique within its provider only.
  'identity.qualifiedSubject': { column: "(p.name || '|' || i.subject)", type: 'text' },
  'identity.email': { column: 'i.email', type: 'text' },
  'identity.emailVerified': { column: 'i.email_verified', type: 'boolean' },
  'identity.displayName': { column: 'i.display_name', type: 'text' },
  'identity.username': { column: 'i.username', type: 'text' },
  'identity.identityProviderId': { column: 'i.identity_provider_id', type: 'uuid' },
};

const documents = { userMetadata: 'users.user_metadata', appMetadata: 'users.app_metadata', profile: 'users.profile' };

/** Adds the filter to `where`. */
export function addUserFilter(where: Where, filter: UserFilter): void {
  const values: unknown[] = [];
  where.and(toCondition(filter, values), ...values);
}

/** SQL text with `$?` for each value, which is pushed in the order of reading. */
function toCondition(filter: UserFilter, values: unknown[]): string {
  if ('all' in filter) return join(filter.all, 'and', 'true', values);
  if ('any' in filter) return join(filter.any, 'or', 'false', values);
  if ('not' in filter) return `not coalesce(${toCondition(filter.not, values)}, false)`;

  const { field } = filter;
  if (Object.hasOwn(userColumns, field)) {
    const comparison = compare(userColumns[field as PlainField], filter, values);
    const key = toKeyCondition(field as PlainField, filter, values);
    return key === null ? comparison : `(${comparison} and ${key})`;
  }
  if (Object.hasOwn(identityColumns, field)) {
    return (
      'exists (select 1 from identities i join identity_providers p on p.tenant_id = i.tenant_id and p.id = i.identity_provider_id ' +
      `where i.tenant_id = users.tenant_id and i.user_id = users.id and ${compare(identityColumns[field as IdentityField], filter, values)})`
    );
  }
  return compareDocument(filter, values);
}

const keysOf: Partial<Record<PlainField, { column: string; toKey: (text: string) => string | null }>> = {
  email: { column: 'users.email_key', toKey: emailKey },
  username: { column: 'users.username_key', toKey: usernameKey },
  phone: { column: 'users.phone_key', toKey: phoneKey },
};

/**
 * What follows for the key of a name that is the same as another, or the same but for case: it has an index, and the
 * comparison itself none. Null where nothing follows. Only plain letters are certain to have one lower case everywhere.
 */
function toKeyCondition(field: PlainField, filter: Comparison, values: unknown[]): string | null {
  const named = keysOf[field];
  if (!named || (filter.op !== 'is' && filter.op !== 'equals' && filter.op !== 'in')) return null;
  const texts = filter.op === 'in' ? filter.value.map(String) : [String(filter.value)];
  const keys = texts.map((text) => (/^[ -~]+$/.test(text) ? named.toKey(text) : null));
  if (keys.includes(null)) return null;
  values.push(keys);
  return `${named.column} = any ($?::text[])`;
}

function join(filters: UserFilter[], word: 'and' | 'or', empty: string, values: unknown[]): string {
  if (filters.length === 0) return empty;
  return `(${filters.map((filter) => toCondition(filter, values)).join(` ${word} `)})`;
}

const comparators = { greater: '>', atLeast: '>=', less: '<', atMost: '<=' } as const;

function compare({ column, type }: { column: string; type: FieldType }, filter: Comparison, values: unknown[]): string {
  if (filter.op === 'exists') return `${column} is not null`;
  if (filter.op === 'in') {
    values.push(filter.value.map(String));
    return `${column}::text = any ($?::text[])`;
  }
  const { op, value } = filter;
  switch (op) {
    case 'is':
      values.push(cast(value, type));
      return `${column} = $?::${sqlType[type]}`;
    case 'equals':
      values.push(cast(value, type));
      return type === 'text' ? `lower(${column}) = lower($?::text)` : `${column} = $?::${sqlType[type]}`;
    case 'startsWith':
    case 'endsWith':
    case 'contains':
      values.push(likePattern(op, String(value)));
      return `${column}::text ilike $?::text`;
    default:
      values.push(cast(value, type));
      return `${column} ${comparators[op]} $?::${sqlType[type]}`;
  }
}

const sqlType: Record<FieldType, string> = {
  text: 'text',
  boolean: 'boolean',
  number: 'numeric',
  time: 'timestamptz',
  uuid: 'uuid',
};

function cast(value: string | number | boolean, type: FieldType): unknown {
  const bad = (): never => {
    throw new DomainError(
      'invalid_input',
      `\`${String(value).slice(0, 80)}\` does not fit the field that it is compared with`,
    );
  };
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : bad();
  if (type === 'boolean')
    return value === true || value === 'true' ? true : value === false || value === 'false' ? false : bad();
  if (type === 'time') return Number.isNaN(Date.parse(String(value))) ? bad() : new Date(String(value)).toISOString();
  // An id that is no UUID is an id of nobody.
  if (type === 'uuid') return /^[0-9a-f-]{36}$/i.test(String(value)) ? value : '00000000-0000-0000-0000-000000000000';
  return String(value);
}

function likePattern(op: 'startsWith' | 'endsWith' | 'contains', text: string): string {
  const literal = text.replace(/[\\%_]/g, '\\$&');
  return `${op === 'startsWith' ? '' : '%'}${literal}${op === 'endsWith' ? '' : '%'}`;
}

/** A path into metadata. jsonpath in lax mode steps into arrays by itself: `roles` finds a member of the list. */
function compareDocument(filter: Comparison, values: unknown[]): string {
  const [document, ...steps] = filter.field.split('.');
  const column = Object.hasOwn(documents, document!) ? documents[document as keyof typeof documents] : undefined;
  if (column === undefined || steps.length === 0 || steps.some((step) => step === '')) {
    throw new DomainError('invalid_input', `\`${filter.field.slice(0, 80)}\` is not a field that can be searched`);
  }
  const path = `$${steps.map((step) => `.${JSON.stringify(step)}`).join('')}`;
  if (filter.op === 'exists') {
    values.push(path);
    return `jsonb_path_exists(${column}, $?::jsonpath)`;
  }
  const { op, value } = filter;
  if (op === 'is' && document === 'userMetadata') {
    // As an operator, and with the value in the path: so it has an index, of users that have any such data.
    values.push(`${path} ? (@ == ${JSON.stringify(value)})`);
    return `(${column} <> '{}' and ${column} @? $?::jsonpath)`;
  }
  const test = {
    is: '@ == $value',
    equals:
      typeof value === 'string' ? `@ like_regex ${JSON.stringify(`^${escapeRegex(value)}$`)} flag "i"` : '@ == $value',
    in: '@ == $value[*]',
    startsWith: '@ starts with $value',
    endsWith: `@ like_regex ${JSON.stringify(`${escapeRegex(String(value))}$`)}`,
    contains: `@ like_regex ${JSON.stringify(escapeRegex(String(value)))} flag "i"`,
    greater: '@ > $value',
    atLeast: '@ >= $value',
    less: '@ < $value',
    atMost: '@ <= $value',
  }[op];
  values.push(`${path} ? (${test})`, JSON.stringify({ value }));
  return `jsonb_path_exists(${column}, $?::jsonpath, $?::jsonb, true)`;
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
