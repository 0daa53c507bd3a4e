/** `GET /v1/users`: all of them, those with one key, or those that look like a text. */
import { type Static, Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { UserFilter } from '../../domain/user-filter.ts';
import type { UserKey } from '../../operations/find-users.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, refTo, textInput } from './fields.ts';
import { pageOf, pageQuery, readOffset, readPage, toOffsetPage, toPage } from './paging.ts';
import { describe, type NativeApp } from './routing.ts';
import { toUser, UserBody } from './user.ts';

const keyQuery = {
  identity: Type.Optional(
    textInput(300, { description: 'Who has this identity: `<identity provider id>:<external id>`.' }),
  ),
  email: Type.Optional(textInput(320, { description: 'Compared without case.' })),
  phone: Type.Optional(textInput(40)),
  username: Type.Optional(textInput(128)),
  external_id: Type.Optional(textInput(255)),
};

const ListUsersQuery = closed({
  ...pageQuery,
  ...keyQuery,
  q: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Part of an e-mail address, name, username or phone.' }),
  ),
});

type ListUsers = Static<typeof ListUsersQuery>;

export function addFindUsersRoute(app: NativeApp, context: DialectContext): void {
  const { users } = context.operations;

  app.get(
    '/v1/users',
    {
      schema: {
        ...describe({
          id: 'listUsers',
          tag: 'Users',
          summary: 'List or find users',
          description:
            'All users in the order of their making; or those with one key; or, with `q`, those that look like it. ' +
            'One of the filters at a time. Users that were merged into others are left out.',
          scopes: ['users:read'],
        }),
        querystring: ListUsersQuery,
        response: { 200: pageOf(refTo(UserBody)) },
      },
    },
    async (request) => {
      const { query } = request;
      const actor = actorOf(request);
      requireOneFilter(query);
      if (query.q !== undefined) {
        const offset = readOffset(query);
        const search = { filter: looksLike(query.q), sort: [], offset, limit: query.limit ?? 50, counted: false };
        const { items, total } = await users.search(actor, search);
        return toOffsetPage(items.map(toUser), offset, total);
      }
      const key = readKey(query);
      if (key === null) return toPage(await users.list(actor, readPage(query)), toUser);
      const found = await users.find(actor, key);
      return { data: found.map(toUser), next_cursor: null, has_more: false };
    },
  );
}

function requireOneFilter(query: ListUsers): void {
  const given = [...Object.keys(keyQuery), 'q'].filter((name) => query[name as keyof ListUsers] !== undefined);
  if (given.length > 1)
    throw new DomainError('invalid_input', `give one filter at a time, not ${given.join(' and ')}`, { fields: given });
}

function readKey({ identity, email, phone, username, external_id }: ListUsers): UserKey | null {
  if (identity !== undefined) return readIdentityKey(identity);
  if (email !== undefined) return { by: 'email', email };
  if (phone !== undefined) return { by: 'phone', phone };
  if (username !== undefined) return { by: 'username', username };
  return external_id === undefined ? null : { by: 'externalId', externalId: external_id };
}

/** `<identity provider id>:<subject>`; a subject may have colons of its own. */
function readIdentityKey(text: string): UserKey {
  const [identityProviderId, subject] = [text.slice(0, 36), text.slice(37)];
  if (text[36] !== ':' || !isUuid(identityProviderId) || subject === '')
    throw new DomainError('invalid_input', '`identity` must be `<identity provider id>:<external id>`', {
      field: 'identity',
    });
  return { by: 'identity', identityProviderId: identityProviderId.toLowerCase(), subject };
}

function looksLike(q: string): UserFilter {
  const fields = ['email', 'name', 'username', 'phone', 'externalId'] as const;
  return { any: fields.map((field) => ({ field, op: 'contains', value: q })) };
}
