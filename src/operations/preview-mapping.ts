/** What a claim mapping would make of claims, before it is kept. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import type { ClaimMapping, MappingOutcome } from '../domain/claim-mapping.ts';
import type { Claims } from '../domain/claims.ts';
import { connectionNotFound } from './connections.ts';
import type { Dependencies } from './dependencies.ts';
import { mapClaims } from './map-claims.ts';
import { requireClaimsSize, requireSubject } from './new-identity.ts';

export function createPreviewMappingOperation(deps: Dependencies) {
  /** `mapping`: the connection's own unless given. Throws `connection_not_found`; expressions that fail are an answer. */
  return async (
    actor: Actor,
    connectionId: string,
    { claims, mapping }: { claims: Claims; mapping?: ClaimMapping | null },
  ): Promise<MappingOutcome> => {
    requireScope(actor, 'identity_providers:read');
    requireSubject(claims.subject);
    requireClaimsSize(claims.raw);
    const connection = await deps.store.reads.connections.byId(actor.tenantId, connectionId);
    if (!connection) throw connectionNotFound();
    requireProvider(actor, connection.identityProviderId);
    const claimMapping = mapping === undefined ? connection.claimMapping : mapping;
    const problems = claimMapping === null ? [] : deps.mapper.check(claimMapping);
    return problems.length > 0 ? { mapped: false, problems } : mapClaims(deps, { claimMapping }, claims);
  };
}
