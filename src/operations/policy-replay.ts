/** Puts a past change to the policies again: as it was asked then, or as well as its event tells. */
import type { Actor } from '../domain/actor.ts';
import type { Event, EventType } from '../domain/event.ts';
import type { Identity } from '../domain/identity.ts';
import type { JsonObject } from '../domain/json.ts';
import type { MatchKey } from '../domain/linking-rule.ts';
import type { UnlinkOutcome } from '../domain/unlink.ts';
import type { User } from '../domain/user.ts';
import type { PolicyRequest } from '../policies/policies.ts';
import type { Reads } from '../stores/store.ts';
import { gatherFactsOf } from './authorise.ts';
import { type Governed, type PolicyFacts, toPolicyRequest } from './policy-request.ts';

/** The events of what policies govern. */
export const governedTypes = [
  'identity.linked',
  'identity.moved',
  'identity.unlinked',
  'user.merged',
  'user.created',
  'user.signed_in',
  'user.sign_in_refused',
  'linking.undone',
] as const satisfies EventType[];

type Asked = { requests: PolicyRequest[]; facts: 'recorded' | 'reconstructed' };

/** `gone`: who it was about is not there any more. `not_governed`: the policies had no word in it. */
export type Replay = (event: Event) => Asked | 'gone' | 'not_governed';

/** Reads at once what the events are about. */
export async function createReplay(reads: Reads, tenantId: string, events: Event[]): Promise<Replay> {
  const ids = events.flatMap(({ userId, counterpartUserId }) => [userId, counterpartUserId]);
  const userIds = [...new Set(ids.filter((id) => id !== null))];
  const users = userIds.length === 0 ? [] : await reads.users.byIds(tenantId, userIds);
  const facts = await gatherFactsOf(reads, tenantId, events.flatMap(identitiesOfEvent), users);
  const userById = new Map(users.map((user) => [user.id, user]));

  return (event) => {
    const recorded = event.decision?.policyRequests;
    if (Array.isArray(recorded)) return { requests: recorded as unknown as PolicyRequest[], facts: 'recorded' };
    if (event.type === 'user.sign_in_refused' || event.type === 'linking.undone') return 'not_governed';
    const governed = governedOf(event, (id) => (id === null ? undefined : userById.get(id)));
    if (governed === null || !isKnown(facts, governed)) return 'gone';
    const requests = governed.map((each) =>
      toPolicyRequest(actorOf(event), Date.parse(event.createdAt), factsThen(facts, event), each),
    );
    return { requests, facts: 'reconstructed' };
  };
}

function identitiesOfEvent({ identityProviderId, after }: Event): { identityProviderId: string }[] {
  const several = (Array.isArray(after?.identities) ? after.identities : []) as { identityProviderId?: string }[];
  return [{ identityProviderId }, ...several].filter(
    (each): each is { identityProviderId: string } => typeof each.identityProviderId === 'string',
  );
}

/** What was about to happen when the event was written, or null when it cannot be told any more. */
function governedOf(event: Event, userOf: (id: string | null) => User | undefined): Governed[] | null {
  const { tenantId, before, after, decision } = event;
  const user = userOf(event.userId);
  const other = userOf(event.counterpartUserId);
  const arrived = partOf(after, 'identity');
  const identity = { ...(arrived ?? after ?? before), tenantId } as unknown as Identity;
  const by = arrived ? 'arrival' : 'actor';
  switch (event.type) {
    case 'user.signed_in':
      return user && arrived ? [{ action: 'user:signIn', identity, user }] : null;
    case 'identity.linked': {
      if (!user) return null;
      const matchedOn = typeof decision?.matchedOn === 'string' ? [decision.matchedOn as MatchKey] : [];
      const { linkedBy } = identity;
      const link: Governed = { action: 'identity:link', by, identity, user, linkedBy, matchedOn };
      return arrived ? [link, { action: 'user:signIn', identity, user }] : [link];
    }
    case 'identity.moved':
      return user && other ? [{ action: 'identity:move', identity, user, from: other }] : null;
    case 'identity.unlinked': {
      if (!user || !before) return null;
      const outcome: UnlinkOutcome = after === null ? 'delete' : partOf(after, 'user') ? 'split' : 'detach';
      return [{ action: 'identity:unlink', identity: { ...before, tenantId } as unknown as Identity, user, outcome }];
    }
    case 'user.merged': {
      const [primary, secondary] = [partOf(before, 'user'), partOf(before, 'secondary')];
      if (!primary || !secondary) return null;
      return [{ action: 'user:merge', user: asUser(primary, tenantId), other: asUser(secondary, tenantId) }];
    }
    case 'user.created': {
      const born = partOf(after, 'user');
      if (!born) return null;
      const made = asUser(born, tenantId);
      if (arrived)
        return [
          { action: 'user:create', by, user: made, identity },
          { action: 'user:signIn', identity, user: made },
        ];
      const identities = Array.isArray(after?.identities) ? after.identities : [];
      const each = identities.length > 0 ? identities.map((one) => ({ ...(one as object), tenantId })) : [null];
      return each.map((one) => ({ action: 'user:create', by, user: made, identity: one as Identity | null }));
    }
    default:
      return null;
  }
}

function isKnown({ providers }: PolicyFacts, governed: Governed[]): boolean {
  return governed.every(
    (each) => !('identity' in each) || each.identity === null || providers.has(each.identity.identityProviderId),
  );
}

/** A user that is being made has no identities yet; what others had then is told as it is today. */
function factsThen(facts: PolicyFacts, { type }: Event): PolicyFacts {
  return type === 'user.created' ? { ...facts, identitiesOf: () => [] } : facts;
}

function actorOf({ actor }: Event): Pick<Actor, 'kind' | 'id' | 'label' | 'dialect' | 'ip'> {
  return actor as unknown as Pick<Actor, 'kind' | 'id' | 'label' | 'dialect' | 'ip'>;
}

function partOf(whole: JsonObject | null, name: string): JsonObject | null {
  const part = whole?.[name];
  return typeof part === 'object' && part !== null && !Array.isArray(part) ? part : null;
}

function asUser(snapshot: JsonObject, tenantId: string): User {
  return { ...snapshot, tenantId } as unknown as User;
}
