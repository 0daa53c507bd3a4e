/** `/api/v2/users` and `/api/v2/users-by-email`: make, find, read, change, delete. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { IdentityWithProvider } from '../../domain/identity.ts';
import type { IdentityProvider } from '../../domain/identity-provider.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';
import { answer, type DialectContext } from '../dialect.ts';
import { needs, requireActor } from './authenticate.ts';
import { refuse } from './errors.ts';
import { type FieldsQuery, fieldsQuery, pickFields } from './fields.ts';
import { noTokens, readShownTokens } from './identity-tokens.ts';
import { type OffsetQuery, offsetQuery, toOffset, toOffsetAnswer } from './paging.ts';
import {
  type CreateUserBody,
  createUserBody,
  toCreateUser,
  toUpdateUser,
  type UpdateUserBody,
  updateUserBody,
} from './user-body.ts';
import { findUser } from './user-id.ts';
import { parseUserQuery, parseUserSort } from './user-query.ts';
import type { UserRoute } from './user-routes.ts';
import { toUserWire } from './user-wire.ts';

const listQuery = Type.Object({
  ...offsetQuery,
  ...fieldsQuery,
  q: Type.Optional(Type.String({ maxLength: 10_000 })),
  sort: Type.Optional(Type.String({ maxLength: 200 })),
  search_engine: Type.Optional(Type.String()),
});

const byEmailQuery = Type.Object({ ...fieldsQuery, email: Type.String({ minLength: 1, maxLength: 1000 }) });

/** Makes the subject of a user who has none yet: 24 hexadecimal digits. */
export type MakeSubject = () => string;

export function addUsers(app: FastifyInstance, context: DialectContext, makeSubject: MakeSubject): void {
  const { operations } = context;

  app.get(
    '/api/v2/users',
    { schema: { querystring: listQuery }, onRequest: needs('read:users', 'read:user_idp_tokens') },
    async (request) => {
      const query = request.query as OffsetQuery & FieldsQuery & { q?: string; sort?: string; search_engine?: string };
      if (query.search_engine !== undefined && query.search_engine !== 'v3') {
        throw refuse(400, 'invalid_query_string', '`search_engine` must be v3');
      }
      const actor = requireActor(request);
      const { items, total } = await operations.users.search(actor, {
        filter: parseUserQuery(query.q),
        sort: parseUserSort(query.sort),
        ...toOffset(query),
        counted: query.include_totals,
      });
      const users = await toUserWires(operations, actor, items, (identities) =>
        readShownTokens(operations, request, identities),
      );
      return toOffsetAnswer(
        'users',
        query,
        users.map((user) => pickFields(user, query)),
        total,
      );
    },
  );

  app.get(
    '/api/v2/users-by-email',
    { schema: { querystring: byEmailQuery }, onRequest: needs('read:users') },
    async (request) => {
      const actor = requireActor(request);
      const query = request.query as FieldsQuery & { email: string };
      const users = await operations.users.find(actor, { by: 'email', email: query.email });
      return (await toUserWires(operations, actor, users)).map((user) => pickFields(user, query));
    },
  );

  app.post(
    '/api/v2/users',
    { schema: { body: createUserBody }, onRequest: needs('create:users') },
    (request, reply) => {
      const actor = requireActor(request);
      const body = request.body as CreateUserBody;
      return answer(context, actor, request, reply, async (verbs) => {
        const provider = await requireDatabase(verbs, actor, body.connection);
        const subject = body.user_id?.replace(/^auth0\|/, '') || makeSubject();
        const { user, identities } = await verbs.users.create(actor, toCreateUser(body, provider, subject));
        reply.code(201);
        return toUserWire(user, identities);
      });
    },
  );
}

/** The paths of one user. */
export function userRoutes({ operations }: DialectContext): UserRoute[] {
  return [
    {
      method: 'GET',
      tail: '',
      scopes: ['read:users', 'read:current_user', 'read:user_idp_tokens'],
      query: Type.Object(fieldsQuery),
      async handle(request, _reply, params) {
        const actor = requireActor(request);
        const user = await requireUser(operations, actor, params.id);
        const identities = await operations.identities.ofUser(actor, user.id);
        const tokens = await readShownTokens(operations, request, identities);
        return pickFields(toUserWire(user, identities, tokens), request.query as FieldsQuery);
      },
    },
    {
      method: 'PATCH',
      tail: '',
      scopes: ['update:users', 'update:users_app_metadata', 'update:current_user_metadata'],
      body: updateUserBody,
      async handle(request, _reply, params) {
        const actor = requireActor(request);
        const body = request.body as UpdateUserBody;
        const { id } = await requireUser(operations, actor, params.id);
        const identities = await operations.identities.ofUser(actor, id);
        requirePrimaryConnection(body.connection, identities);
        const own = identities[0]?.provider.strategy === 'auth0' ? identities[0] : null;
        const input = toUpdateUser(body, own);
        return operations.together(async (verbs) => {
          let user = await verbs.users.update(actor, id, input);
          if (body.blocked !== undefined)
            user = await verbs.users.setStatus(actor, id, body.blocked ? 'suspended' : 'active');
          return toUserWire(user, await verbs.identities.ofUser(actor, id));
        });
      },
    },
    {
      method: 'DELETE',
      tail: '',
      scopes: ['delete:users', 'delete:current_user'],
      async handle(request, reply, params) {
        const actor = requireActor(request);
        const user = await findUser(operations, actor, params.id);
        // Deleting twice, or by the name of an identity that is somebody's secondary one, is no error and touches nothing.
        if (user) await operations.users.delete(actor, user.id).catch(unlessMissing);
        return reply.code(204).send();
      },
    },
  ];
}

export async function requireUser(operations: Operations, actor: Actor, userId: string): Promise<User> {
  const user = await findUser(operations, actor, userId);
  if (!user) throw new DomainError('user_not_found', 'there is no such user');
  return user;
}

async function toUserWires(
  operations: Operations,
  actor: Actor,
  users: User[],
  readTokens = async (_identities: IdentityWithProvider[]) => noTokens,
): Promise<JsonObject[]> {
  const identities = await operations.identities.ofUsers(
    actor,
    users.map(({ id }) => id),
  );
  const tokens = await readTokens([...identities.values()].flat());
  return users.map((user) => toUserWire(user, identities.get(user.id) ?? [], tokens));
}

/** The provider of a database connection: the only kind in which people are made by API. */
async function requireDatabase(verbs: Operations, actor: Actor, name: string): Promise<IdentityProvider> {
  const [provider] = await verbs.identities.providers(actor, { name });
  if (!provider) throw refuse(400, 'inexistent_connection', `there is no connection \`${name}\``);
  if (provider.strategy !== 'auth0') {
    throw refuse(400, 'invalid_body', `users cannot be made in \`${name}\`: it is no database connection`);
  }
  if (!provider.enabled) throw refuse(400, 'invalid_body', `the connection \`${name}\` is disabled`);
  return provider;
}

/** `connection` says whose e-mail, phone or username is meant. A secondary identity's is its provider's to change. */
function requirePrimaryConnection(connection: string | undefined, identities: IdentityWithProvider[]): void {
  if (connection === undefined || connection === identities[0]?.provider.name) return;
  const secondary = identities.some(({ provider }) => provider.name === connection);
  throw secondary
    ? refuse(
        400,
        'not_supported',
        `\`${connection}\` is the connection of a secondary identity, which cannot be changed here`,
      )
    : refuse(400, 'inexistent_connection', `the user has no identity in a connection \`${connection}\``);
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof DomainError) || error.code !== 'user_not_found') throw error;
}
