import type { Json, JsonObject } from '../../domain/json.ts';

/** This API leaves out what there is nothing to say of: no field of an answer is null. */
export function omitAbsent(fields: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null),
  );
}
