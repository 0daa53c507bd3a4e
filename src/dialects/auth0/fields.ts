/** `fields` and `include_fields`: which of an object's fields an answer carries, or leaves out. */

import { Type } from 'typebox';
import type { JsonObject } from '../../domain/json.ts';

export const fieldsQuery = {
  fields: Type.Optional(Type.String({ maxLength: 2000 })),
  include_fields: Type.Boolean({ default: true }),
};

export interface FieldsQuery {
  fields?: string;
  include_fields: boolean;
}

export function pickFields(object: JsonObject, { fields, include_fields: include }: FieldsQuery): JsonObject {
  if (fields === undefined) return object;
  const named = new Set(fields.split(',').map((name) => name.trim()));
  named.delete('');
  if (named.size === 0) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => named.has(name) === include));
}
