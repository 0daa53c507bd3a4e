/** `GET /v1/users`: all of them, those with one key, those that look like a text, or as operators look through them. */
import { type Static, Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { IdentityWithProvider } from '../../domain/identity.ts';
import { isUuid } from '../../domain/ids.ts';
import type { UserFilter } from '../../domain/user-filter.ts';
import type { UserKey } from '../../operations/find-users.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, nullable, oneOf, readTime, textInput, uuid, uuidInput } from './fields.ts';
import { pageOf, pageQuery, readOffset, readPage, toCursor, toOffsetPage, toPage } from './paging.ts';
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

const browseQuery = {
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 300,
      description:
        'What a name, last name, e-mail address, username or external id begins with; or a whole phone number, subject at ' +
        "a provider, or id in any API's spelling, of a user or an identity.",
    }),
  ),
  identity_provider_id: Type.Optional(uuidInput({ description: 'Who has an identity of it.' })),
  status: Type.Optional(
    oneOf(['active', 'suspended', 'merged'], { description: 'Merged users are shown only when asked for.' }),
  ),
  created_from: Type.Optional(Type.String({ format: 'date-time', maxLength: 64, description: 'Inclusive.' })),
  created_to: Type.Optional(Type.String({ format: 'date-time', maxLength: 64, description: 'Exclusive.' })),
  several_identities: Type.Optional(Type.Boolean({ description: 'True: only those who have more than one.' })),
};

const ListUsersQuery = closed({
  ...pageQuery,
  ...keyQuery,
  q: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Part of an e-mail address, name, username or phone.' }),
  ),
  ...browseQuery,
  order: Type.Optional(oneOf(['asc', 'desc'], { default: 'asc', description: 'Of ids: `desc` is the newest first.' })),
  include: Type.Optional(oneOf(['identities'], { description: 'Each user with what tells its identities apart.' })),
});

type ListUsers = Static<typeof ListUsersQuery>;

const ListedIdentity = Type.Object({
  id: uuid(),
  identity_provider_id: uuid(),
  provider_name: Type.String(),
  provider_type: Type.String(),
  external_id: Type.String(),
  external_email: nullable(Type.String()),
  external_email_verified: Type.Boolean(),
  position: Type.Integer(),
});

export const ListedUserBody = Type.Object(
  {
    ...UserBody.properties,
    identities: Type.Optional(
      Type.Array(ListedIdentity, { description: 'With `include=identities`: in order, the primary one first.' }),
    ),
  },
  { title: 'ListedUser' },
);

export function addFindUsersRoute(app: NativeApp, context: DialectContext): void {
  const { users, identities } = context.operations;

  app.get(
    '/v1/users',
    {
      schema: {
        ...describe({
          id: 'listUsers',
          tag: 'Users',
          summary: 'List or find users',
          description:
            'All users in the order of their making; or those with one key; or, with `q`, those that look like it: one of ' +
            'these at a time. Users that were merged into others are left out. `search`, `identity_provider_id`, `status`, ' +
            '`created_from`, `created_to` and `several_identities` go with each other, and need the scope `identities:read` ' +
            'where they look at identities, as does `include`. Then the work for a page is bounded: a page may be short or ' +
            'empty while `has_more` is true.',
          scopes: ['users:read'],
        }),
        querystring: ListUsersQuery,
        response: {
          200: Type.Object({
            ...pageOf(ListedUserBody).properties,
            search_cut: Type.Optional(
              Type.Boolean({
                description:
                  'With `search`: so many begin with it that some were not looked at. Ask for a longer text.',
              }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const { query } = request;
      const actor = actorOf(request);
      requireOneFilter(query);
      const answer = await find(query);
      if (query.include === undefined) return answer;
      const known = await identities.ofUsers(
        actor,
        answer.data.map(({ id }) => id),
      );
      return {
        ...answer,
        data: answer.data.map((user) => ({ ...user, identities: (known.get(user.id) ?? []).map(toListed) })),
      };

      async function find(query: ListUsers) {
        if (query.q !== undefined) {
          const offset = readOffset(query);
          const search = { filter: looksLike(query.q), sort: [], offset, limit: query.limit ?? 50, counted: false };
          const { items, total } = await users.search(actor, search);
          return toOffsetPage(items.map(toUser), offset, total);
        }
        const isDescending = query.order === 'desc';
        if (isBrowsing(query)) {
          const { search, status, identity_provider_id, several_identities, created_from, created_to } = query;
          const found = await users.browse(actor, readPage(query, isDescending), {
            search,
            keys: search === undefined ? [] : readKeys(context, search),
            status,
            identityProviderId: identity_provider_id,
            severalIdentities: several_identities,
            createdFrom: created_from && readTime(created_from, 'created_from'),
            createdTo: created_to && readTime(created_to, 'created_to'),
          });
          return {
            data: found.items.map(toUser),
            next_cursor: toCursor(found.goOnAfter),
            has_more: found.goOnAfter !== null,
            ...(search !== undefined && { search_cut: found.cut }),
          };
        }
        const key = readKey(query);
        if (key === null) return toPage(await users.list(actor, readPage(query, isDescending)), toUser);
        const found = await users.find(actor, key);
        return { data: found.map(toUser), next_cursor: null, has_more: false };
      }
    },
  );
}

function isBrowsing(query: ListUsers): boolean {
  return Object.keys(browseQuery).some((name) => query[name as keyof typeof browseQuery] !== undefined);
}

function requireOneFilter(query: ListUsers): void {
  const given = [...Object.keys(keyQuery), 'q'].filter((name) => query[name as keyof ListUsers] !== undefined);
  const browsing = Object.keys(browseQuery).filter((name) => query[name as keyof ListUsers] !== undefined);
  const fields = given.length > 0 ? [...given, ...browsing] : given;
  if (fields.length > 1)
    throw new DomainError('invalid_input', `give one filter at a time, not ${fields.join(' and ')}`, { fields });
}

/** What the text means in each API's spelling of ids. */
function readKeys({ userSpellings }: DialectContext, search: string): UserKey[] {
  return userSpellings.map(({ keyOf }) => keyOf(search.trim())).filter((key) => key !== null);
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

function toListed(identity: IdentityWithProvider): Static<typeof ListedIdentity> {
  return {
    id: identity.id,
    identity_provider_id: identity.identityProviderId,
    provider_name: identity.provider.name,
    provider_type: identity.provider.strategy,
    external_id: identity.subject,
    external_email: identity.email,
    external_email_verified: identity.emailVerified,
    position: identity.position,
  };
}
