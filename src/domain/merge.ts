/** Whether one user may become part of another, and what the result looks like. Pure and total, like `decideLink`. */
import { type Reason, Reasons } from './decision.ts';
import type { JsonObject } from './json.ts';
import type { User } from './user.ts';

export const metadataPolicies = ['keep_primary', 'deep_merge', 'keep_secondary'] as const;
export type MetadataPolicy = (typeof metadataPolicies)[number];

export interface MergeFacts {
  primary: Pick<User, 'id' | 'status' | 'mergedInto' | 'userMetadata' | 'appMetadata'>;
  secondary: Pick<User, 'id' | 'status' | 'mergedInto' | 'userMetadata' | 'appMetadata'>;
  metadata: MetadataPolicy;
}

export type MergeDecision =
  | { action: 'merge'; userMetadata: JsonObject; appMetadata: JsonObject; reasons: Reason[] }
  | { action: 'refuse'; because: 'same_user' | 'already_merged' | 'suspended'; reasons: Reason[] };

export function decideMerge({ primary, secondary, metadata }: MergeFacts): MergeDecision {
  const reasons = new Reasons();
  if (primary.id === secondary.id) {
    return { action: 'refuse', because: 'same_user', reasons: reasons.settled('two_users', 'both are the same user') };
  }
  reasons.passed('two_users', 'they are two users');

  // INVARIANT: both sides stand, so a chain of merges can never close into a circle.
  if (primary.mergedInto !== null || secondary.mergedInto !== null) {
    return {
      action: 'refuse',
      because: 'already_merged',
      reasons: reasons.settled('both_stand', 'one of them was merged before'),
    };
  }
  reasons.passed('both_stand', 'neither was merged before');

  if (primary.status === 'suspended' || secondary.status === 'suspended') {
    // A suspended user must not come back to life inside another one, nor an active one be locked away.
    return {
      action: 'refuse',
      because: 'suspended',
      reasons: reasons.settled('both_active', 'one of them is suspended'),
    };
  }
  reasons.passed('both_active', 'both are active');

  return {
    action: 'merge',
    userMetadata: combine(metadata, primary.userMetadata, secondary.userMetadata),
    appMetadata: combine(metadata, primary.appMetadata, secondary.appMetadata),
    reasons: reasons.settled('metadata', `metadata by \`${metadata}\``),
  };
}

function combine(policy: MetadataPolicy, primary: JsonObject, secondary: JsonObject): JsonObject {
  if (policy === 'keep_primary') return primary;
  return policy === 'keep_secondary' ? secondary : deepMerge(primary, secondary);
}

/** Objects are merged key by key, the primary winning; anything else is the primary's. */
function deepMerge(primary: JsonObject, secondary: JsonObject): JsonObject {
  const merged: JsonObject = { ...secondary };
  for (const [key, value] of Object.entries(primary)) {
    const other = Object.hasOwn(merged, key) ? merged[key] : undefined;
    // defineProperty and not assignment: a key named `__proto__` stays a key.
    Object.defineProperty(merged, key, {
      value: isObject(value) && isObject(other) ? deepMerge(value, other) : value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return merged;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
