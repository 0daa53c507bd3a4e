/** Which connections an answer lists: all of them, those of some strategies or the one of a name; by offset or from a cursor. */
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Operations } from '../../operations/index.ts';
import { toConnectionWire } from './connection-wire.ts';
import { refuse } from './errors.ts';
import { type FieldsQuery, fieldsQuery } from './fields.ts';
import { type OffsetQuery, offsetQuery, perPageMax } from './paging.ts';

export const connectionListQuery = Type.Object({
  ...offsetQuery,
  ...fieldsQuery,
  from: Type.Optional(Type.String({ maxLength: 100 })),
  take: Type.Optional(Type.Integer({ minimum: 1, maximum: perPageMax })),
  strategy: Type.Optional(Type.Array(Type.String({ maxLength: 128 }), { maxItems: 100 })),
  name: Type.Optional(Type.String({ maxLength: 128 })),
});

export interface ConnectionListQuery extends OffsetQuery, FieldsQuery {
  from?: string;
  take?: number;
  strategy?: string[];
  name?: string;
}

/** One page after the cursor: an id, opaque to callers. */
export async function pageFrom(
  { identityProviders }: Operations,
  actor: Actor,
  { from, take = 50, strategy, name }: ConnectionListQuery,
) {
  if (from !== undefined && !/^[0-9a-f-]{36}$/.test(from))
    throw refuse(400, 'invalid_paging', '`from` is not a cursor');
  if (name !== undefined) return { items: await byName(identityProviders, actor, name, strategy), hasMore: false };
  return identityProviders.list(actor, { limit: take, after: from }, { strategies: strategy });
}

/** A tenant has tens of connections: pages by offset are cut from all of them. */
export async function listAll(
  { identityProviders }: Operations,
  actor: Actor,
  { strategy, name }: ConnectionListQuery,
) {
  if (name !== undefined) return byName(identityProviders, actor, name, strategy);
  const all: IdentityProvider[] = [];
  for (;;) {
    const { items, hasMore } = await identityProviders.list(
      actor,
      { limit: 200, after: all.at(-1)?.id },
      { strategies: strategy },
    );
    all.push(...items);
    if (!hasMore) return all;
  }
}

async function byName(
  identityProviders: Operations['identityProviders'],
  actor: Actor,
  name: string,
  strategies?: string[],
) {
  const provider = await identityProviders.byName(actor, name);
  return provider && (strategies?.includes(provider.strategy) ?? true) ? [provider] : [];
}

export async function withConnections(
  operations: Operations,
  actor: Actor,
  providers: IdentityProvider[],
): Promise<JsonObject[]> {
  const connections = await operations.connections.ofTenant(actor);
  return providers.map((provider) =>
    toConnectionWire(
      provider,
      connections.find(({ identityProviderId }) => identityProviderId === provider.id),
    ),
  );
}
