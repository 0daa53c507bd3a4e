/** A signed-in person as the actor of what they do about their own account. */
import type { Actor } from '../domain/actor.ts';
import type { Scope } from '../domain/scopes.ts';
import { nameOf, type User } from '../domain/user.ts';
import type { Origin } from './sign-in-actor.ts';

/** INVARIANT: every verb that takes this actor is given the actor's own user and nobody else's. */
const ownScopes: readonly Scope[] = [
  'identities:read',
  'identities:write',
  'sessions:write',
  'tenants:read',
  'events:read',
];

export function selfActor(user: User, from: Origin): Actor {
  return {
    tenantId: user.tenantId,
    kind: 'user',
    id: user.id,
    label: nameOf(user),
    scopes: new Set(ownScopes),
    identityProviderId: null,
    ...from,
  };
}
