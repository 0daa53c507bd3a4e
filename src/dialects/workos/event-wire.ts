/** Our events in WorkOS's names and shapes. What it has no name for is left out of its list. */
import { type Event, type EventType, eventTypes } from '../../domain/event.ts';
import type { JsonObject } from '../../domain/json.ts';
import { blankUser, type User } from '../../domain/user.ts';
import { toWireSession, type WireSession } from './sessions.ts';
import { toWireUser, type WireUser } from './user-wire.ts';
import { toWireId } from './wire-ids.ts';

/** WorkOS's name for each of our events; null where it has none. A new event must say which. */
export const nameOf = {
  'tenant.created': null,
  'tenant.updated': null,
  'tenant.deleted': null,
  'operator.added': null,
  'operator.role_changed': null,
  'operator.removed': null,
  'api_key.created': null,
  'api_key.revoked': null,
  'identity_provider.created': null,
  'identity_provider.updated': null,
  'identity_provider.enabled': null,
  'identity_provider.disabled': null,
  'identity_provider.deleted': null,
  'connection.created': null,
  'connection.updated': null,
  'connection.enabled': null,
  'connection.disabled': null,
  'connection.deleted': null,
  'connection.tested': null,
  'user.created': 'user.created',
  'user.updated': 'user.updated',
  'user.suspended': null,
  'user.reactivated': null,
  'user.deleted': 'user.deleted',
  // The secondary user is gone for everyone who asks by its id; WorkOS has no other word for it.
  'user.merged': 'user.deleted',
  'user.signed_in': 'authentication.oauth_succeeded',
  'user.sign_in_refused': 'authentication.oauth_failed',
  'identity.recorded': null,
  'identity.held': null,
  'identity.linked': null,
  'identity.moved': null,
  'identity.unlinked': null,
  'identity.primary_changed': null,
  'identity.authorization_lost': null,
  'linking.challenged': null,
  'linking.code_sent': null,
  'linking.code_refused': null,
  'linking.declined': null,
  'linking.undone': null,
  'policy.created': null,
  'policy.updated': null,
  'policy.enabled': null,
  'policy.disabled': null,
  'policy.deleted': null,
  'application.created': null,
  'application.updated': null,
  'application.secret_changed': null,
  'application.deleted': null,
  'application.consented': null,
  'application.access_ended': null,
  'signing_key.created': null,
  'saml_key.created': null,
  'saml_key.activated': null,
  'saml_key.deleted': null,
  'suggestion.made': null,
  'suggestion.approved': null,
  'suggestion.dismissed': null,
  'session.ended': 'session.revoked',
  // Nobody is signed out by it.
  'session.replaced': null,
  'sign_in.code_sent': null,
  'sign_in.code_refused': null,
  // One is written of many, and it names no user.
  'sign_in.failed': null,
} as const satisfies Record<EventType, string | null>;

export type EventName = NonNullable<(typeof nameOf)[EventType]>;

/** The types that have a name. */
export const namedEventTypes: EventType[] = eventTypes.filter((type) => nameOf[type] !== null);

/** The types behind these names; of a name that we never use, none. */
export function eventTypesOf(names: readonly string[]): EventType[] {
  return namedEventTypes.filter((type) => names.includes(nameOf[type]!));
}

export interface WireEvent {
  object: 'event';
  id: string;
  event: EventName;
  data: WireUser | WireSession | WireAuthentication;
  created_at: string;
  context?: { previous_attributes: Record<string, unknown> };
}

interface WireAuthentication {
  type: 'oauth';
  status: 'succeeded' | 'failed';
  user_id: string | null;
  email: string | null;
  ip_address: string | null;
  user_agent: string | null;
  error?: { code: string; message: string };
}

/** `current` has the users that are still there: an update is told as a whole user, of which the event keeps the change. */
export function toWireEvent(event: Event, current: ReadonlyMap<string, User>): WireEvent {
  const base = { object: 'event', id: toWireId('event', event.id), created_at: event.createdAt } as const;
  const name = nameOf[event.type];
  switch (name) {
    case 'user.created':
      return { ...base, event: name, data: toWireUser({ ...goneUser(event), ...member(event.after, 'user') }) };
    case 'user.updated': {
      const known = event.userId === null ? undefined : current.get(event.userId);
      const after = { ...(known ?? goneUser(event)), ...event.after, updatedAt: event.createdAt };
      const data = toWireUser(after);
      return { ...base, event: name, data, context: { previous_attributes: previousOf(event, after, data) } };
    }
    case 'user.deleted': {
      const secondary = event.type === 'user.merged' ? member(event.before, 'secondary') : {};
      return { ...base, event: name, data: toWireUser({ ...goneUser(event), ...secondary }) };
    }
    case 'session.revoked':
      return { ...base, event: name, data: toEndedSession(event) };
    case 'authentication.oauth_succeeded':
    case 'authentication.oauth_failed':
      return { ...base, event: name, data: toAuthentication(event, name) };
    case null:
      throw new Error(`\`${event.type}\` has no name in WorkOS's list`);
  }
}

/** Of a user that is no longer there, what the event says: the id, and when. */
function goneUser(event: Event): Omit<User, 'tenantId'> {
  const { createdAt } = event;
  const gone = event.type === 'user.merged' ? event.counterpartUserId : event.userId;
  return {
    id: gone ?? '00000000-0000-0000-0000-000000000000',
    ...blankUser,
    createdAt,
    updatedAt: createdAt,
  };
}

/** The fields that changed, as they were. */
function previousOf(event: Event, after: Omit<User, 'tenantId'>, wireAfter: WireUser): Record<string, unknown> {
  const before = toWireUser({ ...after, ...event.before });
  const changed = (Object.keys(before) as (keyof WireUser)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(wireAfter[key]),
  );
  return Object.fromEntries(changed.map((key) => [key, before[key]]));
}

function toEndedSession({ userId, identityId, before, createdAt }: Event): WireSession {
  const text = (key: string): string | null => (typeof before?.[key] === 'string' ? before[key] : null);
  return toWireSession({
    id: text('sessionId')!,
    userId: userId!,
    identityId,
    ip: text('ip'),
    userAgent: text('userAgent'),
    createdAt: text('createdAt') ?? createdAt,
    lastSeenAt: text('lastSeenAt') ?? createdAt,
    expiresAt: text('expiresAt') ?? createdAt,
    endedAt: createdAt,
  });
}

function toAuthentication(
  { userId, actor, after, decision }: Event,
  name: 'authentication.oauth_succeeded' | 'authentication.oauth_failed',
): WireAuthentication {
  const email = member(after, 'identity').email;
  const base = {
    type: 'oauth',
    user_id: userId === null ? null : toWireId('user', userId),
    email: typeof email === 'string' ? email : null,
    ip_address: typeof actor.ip === 'string' ? actor.ip : null,
    user_agent: null,
  } as const;
  if (name === 'authentication.oauth_succeeded') return { ...base, status: 'succeeded' };
  const because = typeof decision?.because === 'string' ? decision.because : 'sign_in_refused';
  return { ...base, status: 'failed', error: { code: because, message: because.replaceAll('_', ' ') } };
}

function member(object: JsonObject | null, key: string): JsonObject {
  const value = object?.[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
