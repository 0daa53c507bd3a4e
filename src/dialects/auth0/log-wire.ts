/** An event as a log of this API. Its types: https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes */
import type { Event, EventType } from '../../domain/event.ts';
import { fromHex, joinIds, toHex } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import { omitAbsent } from './omit-absent.ts';
import { toUserId } from './user-id.ts';

/** `sapi` is any successful call of the management API; what happens at sign-in has codes of its own. */
const described: Record<EventType, { type?: string; description: string }> = {
  'tenant.created': { description: 'Create a Tenant' },
  'tenant.updated': { description: 'Update a Tenant' },
  'tenant.deleted': { description: 'Delete a Tenant' },
  'operator.added': { description: 'Add an Operator' },
  'operator.role_changed': { description: 'Change the Role of an Operator' },
  'operator.removed': { description: 'Remove an Operator' },
  'api_key.created': { description: 'Create an API Key' },
  'api_key.revoked': { description: 'Revoke an API Key' },
  'identity_provider.created': { description: 'Create a Connection' },
  'identity_provider.updated': { description: 'Update a Connection' },
  'identity_provider.enabled': { description: 'Enable a Connection' },
  'identity_provider.disabled': { description: 'Disable a Connection' },
  'identity_provider.deleted': { description: 'Delete a Connection' },
  'connection.created': { description: 'Configure a Connection' },
  'connection.updated': { description: 'Configure a Connection' },
  'connection.enabled': { description: 'Enable a Connection' },
  'connection.disabled': { description: 'Disable a Connection' },
  'connection.deleted': { description: 'Remove the Configuration of a Connection' },
  'connection.tested': { description: 'Try a Connection' },
  'user.created': { description: 'Create a User' },
  'user.updated': { description: 'Update a User' },
  'user.suspended': { description: 'Block a User' },
  'user.reactivated': { description: 'Unblock a User' },
  'user.deleted': { description: 'Delete a User' },
  'user.merged': { description: 'Link a User Account' },
  'user.signed_in': { type: 's', description: 'Successful login' },
  'user.sign_in_refused': { type: 'f', description: 'Failed login' },
  'identity.recorded': { description: 'Record an Identity' },
  'identity.linked': { description: 'Link a User Account' },
  'identity.moved': { description: 'Move an Identity' },
  'identity.unlinked': { description: 'Unlink a User Identity' },
  'identity.primary_changed': { description: 'Change the Primary Identity' },
  'identity.authorization_lost': { description: 'Lose the Authorization of an Identity' },
  'identity.held': { description: 'Hold an Identity' },
  'linking.challenged': { description: 'Ask for Proof of an Account' },
  'linking.code_sent': { description: 'Send a Code' },
  'linking.code_refused': { description: 'Refuse a Code' },
  'linking.declined': { description: 'Decline an Account' },
  'linking.undone': { description: 'Undo an Event' },
  'policy.created': { description: 'Create a Policy' },
  'policy.updated': { description: 'Update a Policy' },
  'policy.enabled': { description: 'Enable a Policy' },
  'policy.disabled': { description: 'Disable a Policy' },
  'policy.deleted': { description: 'Delete a Policy' },
  'suggestion.made': { description: 'Suggest a Link' },
  'suggestion.approved': { description: 'Approve a Suggestion' },
  'suggestion.dismissed': { description: 'Dismiss a Suggestion' },
  'sign_in.code_sent': { description: 'Send a Code to Sign in With' },
  'sign_in.code_refused': { description: 'Refuse a Code to Sign in With' },
  'sign_in.failed': { type: 'f', description: 'Failed login' },
  'application.created': { description: 'Create a Client' },
  'application.updated': { description: 'Update a Client' },
  'application.secret_changed': { description: 'Rotate a Client Secret' },
  'application.deleted': { description: 'Delete a Client' },
  'application.consented': { description: 'Grant a Consent' },
  'application.access_ended': { description: 'Revoke Access' },
  'signing_key.created': { description: 'Rotate the Application Signing Key' },
  'saml_key.created': { description: 'Create a SAML Key' },
  'saml_key.activated': { description: 'Sign with another SAML Key' },
  'saml_key.deleted': { description: 'Delete a SAML Key' },
  'session.ended': { type: 'slo', description: 'Successful logout' },
  'session.replaced': { description: 'Replace a Session' },
};

/** What a decision on an arrival led to happened at a sign-in, though the event is told as what it changed. */
const atSignIn: Partial<Record<EventType, { type: string; description: string }>> = {
  'user.created': { type: 'ss', description: 'Successful signup' },
  'identity.linked': { type: 's', description: 'Successful login' },
};

/** The type of the log that an event is shown as, unless a sign-in led to it. */
export function logTypeOf(type: EventType): string {
  return described[type].type ?? 'sapi';
}

export function toLogWire(event: Event, user: { userId: string; name: string | null } | undefined): JsonObject {
  const { kind, id, label, ip, dialect } = event.actor;
  const isClient = kind === 'api_key' && typeof id === 'string';
  const logId = toHex(event.id);
  const signedIn = event.decision === null ? undefined : atSignIn[event.type];
  return omitAbsent({
    _id: logId,
    log_id: logId,
    date: event.createdAt,
    type: signedIn?.type ?? logTypeOf(event.type),
    description: (signedIn ?? described[event.type]).description,
    client_id: isClient ? joinIds(event.tenantId, id) : undefined,
    client_name: label,
    ip,
    user_id: user?.userId ?? formerUserId(event),
    user_name: user?.name,
    isMobile: false,
    details: omitAbsent({ event: event.type, dialect, request_id: event.requestId }),
  });
}

export function fromLogId(logId: string): string | null {
  return /^[0-9a-f]{32}$/.test(logId) ? fromHex(logId) : null;
}

/** What a user was called who is no more, as far as the event tells. */
function formerUserId({ userId, before, after }: Event): string | undefined {
  if (userId === null) return undefined;
  for (const snapshot of [after?.user, before?.user]) {
    const user = snapshot as { id?: unknown; originKey?: unknown } | undefined;
    if (user?.id === userId && typeof user.originKey === 'string') return user.originKey;
  }
  return toUserId({ id: userId, originKey: null });
}
