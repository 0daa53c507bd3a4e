/**
 * Gives back the fields that a change changed, and leaves alone what somebody changed since: of every field there are
 * three values, what it was, what the change made of it, and what it is now.
 */
import { isObject, type RowChange, sameJson } from './changes.ts';
import type { Json, JsonObject } from './json.ts';
import { emailKey } from './normalise.ts';

export interface GivenBack {
  /** The fields to set. */
  fields: JsonObject;
  /** What keeps its newer value: `emailVerified`, `appMetadata.roles`. */
  kept: string[];
}

/** A proof is of one value: neither goes without the other. */
const units = [
  ['email', 'emailVerified'],
  ['phone', 'phoneVerified'],
] as const;

/** Of these each key is looked at by itself. */
const documents = new Set(['userMetadata', 'appMetadata', 'profile']);

/** `among` says which fields may be given back; `provedEmail` which address a change of the verified bit alone was about. */
export function giveBack(
  { before, after }: RowChange,
  now: JsonObject,
  among: ReadonlySet<string>,
  provedEmail: string | null = null,
): GivenBack {
  const given: GivenBack = { fields: {}, kept: [] };
  if (before === null || after === null) return given;
  const changed = [...among].filter((field) => field in before && field in after && differ(before, after, field));
  const done = new Set<string>();
  for (const [value, bit] of units) {
    const touched = [value, bit].filter((field) => changed.includes(field));
    if (touched.length === 0) continue;
    for (const field of touched) done.add(field);
    const stands = touched.every((field) => sameJson(now[field], after[field]));
    const isOfAnother =
      value === 'email' &&
      !touched.includes('email') &&
      provedEmail !== null &&
      keyOf(now.email) !== keyOf(provedEmail);
    if (stands && !isOfAnother) for (const field of touched) given.fields[field] = before[field]!;
    else given.kept.push(...touched.filter((field) => !sameJson(now[field], before[field])));
  }
  for (const field of changed) {
    if (done.has(field)) continue;
    const values = { before: before[field]!, after: after[field]!, now: now[field] ?? null };
    if (!documents.has(field)) {
      if (sameJson(values.now, values.after)) given.fields[field] = values.before;
      else if (!sameJson(values.now, values.before)) given.kept.push(field);
      continue;
    }
    const document = giveBackDocument(values, field, given.kept);
    if (!sameJson(document, values.now)) given.fields[field] = document;
  }
  return given;
}

function giveBackDocument(
  { before, after, now }: { before: Json; after: Json; now: Json },
  path: string,
  kept: string[],
): Json {
  if (sameJson(now, after)) return before;
  if (!isObject(before) || !isObject(after) || !isObject(now)) {
    if (!sameJson(now, before)) kept.push(path);
    return now;
  }
  const result = new Map<string, Json>(Object.entries(now));
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, became, is] = [own(before, key), own(after, key), own(now, key)];
    if (sameJson(was, became)) continue;
    if (sameJson(is, became)) {
      if (was === undefined) result.delete(key);
      else result.set(key, was);
    } else if (isObject(was) && isObject(became) && isObject(is)) {
      result.set(key, giveBackDocument({ before: was, after: became, now: is }, `${path}.${key}`, kept));
    } else if (!sameJson(is, was)) {
      kept.push(`${path}.${key}`);
    }
  }
  // fromEntries and not assignment: a key named `__proto__` stays a key.
  return Object.fromEntries(result);
}

function differ(before: JsonObject, after: JsonObject, field: string): boolean {
  return !sameJson(before[field], after[field]);
}

function own(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function keyOf(email: Json | undefined): string | null {
  return typeof email === 'string' ? emailKey(email) : null;
}
