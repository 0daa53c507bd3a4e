/** An event in words, for people: what happened, in the past tense, naming who and what by id. */
import { changesOf } from './changes.ts';
import type { Event, EventType } from './event.ts';

export function wordsOf(event: Event): string {
  return words[event.type](event);
}

const user = (id: string | null) => (id === null ? 'nobody' : `the user \`${id}\``);
const identity = ({ identityId }: Event) => (identityId === null ? 'an identity' : `the identity \`${identityId}\``);
const provider = ({ identityProviderId }: Event) => `the identity provider \`${identityProviderId}\``;

const words: Record<EventType, (event: Event) => string> = {
  'tenant.created': () => 'the tenant was made',
  'tenant.updated': () => 'the tenant was changed',
  'tenant.deleted': (event) => `the tenant \`${event.before?.slug}\` was deleted`,
  'operator.added': (event) => `${user(event.userId)} was made an operator (${event.after?.role})`,
  'operator.role_changed': (event) =>
    `${user(event.userId)} works in the console as ${event.after?.role} rather than ${event.before?.role}`,
  'operator.removed': (event) => `${user(event.userId)} is an operator no more`,
  'api_key.created': () => 'an API key was made',
  'api_key.revoked': () => 'an API key was revoked',
  'identity_provider.created': (event) => `${provider(event)} was registered`,
  'identity_provider.updated': (event) => `${provider(event)} was changed`,
  'identity_provider.enabled': (event) => `${provider(event)} was switched on`,
  'identity_provider.disabled': (event) => `${provider(event)} was switched off`,
  'identity_provider.deleted': (event) => `${provider(event)} was removed with its identities`,
  'connection.created': (event) => `a connection of ${provider(event)} was made`,
  'connection.updated': (event) => `a connection of ${provider(event)} was changed`,
  'connection.enabled': (event) => `a connection of ${provider(event)} was switched on`,
  'connection.disabled': (event) => `a connection of ${provider(event)} was switched off`,
  'connection.deleted': (event) => `a connection of ${provider(event)} was removed`,
  'connection.tested': (event) => `a connection of ${provider(event)} was tried, and nothing else was written`,
  'user.created': (event) =>
    event.identityId === null
      ? `${user(event.userId)} was made`
      : `${user(event.userId)} was made, with ${identity(event)}`,
  'user.updated': (event) => `${user(event.userId)} was changed`,
  'user.suspended': (event) => `${user(event.userId)} was suspended`,
  'user.reactivated': (event) => `${user(event.userId)} was reactivated`,
  'user.deleted': (event) => `${user(event.userId)} was deleted with its identities`,
  'user.merged': (event) => `${user(event.counterpartUserId)} was merged into ${user(event.userId)}`,
  'user.signed_in': (event) => `${user(event.userId)} signed in with ${identity(event)}`,
  'user.sign_in_refused': (event) => `a sign-in with ${identity(event)} was refused`,
  'identity.recorded': (event) => `${identity(event)} was written down without a user`,
  'identity.held': (event) => `${identity(event)} arrived and was kept without a user`,
  'identity.linked': (event) => `${identity(event)} was linked to ${user(event.userId)}${byRule(event)}`,
  'identity.moved': (event) =>
    `${identity(event)} was moved from ${user(event.counterpartUserId)} to ${user(event.userId)}`,
  'identity.unlinked': (event) => `${identity(event)} was unlinked from ${user(event.userId)}${outcome(event)}`,
  'identity.primary_changed': (event) => `${identity(event)} was made the primary one of ${user(event.userId)}`,
  'identity.authorization_lost': (event) =>
    `${provider(event)} renews the tokens of ${identity(event)} no more: its person has to sign in there again`,
  'linking.challenged': (event) => `${identity(event)} arrived, and its person was asked to prove an account`,
  'linking.code_sent': (event) => `a one-time code was sent to ${user(event.userId)}`,
  'linking.code_refused': (event) => `a one-time code for ${user(event.userId)} was refused`,
  'linking.declined': (event) => `the person of ${identity(event)} said that ${user(event.userId)} is somebody else`,
  'linking.undone': (event) => `the event \`${event.undoes}\` was undone${taken(event)}`,
  'policy.created': () => 'a policy was made',
  'policy.updated': () => 'a policy was changed',
  'policy.enabled': () => 'a policy was switched on',
  'policy.disabled': () => 'a policy was switched off',
  'policy.deleted': () => 'a policy was removed',
  'suggestion.made': (event) =>
    event.identityId === null
      ? `${user(event.userId)} was suggested to be ${user(event.counterpartUserId)}`
      : `${identity(event)} was suggested to be ${user(event.userId)}'s`,
  'suggestion.approved': () => 'a suggestion was approved',
  'suggestion.dismissed': () => 'a suggestion was dismissed',
  'application.created': () => 'an application was registered',
  'application.updated': () => 'an application was changed',
  'application.secret_changed': () => 'an application got a new secret',
  'application.deleted': () => 'an application was removed',
  'application.consented': (event) => `${user(event.userId)} agreed to what an application asked for`,
  'application.access_ended': (event) => `what applications may do for ${user(event.userId)} was ended`,
  'signing_key.created': () => 'a new signing key was made',
  'saml_key.created': () => 'a new key towards SAML providers was made',
  'saml_key.activated': () => 'requests to SAML providers were signed with another key from then on',
  'saml_key.deleted': () => 'a key towards SAML providers was removed',
  'session.ended': (event) => `a session of ${user(event.userId)} was ended`,
  'session.replaced': (event) => `a session of ${user(event.userId)} goes on as another one: they signed in again`,
  'sign_in.code_sent': () => 'a one-time code to sign in with was sent to an address',
  'sign_in.code_refused': () => 'a one-time code to sign in with was refused',
  'sign_in.failed': (event) => `a sign-in at ${provider(event)} failed: ${event.decision?.because}${repeated(event)}`,
};

function byRule({ decision }: Event): string {
  return decision?.action === 'link' ? ' by rule, when it arrived' : '';
}

function outcome(event: Event): string {
  if (event.counterpartUserId !== null) return `, and ${user(event.counterpartUserId)} was made of it`;
  return event.after === null ? ', and is gone' : ", and is nobody's";
}

function taken(event: Event): string {
  const { identities } = changesOf(event);
  const [first] = identities.filter(({ before, after }) => before?.userId !== after?.userId);
  if (!first) return '';
  const more = identities.length > 1 ? ' and others' : '';
  const owner = first.after?.userId;
  return `: the identity \`${first.id}\`${more} went ${typeof owner === 'string' ? `to the user \`${owner}\`` : 'from its user'}`;
}

function repeated({ decision }: Event): string {
  const times = decision?.times;
  return typeof times === 'number' && times > 1 ? `, ${times} times within an hour` : '';
}
