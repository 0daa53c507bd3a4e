/** Who acts while a person signs in: the system, from where the person is. */
import type { Actor } from '../domain/actor.ts';

export type Origin = Pick<Actor, 'ip' | 'userAgent' | 'requestId'>;

export function signInActor(tenantId: string, from: Origin): Actor {
  return {
    tenantId,
    kind: 'system',
    id: null,
    label: 'sign-in',
    scopes: new Set(),
    identityProviderId: null,
    ...from,
  };
}
