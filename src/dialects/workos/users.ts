/** `/user_management/users`: made, found, listed, changed, deleted. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { answer, type DialectContext } from '../dialect.ts';
import type { Authentication } from './authenticate.ts';
import { emptyList, pageQuery, toPageRequest, toWireList } from './list.ts';
import { decideMetadata } from './metadata.ts';
import { CreateUserBody, fromWireUser, passwordFields, toWireUser, UpdateUserBody } from './user-wire.ts';
import { fromWireId } from './wire-ids.ts';

const path = '/user_management/users';

/** Taken as it comes: an id that is none is an id of nobody, and answered so. */
export const UserParams = Type.Object({ id: Type.String() });

export function addUsers(untyped: FastifyInstance, context: DialectContext, { actorOf }: Authentication): void {
  const app = untyped.withTypeProvider<TypeBoxTypeProvider>();
  const { users } = context.operations;

  app.get(path, { schema: { querystring: ListUsersQuery } }, async (request) => {
    const { query } = request;
    // There are no organizations here, so none has users.
    if (query.organization_id || query.organization) return emptyList;
    const search = query.email ? { email: query.email } : {};
    const page = await users.list(actorOf(request), toPageRequest('user', query), search);
    return toWireList({ ...page, items: page.items.map(toWireUser) });
  });

  app.post(path, { schema: { body: CreateUserBody } }, async (request, reply) => {
    const actor = actorOf(request);
    reply.code(201);
    return answer(context, actor, request, reply, async (operations) => {
      const metadata = withoutNulls(decideMetadata({}, request.body.metadata ?? {}));
      const profile = { ...fromWireUser(request.body), userMetadata: metadata };
      return toWireUser((await operations.users.create(actor, { profile })).user);
    });
  });

  app.get(`${path}/:id`, { schema: { params: UserParams } }, async (request) =>
    toWireUser(await users.read(actorOf(request), readUserId(request.params.id))),
  );

  app.get(`${path}/external_id/:externalId`, { schema: { params: ExternalIdParams } }, async (request) =>
    toWireUser(await users.findOne(actorOf(request), { by: 'externalId', externalId: request.params.externalId })),
  );

  app.put(`${path}/:id`, { schema: { params: UserParams, body: UpdateUserBody } }, async (request) => {
    const [actor, { body }, id] = [actorOf(request), request, readUserId(request.params.id)];
    const profile = fromWireUser(body);
    const patch = body.metadata ?? undefined;
    const saysSomething = Object.keys(profile).length > 0 || patch !== undefined;
    if (!saysSomething && passwordFields.some((field) => typeof body[field] === 'string')) throw passwordNotKept();
    const merge = patch && {
      userMetadata: decideMetadata((await users.read(actor, id)).userMetadata, patch),
    };
    return toWireUser(await users.update(actor, id, { profile, ...(merge && { merge }) }));
  });

  app.delete(`${path}/:id`, { schema: { params: UserParams } }, async (request, reply) => {
    await users.delete(actorOf(request), readUserId(request.params.id));
    return reply.code(204).send();
  });
}

const ListUsersQuery = Type.Object({
  ...pageQuery,
  email: Type.Optional(Type.String({ maxLength: 320 })),
  organization_id: Type.Optional(Type.String({ maxLength: 200 })),
  /** The older spelling. */
  organization: Type.Optional(Type.String({ maxLength: 200 })),
});

const ExternalIdParams = Type.Object({ externalId: Type.String({ maxLength: 1024 }) });

/** The id behind `user_…`. Throws `user_not_found` for a text that names no user. */
export function readUserId(wireId: string): string {
  const id = fromWireId('user', wireId);
  if (id === null) throw new DomainError('user_not_found', 'there is no such user');
  return id;
}

function passwordNotKept(): DomainError {
  return new DomainError(
    'not_supported',
    'passwords are not kept here: people sign in through their identity providers, so there is nothing to change',
  );
}

function withoutNulls(patch: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(patch).filter((entry): entry is [string, string] => entry[1] !== null));
}
