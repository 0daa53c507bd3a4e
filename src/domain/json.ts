/** A JSON value as it travels on the wire and rests in a jsonb column. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object: claims, metadata, configuration. */
export type JsonObject = { [key: string]: Json };

/** An instant as ISO 8601 in UTC with milliseconds: `2026-01-15T12:00:00.000Z`. The domain has no clock: it is told. */
export type Timestamp = string;

/** Whether two values say the same. The order of an object's keys says nothing: a jsonb column does not keep it. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [keys, otherKeys] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === otherKeys.length &&
    keys.every(
      (key) =>
        Object.hasOwn(other, key) &&
        isSameJson((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
    )
  );
}
