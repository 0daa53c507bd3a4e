/** `/v1/users`: make, read, change, suspend, delete. Finding and merging have files of their own. */
import { Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';

import { answer, type DialectContext } from '../dialect.ts';
import { actorOf } from './authenticate.ts';
import { closed, IdParams, ifUpdatedAtField, refTo, textInput } from './fields.ts';
import { detailFields, fromDetails, keyFields } from './identity.ts';
import { describe, type NativeApp } from './routing.ts';
import {
  authProviderField,
  fromDocuments,
  fromRoles,
  fromUserFields,
  profileFields,
  toUser,
  UserBody,
} from './user.ts';

const CreateUserBody = closed(
  {
    ...profileFields,
    auth_provider: authProviderField,
    password: Type.Optional(textInput(1024, { description: 'Refused: passwords are not kept here.' })),
    identities: Type.Optional(
      Type.Array(closed({ ...keyFields, ...detailFields }), {
        maxItems: 50,
        description: 'Identities that the user starts with, the first one primary. Needs `identities:write`.',
      }),
    ),
  },
  { examples: [{ email: 'ada@example.com', name: 'Ada Lovelace', external_id: 'customer-1815' }] },
);

const UpdateUserBody = closed(
  { ...profileFields, if_updated_at: ifUpdatedAtField() },
  { examples: [{ name: 'Ada King', roles: ['user'] }] },
);

const taken = ['email_taken', 'phone_taken', 'username_taken', 'external_id_taken'] as const;

export function addUserRoutes(app: NativeApp, context: DialectContext): void {
  const { users } = context.operations;
  const User = refTo(UserBody);

  app.post(
    '/v1/users',
    {
      schema: {
        ...describe({
          id: 'createUser',
          tag: 'Users',
          summary: 'Create a user',
          description: 'No field is required: a user may be known by an e-mail address, a phone, or an identity alone.',
          scopes: ['users:write'],
          errors: [
            ...taken,
            'identity_provider_not_found',
            'identity_linked_elsewhere',
            'policy_forbids',
            'not_supported',
          ],
        }),
        body: CreateUserBody,
        response: { 201: User },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const { auth_provider, password, identities = [], roles, ...fields } = request.body;
        if (password !== undefined)
          throw new DomainError('not_supported', 'passwords are not kept here: leave `password` out', {
            field: 'password',
          });
        const words = fromRoles({ ...(roles && { roles }), ...(auth_provider && { auth_provider }) });
        const documents = fromDocuments(fields);
        const { user } = await operations.users.create(actorOf(request), {
          profile: {
            ...fromUserFields(fields),
            ...documents,
            appMetadata: { ...documents.appMetadata, ...words },
          },
          identities: identities.map(({ identity_provider_id, external_id, subject_type = '', ...details }) => ({
            ...fromDetails(details),
            identityProviderId: identity_provider_id,
            subjectType: subject_type,
            subject: external_id,
          })),
        });
        reply.code(201);
        return toUser(user);
      }),
  );

  app.get(
    '/v1/users/:id',
    {
      schema: {
        ...describe({
          id: 'getUser',
          tag: 'Users',
          summary: 'Get a user',
          description:
            'A user that was merged is answered as its tombstone: `status` is `merged`, and `merged_into` names the user that ' +
            'stands in for it.',
          scopes: ['users:read'],
          errors: ['user_not_found'],
        }),
        params: IdParams,
        response: { 200: User },
      },
    },
    async (request) => toUser(await users.readOrTombstone(actorOf(request), request.params.id)),
  );

  app.put(
    '/v1/users/:id',
    {
      schema: {
        ...describe({
          id: 'updateUser',
          tag: 'Users',
          summary: 'Update a user, replacing its metadata',
          description:
            'What is absent stays, null clears. `profile`, `user_metadata` and `app_metadata` are replaced whole.',
          scopes: ['users:write'],
          errors: ['user_not_found', 'changed_meanwhile', ...taken],
        }),
        params: IdParams,
        body: UpdateUserBody,
        response: { 200: User },
      },
    },
    async (request) => {
      const { roles, if_updated_at: ifUpdatedAt, ...fields } = request.body;
      const user = await users.update(actorOf(request), request.params.id, {
        ...(ifUpdatedAt !== undefined && { ifUpdatedAt }),
        profile: { ...fromUserFields(fields), ...fromDocuments(fields) },
        ...(roles && { merge: { appMetadata: fromRoles({ roles }) } }),
      });
      return toUser(user);
    },
  );

  app.patch(
    '/v1/users/:id',
    {
      schema: {
        ...describe({
          id: 'patchUser',
          tag: 'Users',
          summary: 'Update a user, merging its metadata',
          description:
            'What is absent stays, null clears. `profile`, `user_metadata` and `app_metadata` are merged at their first ' +
            'level; a null there removes its key.',
          scopes: ['users:write'],
          errors: ['user_not_found', 'changed_meanwhile', ...taken],
        }),
        params: IdParams,
        body: UpdateUserBody,
        response: { 200: User },
      },
    },
    async (request) => {
      const { roles, if_updated_at: ifUpdatedAt, ...fields } = request.body;
      const documents = fromDocuments(fields);
      const user = await users.update(actorOf(request), request.params.id, {
        ...(ifUpdatedAt !== undefined && { ifUpdatedAt }),
        profile: fromUserFields(fields),
        merge: { ...documents, ...(roles && { appMetadata: { ...documents.appMetadata, roles } }) },
      });
      return toUser(user);
    },
  );

  app.delete(
    '/v1/users/:id',
    {
      schema: {
        ...describe({
          id: 'deleteUser',
          tag: 'Users',
          summary: 'Delete a user for good',
          description: 'With its identities, sessions and tombstones. The event keeps ids and no personal data.',
          scopes: ['users:write'],
          errors: ['user_not_found', 'last_owner'],
        }),
        params: IdParams,
        response: { 204: Type.Null({ description: 'Deleted' }) },
      },
    },
    async (request, reply) => {
      await users.delete(actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v1/users/:id/suspend',
    {
      schema: {
        ...describe({
          id: 'suspendUser',
          tag: 'Users',
          summary: 'Suspend or reactivate a user',
          description: 'A suspended user cannot sign in; its sessions end at once.',
          scopes: ['users:write'],
          errors: ['user_not_found', 'last_owner'],
        }),
        params: IdParams,
        body: closed({ active: Type.Boolean() }, { examples: [{ active: false }] }),
        response: { 200: User },
      },
    },
    (request, reply) =>
      answer(context, actorOf(request), request, reply, async (operations) => {
        const status = request.body.active ? 'active' : 'suspended';
        return toUser(await operations.users.setStatus(actorOf(request), request.params.id, status));
      }),
  );
}
