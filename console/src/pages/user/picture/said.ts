/** The picture in words. */
import type { Event, UserIdentity } from '@selfsame/client';
import { sortOf } from '../../../parts/event-words.ts';

/** How an identity is told from others in a sentence. */
export function sayIdentity({ provider_name, external_id }: Pick<UserIdentity, 'provider_name' | 'external_id'>) {
  return `${provider_name} ${external_id}`;
}

export function sayActor({ kind, label }: Event['actor']): string {
  const name = typeof label === 'string' && label !== '' ? label : null;
  if (kind === 'operator') return name ?? 'an operator';
  if (kind === 'api_key') return name === null ? 'an API key' : `API key “${name}”`;
  if (kind === 'user') return 'the person';
  return 'Selfsame';
}

const ways: Record<UserIdentity['linked_by'], string> = {
  auto: 'by rule, at a sign-in',
  manual: 'by hand',
  scim: 'by provisioning',
};

/** `linked` is the event that gave the identity to its user, where it is known. */
export function sayLinked(identity: UserIdentity, linked: Event | undefined): string {
  const way = ways[identity.linked_by];
  if (linked === undefined || identity.linked_by !== 'manual') return way;
  const by = linked.type === 'user.merged' ? 'by a merge' : way;
  return `${by}: ${sayActor(linked.actor)}`;
}

/** Of each identity, the event that gave it to the user as it is now. */
export function findLinks(userId: string, events: Event[]): Map<string, Event> {
  const links = new Map<string, Event>();
  for (const event of events) {
    if (event.user_id !== userId) continue;
    if (event.type === 'user.merged') {
      const moved = (event.after as { identities?: unknown } | null)?.identities;
      for (const identity of Array.isArray(moved) ? moved : [])
        if (typeof identity?.id === 'string') links.set(identity.id, event);
    } else if (event.type !== 'identity.unlinked' && event.type !== 'identity.primary_changed') {
      if (event.identity_id !== null) links.set(event.identity_id, event);
    }
  }
  return links;
}

export interface Lost {
  tokens_destroyed?: number;
  sessions_ended?: number;
}

/** What a change takes away for good. */
export function sayLost({ tokens_destroyed = 0, sessions_ended = 0 }: Lost): string {
  const sessions =
    sessions_ended === 0
      ? 'No session ends'
      : sessions_ended === 1
        ? '1 session ends'
        : `${sessions_ended} sessions end`;
  if (tokens_destroyed === 0) return `${sessions}, and no token of a provider is destroyed.`;
  const tokens = tokens_destroyed === 1 ? '1 token' : `${tokens_destroyed} tokens`;
  return `${sessions}, and ${tokens} of providers ${tokens_destroyed === 1 ? 'is' : 'are'} destroyed: for these the person has to sign in there again.`;
}

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export function sayTime(at: string | number): string {
  return absolute.format(new Date(at));
}

/** What happened at one time. */
export function sayHappened(events: Event[]): string {
  return [...new Set(events.map(({ type }) => sortOf(type).title.toLowerCase()))].join(', ');
}
