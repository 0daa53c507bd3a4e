/**
 * How long a tenant keeps its events (`settings.events.keep_days`), and which of them never go. An event is the memory of a
 * decision: what a later decision still asks for is kept as long as the tenant is.
 */
import { type EventType, eventTypes } from './event.ts';
import type { JsonObject } from './json.ts';
import type { Tenant } from './tenant.ts';

const daysMax = 36_500;

/** Null: for ever. What is not said well counts as not said. */
export function keepDaysOf({ settings }: Pick<Tenant, 'settings'>): number | null {
  const { keep_days: days } = isObject(settings.events) ? settings.events : {};
  return isDays(days) ? days : null;
}

/** Everything wrong with `settings.events`, in plain words. */
export function checkEventSettings(events: unknown): string[] {
  if (events === undefined) return [];
  if (!isObject(events)) return ['must be an object'];
  const { keep_days: days = null, ...unknown } = events;
  const problems = Object.keys(unknown).map((key) => `\`${key.slice(0, 80)}\` is no setting of events`);
  if (days !== null && !isDays(days))
    problems.push(`keep_days: a whole number of days from 1 to ${daysMax}, or null to keep them for ever`);
  return problems;
}

/**
 * What goes when it is old: what people did, and what was done about them. What was done to the installation stays: there is
 * little of it, and some is asked for again (the last connection of a provider says whose issuer named its identities).
 */
export const passingEventTypes: EventType[] = eventTypes.filter((type) =>
  /^(user|identity|linking|suggestion|session|sign_in)\.|^application\.(consented|access_ended)$/.test(type),
);

/**
 * INVARIANT: a change of this field of a user is never forgotten: whether an account that proves nothing is somebody's own
 * hangs on it (`link-facts.ts`), and forgetting must not make people lose theirs.
 */
export const rememberedChange = {
  field: 'email',
  in: ['user.updated', 'user.signed_in', 'identity.linked'],
} as const satisfies { field: string; in: readonly EventType[] };

/** The smallest id of a UUIDv7 made at that time: those of before are smaller (RFC 9562 §5.7). */
export function firstIdAt(milliseconds: number): string {
  const time = Math.max(0, Math.floor(milliseconds)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7000-8000-000000000000`;
}

/** When the UUIDv7 was made. */
export function madeAt(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}

function isDays(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= daysMax;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
