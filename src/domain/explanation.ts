/** What is told of an event to whoever asks why: all of it as it was recorded then, nothing decided again. */
import { changesOf, isObject, sameJson } from './changes.ts';
import type { Event } from './event.ts';
import { wordsOf } from './event-words.ts';
import type { Json, JsonObject } from './json.ts';

export interface Explanation {
  /** What happened, in words. */
  said: string;
  /** Who did it, in words. */
  by: string;
  decision: ToldDecision | null;
  /** Field by field, users first. */
  changes: FieldChange[];
}

export interface ToldDecision {
  action: string;
  /** The rules in the order in which they were looked at. */
  reasons: { rule: string; settled: boolean; said: string }[];
  /** The policies that determined it, and what they had to say. */
  policies: JsonObject[];
  notices: string[];
}

export interface FieldChange {
  kind: 'user' | 'identity';
  id: string;
  /** Null where the whole row came or went. */
  field: string | null;
  before: Json;
  after: Json;
}

export function explain(event: Event): Explanation {
  const { users, identities } = changesOf(event);
  return {
    said: wordsOf(event),
    by: actorWords(event.actor),
    decision: event.decision && tellDecision(event.decision),
    changes: [
      ...users.flatMap((change) => tellChange('user', change)),
      ...identities.flatMap((change) => tellChange('identity', change)),
    ],
  };
}

function actorWords({ kind, label, dialect, ip }: JsonObject): string {
  const what = { api_key: 'API key', operator: 'operator', user: 'user' }[String(kind)];
  const who = what === undefined ? String(label) : `the ${what} \`${label}\``;
  const through = typeof dialect === 'string' ? ` through the ${dialect} API` : '';
  return `${who}${through}${typeof ip === 'string' ? ` from ${ip}` : ''}`;
}

/** Reads what was kept: an older event may have kept less. */
function tellDecision(decision: JsonObject): ToldDecision {
  const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
  return {
    action: typeof decision.action === 'string' ? decision.action : 'unknown',
    reasons: list(decision.reasons)
      .filter(isObject)
      .map(({ rule, settled, said }) => ({ rule: String(rule), settled: settled === true, said: String(said) })),
    policies: list(decision.policies).filter(isObject),
    notices: list(decision.notices).map(String),
  };
}

/** When a row was last written is of no consequence. */
const untold = new Set(['updatedAt', 'id']);

function tellChange(
  kind: FieldChange['kind'],
  { id, before, after }: { id: string; before: JsonObject | null; after: JsonObject | null },
): FieldChange[] {
  if (before === null || after === null) return [{ kind, id, field: null, before, after }];
  return Object.keys(after)
    .filter((field) => !untold.has(field) && field in before && !sameJson(before[field], after[field]))
    .map((field) => ({ kind, id, field, before: before[field]!, after: after[field]! }));
}
