/** `GET /sso/jwks/:clientId`: the public keys that a tenant's tokens are verified with. Nobody needs a key to read them. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { splitIds } from '../../domain/ids.ts';
import type { DialectContext } from '../dialect.ts';
import { findClient } from './clients.ts';
import { fromWireId } from './wire-ids.ts';

export function addJwks(app: FastifyInstance, context: DialectContext): void {
  app
    .withTypeProvider<TypeBoxTypeProvider>()
    .get('/sso/jwks/:clientId', { schema: { params: Type.Object({ clientId: Type.String() }) } }, async (request) => {
      const { clientId } = request.params;
      const client = await findClient(context, request, clientId);
      const tenantId = client?.application.tenantId ?? tenantOf(clientId);
      if (tenantId === null) throw new DomainError('tenant_not_found', 'there is no such client');
      return context.operations.tokens.jwks(tenantId);
    });
}

/** Besides applications': `client_` and the tenant's ULID, or the public id of one of its API keys. */
function tenantOf(clientId: string): string | null {
  return fromWireId('client', clientId) ?? splitIds(clientId)?.[0] ?? null;
}
