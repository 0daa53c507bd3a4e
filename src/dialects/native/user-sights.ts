/** What else there is to see of a user: as each API shows it, who was merged into it, how its tokens stand. */
import { type Static, Type } from 'typebox';
import type { TokenState } from '../../operations/user-sights.ts';
import type { DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { dataOf, IdParams, jsonObject, nullable, oneOf, refTo, time, uuid } from './fields.ts';
import { describe, type NativeApp } from './routing.ts';
import { toUser, UserBody } from './user.ts';

const TokenStateBody = Type.Object({
  identity_id: uuid(),
  connection_id: uuid({ description: 'The connection that they came through.' }),
  token_type: Type.String(),
  status: oneOf(['ok', 'needs_reauthorization'], {
    description:
      '`needs_reauthorization`: the provider renews them no more, and the person has to sign in there again.',
  }),
  scopes: Type.Array(Type.String()),
  has_refresh_token: Type.Boolean(),
  has_id_token: Type.Boolean(),
  expires_at: nullable(time({ description: 'Of the access token; null where the provider does not say.' })),
  obtained_at: time(),
  updated_at: time(),
});

export function addUserSightRoutes(app: NativeApp, { operations, userSpellings }: DialectContext): void {
  const { userSights } = operations;

  app.get(
    '/v1/users/:id/representations',
    {
      schema: {
        ...describe({
          id: 'listUserRepresentations',
          tag: 'Users',
          summary: 'Show a user as each API does',
          description: 'Side by side, as each answers for this user; without tokens of providers.',
          scopes: ['users:read', 'identities:read'],
          errors: ['user_not_found'],
        }),
        params: IdParams,
        response: {
          200: dataOf(
            Type.Object({
              api: Type.String({ description: '`native`, `workos`, `auth0`, `genauth`.' }),
              method: oneOf(['GET']),
              path: Type.String({ description: 'Where that API shows the user.' }),
              body: jsonObject(),
            }),
          ),
        },
      },
    },
    async (request) => {
      const { user, identities } = await userSights.withIdentities(actorOf(request), request.params.id);
      return { data: userSpellings.map(({ name, show }) => ({ api: name, ...show(user, identities) })) };
    },
  );

  app.get(
    '/v1/users/:id/merged-users',
    {
      schema: {
        ...describe({
          id: 'listMergedUsers',
          tag: 'Users',
          summary: 'List the users that were merged into this one',
          description: 'Also by way of others, the nearest first: `merged_into` of each tells into which.',
          scopes: ['users:read'],
          errors: ['user_not_found'],
        }),
        params: IdParams,
        response: { 200: dataOf(refTo(UserBody)) },
      },
    },
    async (request) => {
      const merged = await userSights.mergedInto(actorOf(request), request.params.id);
      return { data: merged.map(toUser) };
    },
  );

  app.get(
    '/v1/users/:id/tokens',
    {
      schema: {
        ...describe({
          id: 'listUserTokenStates',
          tag: 'Identities',
          summary: "Tell how the tokens of a user's identities stand",
          description: 'Never their values: for these an own scope is needed, at `GET /v1/identities/{id}/tokens`.',
          scopes: ['identities:read'],
          errors: ['user_not_found'],
        }),
        params: IdParams,
        response: { 200: dataOf(TokenStateBody) },
      },
    },
    async (request) => {
      const states = await userSights.tokenStates(actorOf(request), request.params.id);
      return { data: states.map(toTokenState) };
    },
  );
}

function toTokenState(state: TokenState): Static<typeof TokenStateBody> {
  return {
    identity_id: state.identityId,
    connection_id: state.connectionId,
    token_type: state.tokenType,
    status: state.status,
    scopes: state.scopes,
    has_refresh_token: state.hasRefreshToken,
    has_id_token: state.hasIdToken,
    expires_at: state.expiresAt,
    obtained_at: state.obtainedAt,
    updated_at: state.updatedAt,
  };
}
