/** The endpoints on identity sources: list, read, register, rename, remove. */
import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { Operations } from '../../operations/index.ts';
import type { Endpoints } from './endpoints.ts';
import { fromWireId, requireSourceId } from './ids.ts';
import { oneOf, optional, paging, readPaging, required, text } from './input.ts';
import { newestProviderName, providerNames, toStrategy } from './provider-names.ts';
import { toExtIdpConnDto, toExtIdpDto } from './source-wire.ts';

/** Asked of by every endpoint here: whose sources, and seen from which application. */
export const where = { tenantId: optional(text()), appId: optional(text()) };

export function addSourceEndpoints(endpoints: Endpoints): void {
  endpoints.get('list-ext-idp', Type.Object(where), async ({ operations, actor, input }) => {
    requireOwnTenant(actor, input.tenantId);
    const sources = await allSources(operations, actor);
    return { totalCount: sources.length, list: sources.map(toExtIdpDto) };
  });

  endpoints.get(
    'list-tenant-ext-idp',
    Type.Object({ ...where, ...paging, type: optional(text(64)) }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      const all = (await allSources(operations, actor)).map(toExtIdpDto);
      const sources = input.type === undefined ? all : all.filter(({ type }) => type === input.type);
      const { offset, limit } = readPaging(input);
      return { totalCount: sources.length, list: sources.slice(offset, offset + limit) };
    },
  );

  endpoints.get(
    'get-ext-idp',
    Type.Object({ id: required(), ...where, type: optional(text(64)) }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      const source = await operations.identityProviders.read(actor, requireSourceId(input.id));
      const connections = await operations.connections.ofProvider(actor, source.id);
      return {
        ...toExtIdpDto(source),
        connections: connections.map((connection) => toExtIdpConnDto(connection, source)),
        autoJoin: false,
      };
    },
  );

  endpoints.post(
    'create-ext-idp',
    Type.Object({
      name: required(128),
      type: oneOf(...providerNames, newestProviderName),
      logo: optional(text(4096)),
      tenantId: optional(text()),
    }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      const source = await operations.together(async (joined) =>
        joined.identityProviders
          .create(actor, {
            strategy: toStrategy(input.type),
            name: await freeName(joined, actor, input.name, input.type),
            displayName: input.name,
            logo: input.logo || null,
          })
          .catch(asUnsupported(input.type)),
      );
      return toExtIdpDto(source);
    },
  );

  endpoints.post(
    'update-ext-idp',
    Type.Object({ id: required(), name: required(128), tenantId: optional(text()) }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      const id = requireSourceId(input.id);
      return toExtIdpDto(await operations.identityProviders.update(actor, id, { displayName: input.name }));
    },
  );

  endpoints.post(
    'delete-ext-idp',
    Type.Object({ id: required(), tenantId: optional(text()) }),
    async ({ operations, actor, input }) => {
      requireOwnTenant(actor, input.tenantId);
      // This API has no word for what shall happen to identities: as long as there are some, nothing happens.
      await operations.identityProviders.delete(actor, requireSourceId(input.id), 'refuse');
      return { success: true };
    },
  );
}

/** Tenants within a user pool do not exist here; the pool itself may be named. */
export function requireOwnTenant({ tenantId }: Actor, named: string | undefined): void {
  if (!named || fromWireId(named) === tenantId) return;
  throw new DomainError('tenant_not_found', 'there is no such tenant in the user pool: leave out `tenantId`');
}

const pageLength = 200;

async function allSources(operations: Operations, actor: Actor): Promise<IdentityProvider[]> {
  const all: IdentityProvider[] = [];
  for (;;) {
    const { items, hasMore } = await operations.identityProviders.list(actor, {
      limit: pageLength,
      after: all.at(-1)?.id,
    });
    all.push(...items);
    if (!hasMore) return all;
  }
}

/** The name by which programs know the source: the one given where it can be, for it may be in any script. */
async function freeName({ identityProviders }: Operations, actor: Actor, name: string, type: string): Promise<string> {
  const plain = name.trim();
  const isPlain = /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,126}[A-Za-z0-9])?$/.test(plain);
  if (isPlain && !(await identityProviders.byName(actor, plain))) return plain;
  return `${type}-${randomBytes(4).toString('hex')}`;
}

/** A word of this API for which there is no strategy; for most it is known why. */
function asUnsupported(type: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof DomainError && error.details?.field === 'strategy') {
      const { reason } = error.details;
      const why = typeof reason === 'string' ? `: ${reason}` : '';
      throw new DomainError('not_supported', `identity sources of the type \`${type}\` are not supported${why}`);
    }
    throw error;
  };
}
