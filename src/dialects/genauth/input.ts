/** What callers send, before it is checked: the SDKs of five languages spell the same parameters differently. */
import type { Static, TObject, TSchema } from 'typebox';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';

export type InputOf<S extends TObject> = Static<S>;

/** Text within a sane length; required text is not empty. */
export const text = (lengthMax = 1000) => Type.String({ maxLength: lengthMax });
export const required = (lengthMax = 1000) => Type.String({ minLength: 1, maxLength: lengthMax });
export const optional = <S extends TSchema>(schema: S) => Type.Optional(schema);
export const flag = () => Type.Optional(Type.Boolean());
export const oneOf = <const T extends readonly string[]>(...words: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: words });
/** An object whose members are the caller's own. */
export const anyObject = () => Type.Unsafe<Record<string, unknown>>({ type: 'object' });

export const userIdTypes = [
  'user_id',
  'external_id',
  'phone',
  'email',
  'username',
  'identity',
  'sync_relation',
  'custom_field',
] as const;
export type UserIdType = (typeof userIdTypes)[number];
export const userIdType = () => Type.Optional(oneOf(...userIdTypes));

/** `page` from 1, `limit` from 1 to 50. */
export const paging = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
};

export function readPaging({ page = 1, limit = 10 }: { page?: number | undefined; limit?: number | undefined }) {
  return { offset: (page - 1) * limit, limit };
}

export function malformed(field: string, problem: string): DomainError {
  return new DomainError('invalid_input', `parameter \`${field}\` is malformed: ${problem}`, { field });
}

/** The query as the schema expects it: Python says `True`, Go `1e+12` and `[a b]`, Node `ids[]=a`, Java `a,b`. */
export function normaliseQuery(query: Record<string, unknown>, schema: TObject): Record<string, unknown> {
  const normal: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    const key = name.endsWith('[]') ? name.slice(0, -2) : name;
    const property = propertyOf(schema, key);
    if (!property) continue;
    if (property.type === 'array') normal[key] = name === key ? readList(value) : [value].flat();
    else if (value === '' && !isRequired(schema, key)) continue;
    else normal[key] = readScalar(value, property);
  }
  return normal;
}

/**
 * A body as the schema expects it. Null means that the caller has nothing to say, as absence does: serialisers of typed
 * languages write it for every field that was never set.
 */
export function normaliseBody(body: Record<string, unknown>, schema: TObject): Record<string, unknown> {
  const normal: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    const property = propertyOf(schema, key);
    if (!property || value === null) continue;
    const isWord = property.type !== 'string' || property.enum !== undefined;
    if (value === '' && isWord && !isRequired(schema, key)) continue;
    normal[key] = normaliseNested(value, property);
  }
  return normal;
}

function normaliseNested(value: unknown, schema: PropertySchema | undefined): unknown {
  if (Array.isArray(value) && schema?.items) return value.map((item) => normaliseNested(item, schema.items));
  return isPlainObject(value) && schema?.properties ? normaliseBody(value, schema as unknown as TObject) : value;
}

/** What is read of a schema here. */
interface PropertySchema {
  type?: string;
  enum?: string[];
  items?: PropertySchema;
  properties?: Record<string, PropertySchema>;
}

function propertyOf(schema: TObject, key: string): PropertySchema | undefined {
  return Object.hasOwn(schema.properties, key) ? (schema.properties[key] as PropertySchema) : undefined;
}

function isRequired(schema: TObject, key: string): boolean {
  return (schema.required as unknown as string[] | undefined)?.includes(key) ?? false;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readScalar(value: unknown, { type }: PropertySchema): unknown {
  if (type === 'boolean') return String(value).toLowerCase();
  // Go writes `1e+12` and leaves the plus sign bare, which a query reads as a space.
  if (type === 'number' || type === 'integer') return String(value).replace(/e (\d)/, 'e+$1');
  return value;
}

/** A list of texts: repeated, with commas, as a JSON array, or as Go prints a slice. */
function readList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const written = String(value).trim();
  if (!written.startsWith('[') || !written.endsWith(']')) return written.split(',').filter((item) => item !== '');
  try {
    const list: unknown = JSON.parse(written);
    if (Array.isArray(list)) return list;
  } catch {
    // Go's spelling is no JSON.
  }
  return written
    .slice(1, -1)
    .split(/[\s,]+/)
    .filter((item) => item !== '');
}
