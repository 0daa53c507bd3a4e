import type { JsonObject, Timestamp } from './json.ts';

/** Every fact that is recorded, past tense. */
export const eventTypes = [
  'tenant.created',
  'tenant.updated',
  'tenant.deleted',
  'operator.added',
  'operator.role_changed',
  'operator.removed',
  'api_key.created',
  'api_key.revoked',
  'identity_provider.created',
  'identity_provider.updated',
  'identity_provider.enabled',
  'identity_provider.disabled',
  'identity_provider.deleted',
  'connection.created',
  'connection.updated',
  'connection.enabled',
  'connection.disabled',
  'connection.deleted',
  'connection.tested',
  'user.created',
  'user.updated',
  'user.suspended',
  'user.reactivated',
  'user.deleted',
  'user.merged',
  'user.signed_in',
  'user.sign_in_refused',
  'identity.recorded',
  'identity.held',
  'identity.linked',
  'identity.moved',
  'identity.unlinked',
  'identity.primary_changed',
  'identity.authorization_lost',
  'linking.challenged',
  'linking.code_sent',
  'linking.code_refused',
  'linking.declined',
  'linking.undone',
  'policy.created',
  'policy.updated',
  'policy.enabled',
  'policy.disabled',
  'policy.deleted',
  'suggestion.made',
  'suggestion.approved',
  'suggestion.dismissed',
  'application.created',
  'application.updated',
  'application.secret_changed',
  'application.deleted',
  'application.consented',
  'application.access_ended',
  'signing_key.created',
  'saml_key.created',
  'saml_key.activated',
  'saml_key.deleted',
  'session.ended',
  'session.replaced',
  'sign_in.code_sent',
  'sign_in.code_refused',
  'sign_in.failed',
] as const;

export type EventType = (typeof eventTypes)[number];

/** One audited fact. Appended in the transaction of the change that it tells of, and never changed. */
export interface Event {
  id: string;
  tenantId: string;
  type: EventType;
  actor: JsonObject;
  userId: string | null;
  /** The other user of a merge, move or split. */
  counterpartUserId: string | null;
  identityId: string | null;
  identityProviderId: string | null;
  before: JsonObject | null;
  after: JsonObject | null;
  /** What was decided and why: the rules looked at, in order, and what each said. */
  decision: JsonObject | null;
  requestId: string | null;
  /** The event that this one takes back. */
  undoes: string | null;
  createdAt: Timestamp;
}
