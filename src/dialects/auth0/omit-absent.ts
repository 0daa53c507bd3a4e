import type { Json, JsonObject } from '../../domain/json.ts';

/** This API leaves out what there is nothing to say of: no field of an answer is null. */
export function omitAbsent(fields: Record<string, Json | undefined>): JsonObject {
  const present: JsonObject = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined && value !== null && name !== '__proto__') present[name] = value;
  }
  return present;
}
