/** `POST /user_management/magic_auth`: a code to somebody's e-mail address, which signs in whoever types it. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { toUlid } from '../../domain/ids.ts';
import type { DialectContext } from '../dialect.ts';
import type { Authentication } from './authenticate.ts';
import { toWireId } from './wire-ids.ts';

const MagicAuthBody = Type.Object({ email: Type.String({ minLength: 1, maxLength: 320 }) });

export function addMagicAuth(
  app: FastifyInstance,
  { operations, writerFor }: DialectContext,
  { actorOf }: Authentication,
): void {
  app
    .withTypeProvider<TypeBoxTypeProvider>()
    // Not kept under an Idempotency-Key: the code would be kept with its answer.
    .post('/user_management/magic_auth', { schema: { body: MagicAuthBody } }, async (request, reply) => {
      const made = await operations.appEmailCodes.start(actorOf(request), request.body.email, writerFor(request));
      return reply.code(201).send({
        object: 'magic_auth',
        id: `magic_auth_${toUlid(made.id)}`,
        user_id: toWireId('user', made.userId),
        email: made.email,
        code: made.code,
        expires_at: made.expiresAt,
        created_at: made.createdAt,
        updated_at: made.createdAt,
      });
    });
}
