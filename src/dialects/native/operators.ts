/** `/v1/operator` and `/v1/operators`: who works in the console, and as what. */
import { type Static, Type } from 'typebox';
import { operatorRoles } from '../../domain/operator.ts';
import { nameOf, type User } from '../../domain/user.ts';
import type { OperatorWithUser } from '../../operations/operators.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, nullable, oneOf, refTo, time, uuid, uuidInput } from './fields.ts';
import { pageOf, pageQuery, readPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';

const roleField = () =>
  oneOf(operatorRoles, {
    description:
      '`read_only` reads; `operator` also writes users, identities, sessions, providers, policies and applications; `owner` does everything.',
  });

export const OperatorBody = Type.Object(
  {
    user_id: uuid({ description: "A user of the operators' tenant." }),
    name: nullable(Type.String()),
    email: nullable(Type.String()),
    role: roleField(),
    created_at: time(),
    updated_at: time(),
  },
  {
    $id: 'Operator',
    title: 'Operator',
    examples: [
      {
        user_id: '0199b6a4-0000-7000-8000-aabbccddeeff',
        name: 'Olive Turner',
        email: 'olive@example.com',
        role: 'owner',
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
      },
    ],
  },
);

const Me = Type.Object({
  user_id: uuid(),
  name: nullable(Type.String()),
  email: nullable(Type.String()),
  role: roleField(),
  tenant_id: uuid({ description: 'The tenant that the request works in.' }),
  operators_tenant_id: uuid({ description: 'The tenant that operators sign in to.' }),
  scopes: Type.Array(Type.String(), { description: 'What the role may do in the tenant that the request works in.' }),
});

const UserParams = Type.Object({ user_id: uuidInput() });

export function addOperatorRoutes(app: NativeApp, context: DialectContext): void {
  const { operators } = context.operations;
  const OperatorRef = refTo(OperatorBody);
  const tag = 'Operators';

  app.get(
    '/v1/operator',
    {
      schema: {
        ...describe({
          id: 'getOperator',
          tag,
          summary: 'Who am I in the console',
          description: 'For whoever calls with an access token of the console; nobody else is an operator.',
          scopes: [],
        }),
        response: { 200: Me },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const { operator, user, scopes } = await operators.me(actor);
      return {
        user_id: operator.userId,
        ...toPerson(user),
        role: operator.role,
        tenant_id: actor.tenantId,
        operators_tenant_id: operator.tenantId,
        scopes,
      };
    },
  );

  app.get(
    '/v1/operators',
    {
      schema: {
        ...describe({
          id: 'listOperators',
          tag,
          summary: 'List operators',
          scopes: ['operators:read'],
          errors: ['tenant_not_found'],
        }),
        querystring: closed(pageQuery),
        response: { 200: pageOf(OperatorRef) },
      },
    },
    async (request) => {
      const found = await operators.list(actorOf(request), readPage(request.query));
      return toPage({ ...found, items: found.items.map((each) => ({ ...each, id: each.userId })) }, toOperator);
    },
  );

  app.put(
    '/v1/operators/:user_id',
    {
      schema: {
        ...describe({
          id: 'setOperator',
          tag,
          summary: 'Give a user a role in the console',
          description:
            "Instead of the one that they have. The user is one of the operators' tenant; the last owner stays one.",
          scopes: ['operators:write'],
          errors: ['tenant_not_found', 'user_not_found', 'last_owner'],
        }),
        params: UserParams,
        body: closed({ role: roleField() }, { examples: [{ role: 'operator' }] }),
        response: { 200: OperatorRef },
      },
    },
    async (request) => toOperator(await operators.set(actorOf(request), request.params.user_id, request.body.role)),
  );

  app.delete(
    '/v1/operators/:user_id',
    {
      schema: {
        ...describe({
          id: 'removeOperator',
          tag,
          summary: 'Take the role away',
          description: 'At once: what they are signed in to with it is refused from then on. The last owner stays one.',
          scopes: ['operators:write'],
          errors: ['tenant_not_found', 'operator_not_found', 'last_owner'],
        }),
        params: UserParams,
        response: { 204: Type.Null({ description: 'Taken away' }) },
      },
    },
    async (request, reply) => {
      await operators.remove(actorOf(request), request.params.user_id);
      return reply.code(204).send(null);
    },
  );
}

function toPerson(user: User | null): { name: string | null; email: string | null } {
  return { name: user && nameOf(user), email: user?.email ?? null };
}

function toOperator({ userId, role, user, createdAt, updatedAt }: OperatorWithUser): Static<typeof OperatorBody> {
  return { user_id: userId, ...toPerson(user), role, created_at: createdAt, updated_at: updatedAt };
}
