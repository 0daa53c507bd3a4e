/** How much there is and what happened, in numbers, for whoever looks after a tenant: bounded work, however much there is. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { EventType } from '../domain/event.ts';
import { madeAt } from '../domain/event-retention.ts';
import { toTimestamp } from '../domain/ids.ts';
import type { JsonObject, Timestamp } from '../domain/json.ts';
import type { Counted, HourOfDecisions, Store } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';

export interface TenantStatistics {
  users: Counted;
  identities: Counted;
  pendingLinks: Counted;
  openSuggestions: Counted;
  at: Timestamp;
}

/** What arrivals came to, by the event that tells it. */
export const decisionEvents = {
  sign_in: 'user.signed_in',
  link: 'identity.linked',
  create_user: 'user.created',
  challenge: 'linking.challenged',
  hold: 'identity.held',
  refuse: 'user.sign_in_refused',
} as const satisfies Record<string, EventType>;

export type DecisionAction = keyof typeof decisionEvents;

export interface DayOfDecisions extends Record<DecisionAction, number> {
  /** UTC. */
  date: string;
  estimated: boolean;
}

export interface DecisionsByDay {
  from: Timestamp;
  to: Timestamp;
  days: DayOfDecisions[];
  /** Events from before are gone; null: none ever was. */
  keptSince: Timestamp | null;
}

export interface ProviderTrouble {
  identityProviderId: string;
  name: string;
  displayName: string;
  strategy: string;
  refused: Counted;
  failed: Counted;
  last: { eventId: string; at: Timestamp; rule: string | null; said: string | null };
}

export const daysMax = 92;
/** From here on a count of all is estimated, or said to be at least so many. */
const countedMax = 10_000;
const waitingMax = 1000;
/** Of each kind of decision so many in an hour are looked at; more are reckoned from how soon they came. */
const eventsPerHour = 100;
const troublesMax = 5000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function createStatisticsOperations(deps: Dependencies) {
  const reads: Store['reads'] = deps.store.reads;

  return {
    async ofTenant(actor: Actor): Promise<TenantStatistics> {
      requireScope(actor, 'users:read');
      requireScope(actor, 'identities:read');
      const { tenantId } = actor;
      const at = currentTime(deps);
      const [users, identities, waiting, openSuggestions] = await Promise.all([
        reads.statistics.users(tenantId, countedMax),
        reads.statistics.identities(tenantId, countedMax),
        reads.pendingLinks.countOpen(tenantId, at, waitingMax),
        reads.statistics.openSuggestions(tenantId, waitingMax),
      ]);
      return { users, identities, pendingLinks: capped(waiting, waitingMax), openSuggestions, at };
    },

    /** Users alone, of those that are live. */
    async countUsers(actor: Actor): Promise<Counted> {
      requireScope(actor, 'users:read');
      return reads.statistics.users(actor.tenantId, countedMax);
    },

    /** What arrivals came to on each of the last days, today among them. */
    async decisionsByDay(actor: Actor, days: number): Promise<DecisionsByDay> {
      requireScope(actor, 'events:read');
      requireWholeView(actor);
      if (!Number.isInteger(days) || days < 1 || days > daysMax)
        throw new DomainError('invalid_input', `\`days\` must be 1 to ${daysMax}`, { field: 'days' });
      const now = deps.entropy.now();
      const today = Math.floor(now / dayMs) * dayMs;
      const from = today - (days - 1) * dayMs;
      const hours = Array.from({ length: Math.floor((now - from) / hourMs) + 1 }, (_, index) =>
        toTimestamp(from + index * hourMs),
      );
      const [found, keptAfter] = await Promise.all([
        reads.statistics.decisions(actor.tenantId, hours, decisionEvents, eventsPerHour),
        reads.events.keptAfter(actor.tenantId),
      ]);
      return {
        from: toTimestamp(from),
        to: toTimestamp(now),
        days: Array.from({ length: days }, (_, index) => sumOfDay(from + index * dayMs, now, found)),
        keptSince: keptAfter === null ? null : toTimestamp(madeAt(keptAfter)),
      };
    },

    /** Providers whose people were refused or held, or at which sign-ins failed, in the last day, those with most of it first. */
    async troubles(actor: Actor): Promise<{ since: Timestamp; providers: ProviderTrouble[] }> {
      requireScope(actor, 'events:read');
      requireScope(actor, 'identity_providers:read');
      const since = toTimestamp(deps.entropy.now() - dayMs);
      const { tenantId, identityProviderId } = actor;
      const found = (await reads.statistics.troubles(tenantId, since, troublesMax)).filter(
        (each) => identityProviderId === null || each.identityProviderId === identityProviderId,
      );
      const known = new Map(
        (
          await reads.identityProviders.byIds(
            tenantId,
            found.map((each) => each.identityProviderId),
          )
        ).map((provider) => [provider.id, provider]),
      );
      const providers: ProviderTrouble[] = [];
      for (const { identityProviderId: id, refused, failed, lastEventId } of found) {
        const provider = known.get(id);
        const event = provider && (await reads.events.byId(tenantId, lastEventId));
        if (!provider || !event) continue;
        const reason = settledReason(event.decision);
        const { name, displayName, strategy } = provider;
        const last = { eventId: event.id, at: event.createdAt, ...reason };
        providers.push({ identityProviderId: id, name, displayName, strategy, refused, failed, last });
      }
      return { since, providers: providers.sort((a, b) => sizeOf(b) - sizeOf(a)) };
    },
  };
}

function sizeOf({ refused, failed }: ProviderTrouble): number {
  return refused.count + failed.count;
}

/** What a credential of one provider may not see: numbers of all of them. */
function requireWholeView({ identityProviderId }: Actor): void {
  if (identityProviderId === null) return;
  throw new DomainError(
    'identity_provider_mismatch',
    'the credential is bound to an identity provider, and these numbers are of all of them',
  );
}

export function capped(count: number, most: number): Counted {
  return count < most ? { count, exactness: 'exact' } : { count: most, exactness: 'at_least' };
}

function sumOfDay(start: number, now: number, found: HourOfDecisions[]): DayOfDecisions {
  const day: DayOfDecisions = {
    date: toTimestamp(start).slice(0, 10),
    sign_in: 0,
    link: 0,
    create_user: 0,
    challenge: 0,
    hold: 0,
    refuse: 0,
    estimated: false,
  };
  for (const { hour, action, decided, seen, lastId } of found) {
    const begin = Date.parse(hour);
    if (begin < start || begin >= start + dayMs) continue;
    const isWhole = seen < eventsPerHour || lastId === null;
    if (!isWhole) day.estimated = true;
    day[action as DecisionAction] += isWhole ? decided : reckon(decided, begin, madeAt(lastId), now);
  }
  return day;
}

/** How many there are in the whole hour, when so many were there by the time of the last one. */
function reckon(decided: number, begin: number, last: number, now: number): number {
  const length = Math.min(hourMs, now - begin);
  return Math.round(decided * Math.max(1, length / Math.max(1, last - begin)));
}

function settledReason(decision: JsonObject | null): { rule: string | null; said: string | null } {
  const reasons = Array.isArray(decision?.reasons) ? (decision.reasons as JsonObject[]) : [];
  const reason = reasons.findLast(({ settled }) => settled === true) ?? reasons.at(-1);
  return {
    rule: typeof reason?.rule === 'string' ? reason.rule : null,
    said: typeof reason?.said === 'string' ? reason.said : null,
  };
}
