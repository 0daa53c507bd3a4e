/** What is about to happen, put as a question to the policies: pure, from facts that were gathered before. */
import type { Actor } from '../domain/actor.ts';
import type { EventType } from '../domain/event.ts';
import type { Identity, IdentityWithProvider, LinkedBy } from '../domain/identity.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import type { Json, JsonObject, Timestamp } from '../domain/json.ts';
import { type MatchKey, provedEmail, provedPhone } from '../domain/linking-rule.ts';
import { domainOf, emailKey } from '../domain/normalise.ts';
import type { UnlinkOutcome } from '../domain/unlink.ts';
import type { User } from '../domain/user.ts';
import type { PolicyRequest } from '../policies/policies.ts';
import { claimsOf } from './new-identity.ts';

/** An arrival asks for itself; `by` an actor otherwise. */
type Asker = { by: 'arrival' | 'actor' };

/** What policies govern. Users and identities are as they are before the change. */
export type Governed =
  | ({
      action: 'identity:link';
      identity: Identity;
      user: User;
      linkedBy: LinkedBy;
      matchedOn: MatchKey[];
    } & Asker)
  | { action: 'identity:unlink'; identity: Identity; user: User; outcome: UnlinkOutcome }
  | { action: 'identity:move'; identity: Identity; user: User; from: User }
  | { action: 'user:merge'; user: User; other: User }
  | ({ action: 'user:create'; user: User; identity: Identity | null } & Asker)
  | { action: 'user:signIn'; identity: Identity; user: User }
  | { action: 'linking:undo'; user: User; other: User | null; undoes: EventType; happenedAt: Timestamp };

/** What else a question tells of: where identities are from, and what the users have. */
export interface PolicyFacts {
  verifiedDomains: string[];
  providers: ReadonlyMap<string, IdentityProvider>;
  identitiesOf(userId: string): Pick<IdentityWithProvider, 'provider'>[];
}

export function toPolicyRequest(actor: Actor, now: number, facts: PolicyFacts, governed: Governed): PolicyRequest {
  const principal = principalOf(actor, governed);
  const request = describeRequest(actor, now);
  const person = (user: User) => describePerson(facts, user);
  const claimed = (identity: Identity) => describeClaimed(facts, identity);
  const about = (type: 'Identity' | 'User', id: string, context: JsonObject): PolicyRequest => ({
    principal,
    action: governed.action,
    resource: { type, id },
    context: { request, user: person(governed.user), ...context },
  });
  switch (governed.action) {
    case 'identity:link':
      return about('Identity', governed.identity.id, {
        identity: claimed(governed.identity),
        linked_by: governed.linkedBy,
        matched_on: governed.matchedOn,
      });
    case 'identity:unlink':
      return about('Identity', governed.identity.id, {
        identity: claimed(governed.identity),
        outcome: governed.outcome,
      });
    case 'identity:move':
      return about('Identity', governed.identity.id, {
        identity: claimed(governed.identity),
        from: person(governed.from),
      });
    case 'user:merge':
      return about('User', governed.user.id, { other: person(governed.other) });
    case 'user:create':
      return about('User', governed.user.id, {
        ...(governed.identity && { identity: claimed(governed.identity) }),
      });
    case 'user:signIn':
      return about('User', governed.user.id, { identity: claimed(governed.identity) });
    case 'linking:undo':
      return about('User', governed.user.id, {
        ...(governed.other && { other: person(governed.other) }),
        undoes: governed.undoes,
        happened_at: governed.happenedAt,
      });
  }
}

function principalOf(actor: Actor, governed: Governed): PolicyRequest['principal'] {
  const arrives = governed.action === 'user:signIn' || ('by' in governed && governed.by === 'arrival');
  if (!arrives || !('identity' in governed) || governed.identity === null)
    return { type: 'Actor', id: actor.id ?? 'system' };
  const { identityProviderId, subject } = governed.identity;
  return { type: 'Arrival', id: `${identityProviderId}|${subject.toWellFormed()}` };
}

function describeRequest(actor: Actor, now: number): JsonObject {
  const at = new Date(now);
  return {
    at: at.toISOString(),
    hour: at.getUTCHours(),
    weekday: at.getUTCDay() || 7,
    actor_kind: actor.kind,
    actor_name: actor.label,
    ...(actor.dialect !== undefined && { dialect: actor.dialect }),
    ...(actor.ip !== undefined && { ip: plainAddress(actor.ip) }),
  };
}

/** IPv4 as itself where a socket shows it inside IPv6, and no name of our own network interface. */
function plainAddress(ip: string): string {
  return ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
}

function describeClaimed({ providers, verifiedDomains }: PolicyFacts, identity: Identity): JsonObject {
  const provider = providers.get(identity.identityProviderId)!;
  const claims = claimsOf(identity);
  return {
    provider: { id: provider.id, name: provider.name, strategy: provider.strategy },
    subject: identity.subject,
    ...(identity.username !== null && { username: identity.username }),
    ...describeEmail(identity.email),
    email_proved: provedEmail(provider.linkingRule, claims, verifiedDomains) !== null,
    phone_proved: provedPhone(provider.linkingRule, claims) !== null,
  };
}

function describePerson(facts: PolicyFacts, user: User): JsonObject {
  const identities = facts.identitiesOf(user.id);
  return {
    id: user.id,
    status: user.status,
    created_at: user.createdAt,
    ...describeEmail(user.email),
    email_proved: user.email !== null && user.emailVerified,
    phone_proved: user.phone !== null && user.phoneVerified,
    identities: identities.length,
    providers: [...new Set(identities.map(({ provider }) => provider.name))],
    strategies: [...new Set(identities.map(({ provider }) => provider.strategy))],
    app_metadata: flatten('', user.appMetadata),
  };
}

function describeEmail(email: string | null): JsonObject {
  const key = email === null ? null : emailKey(email);
  return key === null ? {} : { email: key, email_domain: domainOf(key) };
}

/** `{"plan": {"tier": "gold"}, "roles": ["a", "b"]}` as `plan.tier=gold`, `roles=a`, `roles=b`. */
function flatten(path: string, value: Json): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.flatMap((member) => flatten(path, member));
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, member]) => flatten(path === '' ? name : `${path}.${name}`, member));
  return [`${path}=${value}`];
}
