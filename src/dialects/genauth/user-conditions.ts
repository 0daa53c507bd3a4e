/** The conditions of `advancedFilter` and keyword searches, as filters of the domain. */
import { DomainError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { UserField, UserFilter } from '../../domain/user-filter.ts';
import { fromWireId } from './ids.ts';
import { malformed } from './input.ts';
import { spellingsOf } from './phone.ts';
import { genderKey, genders, profileFields } from './user-fields.ts';

export interface Condition {
  field: string;
  operator: string;
  value?: unknown;
}

export const defaultSearchFields = ['phone', 'email', 'name', 'username', 'nickname', 'identityNumber'];

type Plain = string | number | boolean;
type Kind = 'text' | 'time' | 'id' | 'phone' | 'status' | 'gender';

const fields: Record<string, { field: UserField; kind: Kind }> = {
  id: { field: 'id', kind: 'id' },
  userId: { field: 'id', kind: 'id' },
  email: { field: 'email', kind: 'text' },
  emailVerified: { field: 'emailVerified', kind: 'text' },
  phone: { field: 'phone', kind: 'phone' },
  phoneVerified: { field: 'phoneVerified', kind: 'text' },
  username: { field: 'username', kind: 'text' },
  externalId: { field: 'externalId', kind: 'text' },
  name: { field: 'name', kind: 'text' },
  nickname: { field: 'nickname', kind: 'text' },
  photo: { field: 'picture', kind: 'text' },
  givenName: { field: 'givenName', kind: 'text' },
  familyName: { field: 'familyName', kind: 'text' },
  locale: { field: 'locale', kind: 'text' },
  status: { field: 'status', kind: 'status' },
  gender: { field: `profile.${genderKey}`, kind: 'gender' },
  loginsCount: { field: 'loginsCount', kind: 'text' },
  lastLogin: { field: 'lastLoginAt', kind: 'time' },
  createdAt: { field: 'createdAt', kind: 'time' },
  signedUp: { field: 'createdAt', kind: 'time' },
  updatedAt: { field: 'updatedAt', kind: 'time' },
  identity: { field: 'identity.subject', kind: 'text' },
  ...Object.fromEntries(
    Object.entries(profileFields).map(([name, key]) => [
      name,
      { field: `profile.${key}` as UserField, kind: 'text' as Kind },
    ]),
  ),
};

/** What only the vendor knows of a user: a search by it cannot be answered, least of all with everyone. */
const unknowable = new Set([
  'department',
  'loggedInApps',
  'lastLoginApp',
  'userSource',
  'lastIp',
  'passwordSecurityLevel',
]);

export function toCondition({ field: name, operator, value }: Condition): UserFilter {
  if (name === '') throw malformed('advancedFilter.field', 'it is empty');
  if (unknowable.has(name))
    throw new DomainError('not_supported', `users cannot be searched by \`${name}\``, { field: 'advancedFilter' });
  // Any other name is a key of the custom data.
  const known = Object.hasOwn(fields, name)
    ? fields[name]!
    : { field: `userMetadata.${name}` as const, kind: 'text' as const };
  const { field } = known;
  const one = (each: unknown) => translate(known.kind, each);
  switch (operator) {
    case 'EQUAL':
      return equal(known, value);
    case 'NOT_EQUAL':
      return { not: equal(known, value) };
    case 'CONTAINS':
      return { field, op: 'contains', value: one(value) };
    case 'NOT_CONTAINS':
      return { not: { field, op: 'contains', value: one(value) } };
    case 'IS_NULL':
      return { not: { field, op: 'exists' } };
    case 'NOT_NULL':
      return { field, op: 'exists' };
    case 'IN':
      return { any: requireList(value).map((each) => equal(known, each)) };
    case 'GREATER':
      return { field, op: 'atLeast', value: one(value) };
    case 'LESSER':
      return { field, op: 'atMost', value: one(value) };
    case 'BETWEEN': {
      const [from, to] = requireList(value);
      return {
        all: [
          { field, op: 'atLeast', value: one(from) },
          { field, op: 'atMost', value: one(to) },
        ],
      };
    }
    default:
      throw malformed('advancedFilter.operator', `\`${operator}\` is no operator`);
  }
}

/** Users of whom any of the fields contains the words. */
export function containsAny(names: string[], words: string): UserFilter {
  return {
    any: names.map((name) => {
      const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!known) throw malformed('fuzzySearchOn', `\`${name}\` cannot be searched`);
      if (known.kind === 'id') return equal(known, words);
      return { field: known.field, op: 'contains', value: words };
    }),
  };
}

function equal({ field, kind }: { field: UserField; kind: Kind }, value: unknown): UserFilter {
  const plain = translate(kind, value);
  if (kind === 'phone') return { field, op: 'in', value: spellingsOf(String(plain)) as Json[] };
  if (kind === 'gender' && plain === 'unknown')
    return {
      not: {
        any: [
          { field, op: 'is', value: 'male' },
          { field, op: 'is', value: 'female' },
        ],
      },
    };
  return { field, op: 'equals', value: plain };
}

function translate(kind: Kind, value: unknown): Plain {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw malformed('advancedFilter.value', 'it must be a text, a number or a boolean');
  if (String(value).length > 1000) throw malformed('advancedFilter.value', 'it is over 1000 characters');
  switch (kind) {
    case 'id':
      // An id in no spelling of ours is nobody's.
      return fromWireId(String(value)) ?? '';
    case 'status':
      return value === 'Activated' ? 'active' : 'suspended';
    case 'gender':
      return genders[String(value)] ?? String(value);
    case 'time': {
      const time =
        typeof value === 'number' || /^\d{10,}$/.test(String(value)) ? Number(value) : Date.parse(String(value));
      if (!(Math.abs(time) < 8.64e15)) throw malformed('advancedFilter.value', 'it is no time');
      return new Date(time).toISOString();
    }
    default:
      return value;
  }
}

function requireList(value: unknown): unknown[] {
  if (Array.isArray(value) && value.length > 0 && value.length <= 200) return value;
  throw malformed('advancedFilter.value', 'it must be a list of 1 to 200 values');
}
