/** The fields that the dialect's schemas are made of: one spelling and one limit for each sort of value. */
import { type Static, type TSchema, Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';

interface About {
  description?: string;
  examples?: unknown[];
}

/** An id in a request. The length keeps out `urn:uuid:…`, which the format allows. */
export function uuidInput(about: About = {}) {
  return Type.String({ format: 'uuid', maxLength: 36, ...about });
}

export function uuid(about: About = {}) {
  return Type.String({ format: 'uuid', ...about });
}

export function time(about: About = {}) {
  return Type.String({ format: 'date-time', ...about });
}

/** Text of a request, within a limit. */
export function textInput(maxLength: number, about: About = {}) {
  return Type.String({ maxLength, ...about });
}

/** The same schema, or null. As a list of types, which is checked and written without trying alternatives. */
export function nullable<T extends TSchema>(schema: T) {
  const { type, ...rest } = schema as unknown as { type: string };
  return Type.Unsafe<Static<T> | null>({ type: [type, 'null'], ...rest });
}

/** An object of the caller's own making: metadata, claims, configuration. */
export function jsonObject(about: About = {}) {
  return Type.Unsafe<JsonObject>({ type: 'object', additionalProperties: true, ...about });
}

/** One of a closed list of words. */
export function oneOf<const Words extends readonly string[]>(words: Words, about: About & { default?: string } = {}) {
  return Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], ...about });
}

/** A resource described once, under components. */
export function refTo<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${(schema as unknown as { $id: string }).$id}#` });
}

/** An object of a request: what it does not know, it refuses. */
export function closed<P extends Record<string, TSchema>>(properties: P, about: About = {}) {
  return Type.Object(properties, { additionalProperties: false, ...about });
}

/** Answers `{data: […]}`: all there is, in one piece. */
export function dataOf<T extends TSchema>(schema: T) {
  return Type.Object({ data: Type.Array(schema) });
}

/** Of a change: by whoever read it first. */
export function ifUpdatedAtField() {
  return Type.Optional(
    time({ description: 'The `updated_at` that you read. If it has been changed since, the change is refused.' }),
  );
}

export const IdParams = Type.Object({ id: uuidInput() });

/** An instant as the domain keeps it. */
export function readTime(text: string, field: string): string {
  const milliseconds = Date.parse(text);
  // The format allows a leap second, which is no instant to a computer.
  if (Number.isNaN(milliseconds)) throw new DomainError('invalid_input', `\`${field}\` is not a time`, { field });
  return new Date(milliseconds).toISOString();
}
