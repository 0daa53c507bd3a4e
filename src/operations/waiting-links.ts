/** Arrivals that wait for proof, as those see them who look after the tenant: nothing here settles one. */
import { type Actor, requireScope } from '../domain/actor.ts';
import type { IdentityWithProvider } from '../domain/identity.ts';
import type { PendingLink } from '../domain/pending-link.ts';
import type { Page, PageRequest } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { requireUnbound } from './suggestions.ts';

/** Without what binds it to a browser, or proves anything. */
export interface WaitingLink
  extends Pick<
    PendingLink,
    'id' | 'connectionId' | 'candidates' | 'codesSent' | 'attempts' | 'createdAt' | 'expiresAt'
  > {
  identity: IdentityWithProvider | null;
}

export function createWaitingLinksOperation(deps: Dependencies) {
  const { reads } = deps.store;
  return async function waitingLinks(actor: Actor, page: PageRequest): Promise<Page<WaitingLink>> {
    requireScope(actor, 'users:read');
    requireScope(actor, 'identities:read');
    requireUnbound(actor);
    const found = await reads.pendingLinks.listOpen(actor.tenantId, currentTime(deps), page);
    const items = await Promise.all(
      found.items.map(async (pending) => ({
        id: pending.id,
        connectionId: pending.connectionId,
        candidates: pending.candidates,
        codesSent: pending.codesSent,
        attempts: pending.attempts,
        createdAt: pending.createdAt,
        expiresAt: pending.expiresAt,
        identity: await reads.identities.byId(actor.tenantId, pending.identityId),
      })),
    );
    return { ...found, items };
  };
}
