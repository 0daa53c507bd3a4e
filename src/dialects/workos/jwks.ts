/** `GET /sso/jwks/:clientId`: the public keys that a tenant's tokens are verified with. Nobody needs a key to read them. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { splitIds } from '../../domain/ids.ts';
import type { DialectContext } from '../dialect.ts';
import { fromWireId } from './wire-ids.ts';

export function addJwks(app: FastifyInstance, { operations }: DialectContext): void {
  app
    .withTypeProvider<TypeBoxTypeProvider>()
    .get('/sso/jwks/:clientId', { schema: { params: Type.Object({ clientId: Type.String() }) } }, async (request) => {
      const { clientId } = request.params;
      const tenantId = tenantOf(clientId);
      if (tenantId === null) throw new DomainError('tenant_not_found', 'there is no such client');
      return operations.tokens.jwks(tenantId);
    });
}

/** A client id names its tenant: `client_` and the tenant's ULID, or the public id of one of its API keys. */
function tenantOf(clientId: string): string | null {
  return fromWireId('client', clientId) ?? splitIds(clientId)?.[0] ?? null;
}
