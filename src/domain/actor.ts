/** Who is calling. Every operation takes one first, and finds the tenant in it. */
import { DomainError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { allScopes, type Scope } from './scopes.ts';

export interface Actor {
  tenantId: string;
  kind: 'api_key' | 'operator' | 'user' | 'system';
  /** The API key's or user's id; an operator's is that of a user of the operators' tenant; null for the system. */
  id: string | null;
  /** A name for people: the API key's name, `selfsame import`. */
  label: string;
  scopes: ReadonlySet<Scope>;
  /** Set when the credential may touch this identity provider's identities only. */
  identityProviderId: string | null;
  /** Through which dialect, from where and in which request; for the event. */
  dialect?: string;
  requestId?: string;
  ip?: string;
  userAgent?: string;
}

/** The server itself, acting within a tenant: sign-in, the command line, the first run. */
export function systemActor(tenantId: string, label: string): Actor {
  return { tenantId, kind: 'system', id: null, label, scopes: new Set(allScopes), identityProviderId: null };
}

/** Refuses unless the actor has the scope. */
export function requireScope(actor: Actor, scope: Scope): void {
  if (actor.scopes.has(scope)) return;
  throw new DomainError('insufficient_scope', `the credential lacks the scope \`${scope}\``, { scope });
}

/** Refuses unless the actor may touch this identity provider. */
export function requireProvider(actor: Actor, identityProviderId: string): void {
  if (actor.identityProviderId === null || actor.identityProviderId === identityProviderId) return;
  throw new DomainError('identity_provider_mismatch', 'the credential is bound to another identity provider');
}

/** How the event records the actor. */
export function describeActor(actor: Actor): JsonObject {
  const { kind, id, label, dialect, ip } = actor;
  return { kind, id, label, ...(dialect && { dialect }), ...(ip && { ip }) };
}
