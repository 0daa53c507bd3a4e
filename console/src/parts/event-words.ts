/** Events in words: what each sort is called, how bad it is, and a sentence of one that names who and what it is about. */
import type { Event } from '@selfsame/client';
import type { IconName } from './icon.tsx';

export type EventType = Event['type'];

export type Tone = 'good' | 'plain' | 'attention' | 'bad' | 'undo';

interface Sort {
  title: string;
  icon: IconName;
  tone: Tone;
}

const sort = (title: string, icon: IconName, tone: Tone = 'plain'): Sort => ({ title, icon, tone });

export const eventSorts: Record<EventType, Sort> = {
  'user.created': sort('User created', 'plus', 'good'),
  'user.signed_in': sort('Signed in', 'check'),
  'user.sign_in_refused': sort('Sign-in refused', 'close', 'bad'),
  'user.updated': sort('User changed', 'edit'),
  'user.suspended': sort('User suspended', 'pause', 'attention'),
  'user.reactivated': sort('User reactivated', 'play', 'good'),
  'user.merged': sort('Users merged', 'transfer', 'good'),
  'user.deleted': sort('User deleted', 'trash', 'bad'),
  'identity.linked': sort('Identity linked', 'plus', 'good'),
  'identity.moved': sort('Identity moved', 'transfer'),
  'identity.unlinked': sort('Identity unlinked', 'out', 'attention'),
  'identity.primary_changed': sort('Primary identity changed', 'users'),
  'identity.recorded': sort('Identity recorded', 'edit'),
  'identity.held': sort('Arrival held', 'pause', 'attention'),
  'identity.authorization_lost': sort('Provider’s tokens lost', 'warning', 'attention'),
  'linking.challenged': sort('Person asked', 'explain', 'attention'),
  'linking.code_sent': sort('Code sent to prove an account', 'upload'),
  'linking.code_refused': sort('Code refused', 'close', 'bad'),
  'linking.declined': sort('Person said it is somebody else', 'close', 'attention'),
  'linking.undone': sort('Undone', 'undo', 'undo'),
  'suggestion.made': sort('Suggestion made', 'review', 'attention'),
  'suggestion.approved': sort('Suggestion approved', 'check', 'good'),
  'suggestion.dismissed': sort('Suggestion dismissed', 'close'),
  'session.ended': sort('Session ended', 'out'),
  'session.replaced': sort('Session replaced', 'refresh'),
  'sign_in.code_sent': sort('Sign-in code sent', 'upload'),
  'sign_in.code_refused': sort('Sign-in code refused', 'close', 'bad'),
  'sign_in.failed': sort('Sign-in failed at a provider', 'warning', 'bad'),
  'application.consented': sort('Application agreed to', 'check'),
  'application.access_ended': sort('Applications’ access ended', 'out'),
  'application.created': sort('Application registered', 'applications'),
  'application.updated': sort('Application changed', 'applications'),
  'application.secret_changed': sort('Application’s secret changed', 'keys'),
  'application.deleted': sort('Application removed', 'trash', 'bad'),
  'identity_provider.created': sort('Provider registered', 'providers'),
  'identity_provider.updated': sort('Provider changed', 'providers'),
  'identity_provider.enabled': sort('Provider switched on', 'play', 'good'),
  'identity_provider.disabled': sort('Provider switched off', 'pause', 'attention'),
  'identity_provider.deleted': sort('Provider removed', 'trash', 'bad'),
  'connection.created': sort('Connection made', 'providers'),
  'connection.updated': sort('Connection changed', 'providers'),
  'connection.enabled': sort('Connection switched on', 'play', 'good'),
  'connection.disabled': sort('Connection switched off', 'pause', 'attention'),
  'connection.deleted': sort('Connection removed', 'trash', 'bad'),
  'connection.tested': sort('Connection tested', 'play'),
  'policy.created': sort('Policy made', 'policies'),
  'policy.updated': sort('Policy changed', 'policies'),
  'policy.enabled': sort('Policy switched on', 'play', 'good'),
  'policy.disabled': sort('Policy switched off', 'pause', 'attention'),
  'policy.deleted': sort('Policy removed', 'trash', 'bad'),
  'api_key.created': sort('API key made', 'keys'),
  'api_key.revoked': sort('API key revoked', 'keys', 'attention'),
  'signing_key.created': sort('Signing key made', 'keys'),
  'saml_key.created': sort('SAML key made', 'keys'),
  'saml_key.activated': sort('SAML key in use', 'keys'),
  'saml_key.deleted': sort('SAML key removed', 'trash', 'bad'),
  'operator.added': sort('Operator added', 'operators'),
  'operator.role_changed': sort('Operator’s role changed', 'operators'),
  'operator.removed': sort('Operator removed', 'operators', 'attention'),
  'tenant.created': sort('Tenant made', 'tenants'),
  'tenant.updated': sort('Tenant changed', 'tenants'),
  'tenant.deleted': sort('Tenant deleted', 'trash', 'bad'),
};

/** What events are about, in the order in which one looks for them, with the types of each: the choices of a filter. */
export const eventGroups: { group: string; types: EventType[] }[] = [
  { group: 'Users', types: typesOf('user.') },
  { group: 'Identities', types: typesOf('identity.') },
  { group: 'Linking', types: [...typesOf('linking.'), ...typesOf('suggestion.')] },
  { group: 'Sessions and sign-in', types: [...typesOf('session.'), ...typesOf('sign_in.')] },
  { group: 'Providers', types: [...typesOf('identity_provider.'), ...typesOf('connection.')] },
  { group: 'Policies', types: typesOf('policy.') },
  { group: 'Applications', types: typesOf('application.') },
  { group: 'Keys', types: [...typesOf('api_key.'), ...typesOf('signing_key.'), ...typesOf('saml_key.')] },
  { group: 'Operators and tenants', types: [...typesOf('operator.'), ...typesOf('tenant.')] },
];

function typesOf(prefix: string): EventType[] {
  return (Object.keys(eventSorts) as EventType[]).filter((type) => type.startsWith(prefix));
}

/** One the server knows and this console does not yet is shown by its name. */
export function sortOf(type: EventType): Sort {
  return eventSorts[type] ?? sort(type, 'events');
}

/** A piece of a sentence: text, or somebody or something that has a name and an address. */
export type Word =
  | string
  | { user: string | null }
  | { identity: string | null; provider: string | null; named: string | null }
  | { provider: string | null }
  | { event: string };

type Row = Record<string, unknown>;

export function tellEvent(event: Event): Word[] {
  const tell = sentences[event.type];
  return tell ? tell(event) : [sortOf(event.type).title];
}

const user = ({ user_id }: Event): Word => ({ user: user_id });
const other = ({ counterpart_user_id }: Event): Word => ({ user: counterpart_user_id });
const provider = ({ identity_provider_id }: Event): Word => ({ provider: identity_provider_id });
const identity = (event: Event): Word => ({
  identity: event.identity_id,
  provider: event.identity_provider_id,
  named: nameOfIdentity(event),
});
const quoted = (side: Row | null | undefined): string =>
  typeof side?.name === 'string' ? ` “${side.name}”` : typeof side?.slug === 'string' ? ` “${side.slug}”` : '';
const named = ({ before, after }: Event): string => quoted(after) || quoted(before);

const sentences: Partial<Record<EventType, (event: Event) => Word[]>> = {
  'user.created': (event) =>
    event.identity_id === null
      ? [user(event), ' was created']
      : event.decision?.action === 'create_user'
        ? [user(event), ' came for the first time, with ', identity(event)]
        : [user(event), ' was created with ', identity(event)],
  'user.signed_in': (event) =>
    event.identity_id === null
      ? [user(event), ' signed in with a code by mail']
      : [user(event), ' signed in with ', identity(event)],
  'user.sign_in_refused': (event) =>
    event.user_id === null
      ? ['A sign-in with ', identity(event), ' was refused']
      : [user(event), ' was refused a sign-in with ', identity(event)],
  'user.updated': (event) => [user(event), ' was changed', listFields(event)],
  'user.suspended': (event) => [user(event), ' was suspended'],
  'user.reactivated': (event) => [user(event), ' was reactivated'],
  'user.merged': (event) => [other(event), ' was merged into ', user(event)],
  'user.deleted': (event) => [user(event), ' was deleted with all identities'],
  'identity.linked': (event) => [
    identity(event),
    ' was linked to ',
    user(event),
    event.decision?.action === 'link' ? ' when it arrived' : '',
  ],
  'identity.moved': (event) => [identity(event), ' was moved from ', other(event), ' to ', user(event)],
  'identity.unlinked': (event) => [identity(event), ' was unlinked from ', user(event), ...afterUnlink(event)],
  'identity.primary_changed': (event) => [identity(event), ' was made the primary one of ', user(event)],
  'identity.recorded': (event) => [identity(event), ' was written down without a user'],
  'identity.held': (event) => [identity(event), ' arrived and was kept without a user'],
  'identity.authorization_lost': (event) => [
    provider(event),
    ' renews the tokens of ',
    identity(event),
    ' no more: the person has to sign in there again',
  ],
  'linking.challenged': (event) => [identity(event), ' arrived, and its person was asked to prove an account'],
  'linking.code_sent': (event) => ['A code to prove the account was sent to ', user(event)],
  'linking.code_refused': (event) => ['A code to prove the account of ', user(event), ' was refused'],
  'linking.declined': (event) =>
    event.user_id === null
      ? ['The person of ', identity(event), ' said that no account is theirs']
      : ['The person of ', identity(event), ' said that ', user(event), ' is somebody else'],
  'linking.undone': (event) =>
    event.undoes === null ? ['Something was taken back'] : [{ event: event.undoes }, ' was taken back'],
  'suggestion.made': (event) =>
    event.counterpart_user_id === null
      ? [identity(event), ' may be of ', user(event)]
      : [user(event), ' and ', other(event), ' look like one person'],
  'suggestion.approved': (event) => ['That ', ...pairOf(event), ' was approved'],
  'suggestion.dismissed': (event) => ['That ', ...pairOf(event), ' was dismissed'],
  'session.ended': (event) => ['A session of ', user(event), ' was ended', endingOf(event)],
  'session.replaced': (event) => [user(event), ' signed in again: the session goes on as another one'],
  'sign_in.code_sent': () => ['A code to sign in with was sent'],
  'sign_in.code_refused': () => ['A code to sign in with was refused'],
  'sign_in.failed': (event) => ['A sign-in at ', provider(event), ` failed: ${event.decision?.because}`],
  'application.consented': (event) => [user(event), ' agreed to what an application asked for'],
  'application.access_ended': (event) => ['What applications may do for ', user(event), ' was ended'],
  'application.created': (event) => [`The application${named(event)} was registered`],
  'application.updated': (event) => [`An application${named(event)} was changed`],
  'application.secret_changed': (event) => [`The application${named(event)} got a new secret`],
  'application.deleted': (event) => [`The application${named(event)} was removed`],
  'identity_provider.created': (event) => [provider(event), ' was registered'],
  'identity_provider.updated': (event) => [provider(event), ' was changed', listFields(event)],
  'identity_provider.enabled': (event) => [provider(event), ' was switched on'],
  'identity_provider.disabled': (event) => [provider(event), ' was switched off'],
  'identity_provider.deleted': (event) => [provider(event), ' was removed with its identities'],
  'connection.created': (event) => ['A connection of ', provider(event), ' was made'],
  'connection.updated': (event) => ['A connection of ', provider(event), ' was changed'],
  'connection.enabled': (event) => ['A connection of ', provider(event), ' was switched on'],
  'connection.disabled': (event) => ['A connection of ', provider(event), ' was switched off'],
  'connection.deleted': (event) => ['A connection of ', provider(event), ' was removed'],
  'connection.tested': (event) => ['A connection of ', provider(event), ' was tested', testOutcome(event)],
  'policy.created': (event) => [`The policy${named(event)} was made`],
  'policy.updated': (event) => [`The policy${named(event)} was changed`],
  'policy.enabled': (event) => [`The policy${named(event)} was switched on`],
  'policy.disabled': (event) => [`The policy${named(event)} was switched off`],
  'policy.deleted': (event) => [`The policy${named(event)} was removed`],
  'api_key.created': (event) => [`The API key${named(event)} was made`],
  'api_key.revoked': (event) => [`The API key${named(event)} was revoked`],
  'operator.added': (event) => [user(event), ` was made an operator: ${event.after?.role}`],
  'operator.role_changed': (event) => [user(event), ` works as ${event.after?.role}, not ${event.before?.role}`],
  'operator.removed': (event) => [user(event), ' is an operator no more'],
  'tenant.created': (event) => [`The tenant${named(event)} was made`],
  'tenant.updated': (event) => [`The tenant${named(event)} was changed`],
  'tenant.deleted': (event) => [`The tenant${named(event)} was deleted`],
};

function pairOf(event: Event): Word[] {
  return event.counterpart_user_id === null
    ? [identity(event), ' is of ', user(event)]
    : [user(event), ' and ', other(event), ' are one person'];
}

function afterUnlink(event: Event): Word[] {
  if (event.counterpart_user_id !== null) return [': it is ', other(event), ' now'];
  return event.after === null ? [' and is gone'] : [' and belongs to nobody'];
}

const endings: Record<string, string> = {
  signed_out: ': they signed out',
  revoked: '',
  expired: ': it was over',
};

function endingOf({ after }: Event): string {
  return endings[String(after?.ending)] ?? '';
}

function testOutcome({ after }: Event): string {
  return typeof after?.status === 'string' ? `: ${after.status}` : '';
}

/** Which fields a change was of, in people's words. */
function listFields({ after }: Event): string {
  const fields = Object.keys(after ?? {}).filter((field) => !untold.has(field));
  return fields.length === 0 ? '' : `: ${fields.map((field) => sayField(field).toLowerCase()).join(', ')}`;
}

const untold = new Set(['id', 'updated_at', 'identity', 'version', 'name_before', 'email_verified', 'phone_verified']);

const fieldNames: Record<string, string> = {
  email: 'E-mail address',
  email_verified: 'E-mail address proved',
  phone: 'Phone number',
  phone_verified: 'Phone number proved',
  external_id: 'External id',
  user_metadata: 'User metadata',
  app_metadata: 'App metadata',
  merged_into: 'Merged into',
  user_id: 'User',
  last_login_at: 'Last sign-in',
  logins_count: 'Sign-ins',
  linked_by: 'Linked by',
  linked_at: 'Linked',
  subject: 'Subject',
  position: 'Place among the identities',
  status: 'Status',
};

export function sayField(field: string): string {
  const words = field.replaceAll('_', ' ');
  return fieldNames[field] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** An event keeps the identity whole, by itself or in a field; the side after it comes first. */
export function identityOf({ before, after }: Event): Row | null {
  for (const side of [after, before]) {
    if (isRow(side?.identity)) return side.identity;
    if (typeof side?.subject === 'string') return side;
  }
  return null;
}

function nameOfIdentity(event: Event): string | null {
  const row = identityOf(event);
  const name = row?.email ?? row?.username ?? row?.display_name ?? row?.subject;
  return typeof name === 'string' ? name : null;
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of these, the last rule that was looked at says how it was done, not why. */
const askedFor = new Set<EventType>(['user.merged', 'identity.moved', 'identity.unlinked', 'linking.undone']);

/** The rule that settled a decision, in its own words; null for what somebody just asked for. */
export function settledBy({ type, decision }: Event): string | null {
  if (askedFor.has(type)) return null;
  const reasons = Array.isArray(decision?.reasons) ? decision.reasons.filter(isRow) : [];
  const last = reasons.findLast(({ settled }) => settled === true) ?? reasons.at(-1);
  return typeof last?.said === 'string' ? last.said : null;
}

export interface Doer {
  kind: 'operator' | 'api_key' | 'user' | 'system';
  /** As a sentence ends: `by the API key “back office”`. */
  said: string;
  /** Through which API, and from where. */
  how: string | null;
}

export function tellActor({ actor }: Event): Doer {
  const { kind, label, dialect, ip } = actor as { kind?: Doer['kind']; label?: string; dialect?: string; ip?: string };
  const who = {
    operator: `the operator ${label}`,
    api_key: `the API key “${label}”`,
    user: 'the person',
    system: `the server (${label})`,
  };
  const how = [
    typeof dialect === 'string' && kind !== 'operator' ? `through the ${apiNames[dialect] ?? dialect} API` : null,
    typeof ip === 'string' ? `from ${ip}` : null,
  ].filter((part) => part !== null);
  return {
    kind: kind ?? 'system',
    said: who[kind ?? 'system'] ?? String(label),
    how: how.length === 0 ? null : how.join(' '),
  };
}

export const apiNames: Record<string, string> = {
  native: 'native',
  workos: 'WorkOS',
  auth0: 'Auth0',
  genauth: 'GenAuth',
};
