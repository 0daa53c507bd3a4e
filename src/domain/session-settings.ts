/** For how long a tenant's people stay signed in at the hosted pages (`settings.sessions.days`). */
import type { JsonObject } from './json.ts';
import type { Tenant } from './tenant.ts';

const daysByDefault = 7;
const daysMax = 400;

/** From the sign-in on, whether used or not. What is not said well counts as not said. */
export function sessionDaysOf({ settings }: Pick<Tenant, 'settings'>): number {
  const { days } = isObject(settings.sessions) ? settings.sessions : {};
  return isDays(days) ? days : daysByDefault;
}

/** Everything wrong with `settings.sessions`, in plain words. */
export function checkSessionSettings(sessions: unknown): string[] {
  if (sessions === undefined) return [];
  if (!isObject(sessions)) return ['must be an object'];
  const { days = daysByDefault, ...unknown } = sessions;
  const problems = Object.keys(unknown).map((key) => `\`${key.slice(0, 80)}\` is no setting of sessions`);
  if (!isDays(days)) problems.push(`days: a whole number of days from 1 to ${daysMax}`);
  return problems;
}

function isDays(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= daysMax;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
