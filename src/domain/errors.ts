/**
 * The closed table of refusals. An expected alternative is a returned decision; a refusal is a thrown `DomainError` with
 * a code of this table; anything else thrown is a bug. Each dialect maps the kinds to its own statuses and words.
 */
import type { JsonObject } from './json.ts';

/** What sort of refusal it is. A dialect maps every kind. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unprocessable'
  | 'rate_limited'
  | 'unsupported'
  | 'unavailable'
  | 'internal';

/** Every code, its kind, and what it means to the one who has to mend it (shown in docs/errors.md). */
export const errorTable = {
  invalid_input: { kind: 'invalid', means: 'a field, parameter or header is missing, malformed or too long' },
  malformed_json: { kind: 'invalid', means: 'the body is not JSON' },
  body_required: { kind: 'invalid', means: 'the operation needs a body and none came' },
  body_too_large: { kind: 'too_large', means: 'the body is over the limit' },
  unsupported_media_type: {
    kind: 'unsupported_media_type',
    means: 'the body has a content type that is not understood',
  },
  unauthenticated: { kind: 'unauthenticated', means: 'no credential came, or it is unknown, expired or revoked' },
  insufficient_scope: { kind: 'forbidden', means: 'the credential lacks the scope for this operation' },
  not_an_operator: {
    kind: 'forbidden',
    means: 'whoever signed in has no role in the console: an owner gives them one',
  },
  tenant_mismatch: { kind: 'forbidden', means: 'the tenant named is not the one of the credential' },
  identity_provider_mismatch: { kind: 'forbidden', means: 'the credential is bound to another identity provider' },
  route_not_found: { kind: 'not_found', means: 'there is nothing at this path' },
  method_not_allowed: { kind: 'method_not_allowed', means: 'the path exists, not with this method' },
  tenant_not_found: { kind: 'not_found', means: 'no such tenant' },
  user_not_found: { kind: 'not_found', means: 'no such user in this tenant' },
  identity_not_found: { kind: 'not_found', means: 'no such identity in this tenant, or not of this user' },
  identity_provider_not_found: { kind: 'not_found', means: 'no such identity provider in this tenant' },
  connection_not_found: { kind: 'not_found', means: 'no such connection in this tenant' },
  api_key_not_found: { kind: 'not_found', means: 'no such API key in this tenant' },
  event_not_found: { kind: 'not_found', means: 'no such event in this tenant' },
  events_removed: { kind: 'not_found', means: 'events as old as that are kept no longer' },
  session_not_found: { kind: 'not_found', means: 'no such session in this tenant' },
  tokens_not_found: { kind: 'not_found', means: 'no tokens of a provider are kept for this identity' },
  policy_not_found: { kind: 'not_found', means: 'no such policy in this tenant' },
  suggestion_not_found: { kind: 'not_found', means: 'no such suggestion in this tenant' },
  sweep_not_found: { kind: 'not_found', means: 'no such sweep in this tenant' },
  operator_not_found: { kind: 'not_found', means: 'no such operator: nobody of this id works in the console' },
  application_not_found: { kind: 'not_found', means: 'no such application in this tenant' },
  saml_key_not_found: { kind: 'not_found', means: 'no such key towards SAML providers in this tenant' },
  policy_invalid: { kind: 'invalid', means: 'the Cedar text does not parse, or does not fit the schema' },
  policy_name_taken: { kind: 'conflict', means: 'another policy has this name' },
  policy_forbids: { kind: 'forbidden', means: 'a policy of the tenant forbids it, or could not be evaluated' },
  not_undoable: { kind: 'conflict', means: 'an event of this sort cannot be undone' },
  undo_blocked: { kind: 'conflict', means: 'later events depend on this one: undo those first' },
  linking_domain_mismatch: { kind: 'conflict', means: 'the identity and the user are of different linking domains' },
  too_many_identities: { kind: 'conflict', means: 'the user has as many identities as it may have' },
  suggestion_decided: { kind: 'conflict', means: 'the suggestion was decided the other way before' },
  suggestion_outdated: { kind: 'conflict', means: 'what the two had both proved is no longer so' },
  pending_link_over: { kind: 'forbidden', means: 'the proof that was asked for is no longer waited for' },
  code_wrong: { kind: 'forbidden', means: 'the one-time code is wrong, used or expired' },
  last_identity: { kind: 'conflict', means: "it is the user's last identity: unlinking it takes away the last way in" },
  identity_linked_elsewhere: { kind: 'conflict', means: 'the identity belongs to another user' },
  identity_not_linked: { kind: 'conflict', means: 'the identity belongs to no user' },
  primary_identity: { kind: 'conflict', means: 'the primary identity cannot be taken away by this call' },
  email_taken: { kind: 'conflict', means: 'another user has this e-mail address' },
  phone_taken: { kind: 'conflict', means: 'another user has this phone number' },
  username_taken: { kind: 'conflict', means: 'another user has this username' },
  external_id_taken: { kind: 'conflict', means: 'another user has this external id' },
  user_id_taken: { kind: 'conflict', means: 'another user has this id' },
  user_merged: { kind: 'conflict', means: 'the user was merged into another one, which stands in for it' },
  user_suspended: { kind: 'conflict', means: 'the user is suspended' },
  merge_with_itself: { kind: 'invalid', means: 'a user cannot be merged with itself' },
  identity_provider_name_taken: { kind: 'conflict', means: 'another identity provider has this name' },
  identity_provider_in_use: { kind: 'conflict', means: 'the provider has identities: say what shall happen to them' },
  issuer_in_use: {
    kind: 'conflict',
    means: "another issuer named the provider's identities: allow the change or do not",
  },
  needs_reauthorization: {
    kind: 'conflict',
    means: 'the provider renews the tokens no more: the person has to sign in there again',
  },
  saml_key_in_use: { kind: 'conflict', means: 'the key signs requests to SAML providers: let another one sign first' },
  too_many_saml_keys: { kind: 'conflict', means: 'the tenant has as many keys towards SAML providers as it may have' },
  identity_provider_disabled: { kind: 'conflict', means: 'the identity provider is disabled' },
  connection_identifier_taken: { kind: 'conflict', means: 'another connection has this identifier' },
  client_id_taken: { kind: 'conflict', means: 'another application has this client id' },
  host_taken: { kind: 'conflict', means: 'another tenant has this host name' },
  last_owner: { kind: 'conflict', means: 'the last owner stays one: make somebody else an owner first' },
  tenant_is_operators: {
    kind: 'conflict',
    means: 'whoever works in the console cannot delete the tenant that they sign in to',
  },
  tenant_is_master: { kind: 'conflict', means: 'the master tenant cannot be deleted' },
  tenant_slug_taken: { kind: 'conflict', means: 'another tenant has this slug' },
  changed_meanwhile: { kind: 'conflict', means: 'others changed the same meanwhile: read it and ask again' },
  bulk_refused: { kind: 'conflict', means: 'a row of an all-or-nothing call was refused, so none was applied' },
  idempotency_key_reused: { kind: 'unprocessable', means: 'the Idempotency-Key was used before with another request' },
  connection_test_not_found: { kind: 'not_found', means: 'no such test of this connection' },
  connection_test_over: { kind: 'conflict', means: 'the test was gone through, or took too long' },
  grant_refused: { kind: 'invalid', means: 'a code or refresh token is not one that can be redeemed' },
  client_refused: { kind: 'invalid', means: 'the application is unknown, or did not prove itself' },
  sign_in_refused: { kind: 'forbidden', means: 'the sign-in did not pass a check' },
  rate_limited: { kind: 'rate_limited', means: 'too many requests' },
  not_supported: { kind: 'unsupported', means: 'the API has this word, this server does not do it' },
  provider_unavailable: {
    kind: 'unavailable',
    means: 'the identity provider could not be asked, or failed: try again later',
  },
  unavailable: { kind: 'unavailable', means: 'the database cannot be reached, or the server is stopping' },
  internal: { kind: 'internal', means: 'a bug: logged whole, told to nobody' },
} as const satisfies Record<string, { kind: ErrorKind; means: string }>;

export type ErrorCode = keyof typeof errorTable;

/** A refusal: nothing was changed. `message` says what is wrong and what to do; `details` is data for programs. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly details: JsonObject | undefined;

  constructor(code: ErrorCode, message: string, details?: JsonObject) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }

  /** What the policies that decided have to say to people. */
  get notices(): string[] {
    const notices = this.details?.notices;
    return this.code === 'policy_forbids' && Array.isArray(notices) ? (notices as string[]) : [];
  }

  get kind(): ErrorKind {
    return errorTable[this.code].kind;
  }
}
