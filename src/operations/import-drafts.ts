/** Rows of an import as they would be written if nobody else were there, and the names that they want. */
import { type Actor, requireProvider } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import { isUuid } from '../domain/ids.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import type { Wanted } from './import-ledger.ts';
import type { ImportedIdentity, ImportedUser, ImportRow } from './imported-user.ts';
import { blankIdentity } from './new-identity.ts';
import { createBlankUser, withProfile } from './new-user.ts';
import { originKeyCandidates } from './origin-key.ts';

/** The providers and connections that the rows name, by the words in which they name them. */
export interface Sources {
  providers: Map<string, IdentityProvider>;
  connectionIds: Map<string, string>;
}

export async function gatherSources(rows: Rows, { tenantId }: Actor, wanted: ImportRow[]): Promise<Sources> {
  const identities = wanted.flatMap((row) => ('user' in row ? row.user.identities : []));
  const sources: Sources = { providers: new Map(), connectionIds: new Map() };
  for (const word of new Set(identities.map(({ identityProvider }) => identityProvider))) {
    const byId = isUuid(word) ? await rows.identityProviders.byId(tenantId, word) : null;
    const provider = byId ?? (await rows.identityProviders.byName(tenantId, word));
    if (provider) sources.providers.set(word, provider);
  }
  for (const word of new Set(identities.flatMap(({ connections }) => connections ?? []))) {
    const byId = isUuid(word) ? await rows.connections.byId(tenantId, word) : null;
    const connection = byId ?? (await rows.connections.byIdentifier(tenantId, word));
    if (connection) sources.connectionIds.set(word, connection.id);
  }
  return sources;
}

/** A row as it would be written if nobody else were there. */
export type Draft =
  | { line: number; row: ImportedUser; user: User; originKeys: string[]; identities: Identity[] }
  | { line: number; refusal: DomainError };

export function draft(deps: Dependencies, actor: Actor, sources: Sources, row: ImportRow): Draft {
  if ('refusal' in row) return row;
  try {
    const { identities: wanted, ...given } = row.user;
    const user: User = {
      ...withProfile(createBlankUser(deps, actor.tenantId, given.id), given.profile),
      status: given.status ?? 'active',
      originKey: given.originKey ?? null,
      lastLoginAt: given.lastLoginAt ?? null,
      loginsCount: given.loginsCount ?? 0,
      mergedInto: given.mergedInto ?? null,
      ...(given.createdAt && { createdAt: given.createdAt, updatedAt: given.createdAt }),
      ...(given.updatedAt && { updatedAt: given.updatedAt }),
    };
    if (user.mergedInto !== null && wanted.length > 0)
      throw new DomainError('invalid_input', 'a user that was merged into another one has no identities', {
        field: 'identities',
      });
    const identities = wanted.map((each, position) => draftIdentity(deps, actor, sources, user, each, position));
    const [first] = wanted;
    const originKeys =
      given.originKey === undefined && first
        ? originKeyCandidates(sources.providers.get(first.identityProvider)!, first.subject)
        : [];
    return { line: row.line, row: row.user, user, originKeys, identities };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { line: row.line, refusal: error };
  }
}

function draftIdentity(
  deps: Dependencies,
  actor: Actor,
  { providers, connectionIds }: Sources,
  user: User,
  wanted: ImportedIdentity,
  position: number,
): Identity {
  const provider = providers.get(wanted.identityProvider);
  if (!provider)
    throw new DomainError('identity_provider_not_found', 'there is no identity provider of the name or id given', {
      field: `identities/${position}/identity_provider`,
    });
  requireProvider(actor, provider.id);
  const connections = (wanted.connections ?? []).map((word) => {
    const id = connectionIds.get(word);
    if (id === undefined)
      throw new DomainError('connection_not_found', 'there is no connection of the identifier or id given', {
        field: `identities/${position}/connections`,
      });
    return id;
  });
  const key = { identityProviderId: provider.id, subjectType: wanted.subjectType ?? '', subject: wanted.subject };
  const blank = blankIdentity(deps, actor.tenantId, key, { ...wanted, connectionIds: connections });
  return {
    ...blank,
    id: wanted.id ?? blank.id,
    userId: user.id,
    position,
    linkedAt: wanted.linkedAt ?? blank.createdAt,
    firstLoginAt: wanted.firstLoginAt ?? null,
    lastLoginAt: wanted.lastLoginAt ?? null,
    loginsCount: wanted.loginsCount ?? 0,
    lastSyncedAt: wanted.lastSyncedAt ?? null,
    ...(wanted.createdAt && { createdAt: wanted.createdAt, updatedAt: wanted.createdAt }),
    ...(wanted.updatedAt && { updatedAt: wanted.updatedAt }),
  };
}

export function wantedBy(drafts: Draft[]): Wanted & { identities: Identity[] } {
  const usable = drafts.filter((each) => 'user' in each);
  const identities = usable.flatMap((each) => each.identities);
  return {
    userIds: usable.flatMap(({ user }) => (user.mergedInto === null ? [user.id] : [user.id, user.mergedInto])),
    users: usable.map(({ user }) => user),
    originKeys: usable.flatMap(({ originKeys }) => originKeys),
    identityIds: identities.map(({ id }) => id),
    identityKeys: identities,
    identities,
  };
}
