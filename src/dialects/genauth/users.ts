/** The endpoints that read, make, change and remove users. Searching them is in `list-users.ts`. */
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';
import type { Endpoints } from './endpoints.ts';
import { findUser, findUserId, seekUser } from './find-user.ts';
import { toDetails, toSubjectType } from './identity-wire.ts';
import { fromWireId, requireSourceId } from './ids.ts';
import { anyObject, flag, type InputOf, malformed, optional, required, text, userIdType } from './input.ts';
import { spellingsOf } from './phone.ts';
import { asNewProfile, readChange, writable } from './user-input.ts';
import { type Shown, toUserDto, type UserDto } from './user-wire.ts';

/** A batch is one transaction: short enough that others need not wait long. */
const batchMax = 50;
const namesMax = 500;

const showing = {
  withCustomData: flag(),
  flatCustomData: flag(),
  withPost: flag(),
  withIdentities: flag(),
  withDepartmentIds: flag(),
};

const newUser = Type.Object({
  ...writable,
  identities: optional(
    Type.Array(
      Type.Object({
        extIdpId: required(),
        userIdInIdp: required(),
        type: optional(text(64)),
        userInfoInIdp: optional(anyObject()),
      }),
      { maxItems: 20 },
    ),
  ),
});

const changedUser = Type.Object({ userId: required(), ...writable, password: optional(text(4096)) });

/** `userIdType` travels in the options of a body. */
const options = optional(Type.Object({ userIdType: userIdType() }));

export function addUserEndpoints(endpoints: Endpoints): void {
  endpoints.get(
    'get-user',
    Type.Object({ userId: required(), userIdType: userIdType(), ...showing }),
    async ({ operations, actor, input }) => {
      const user = await findUser(operations, actor, input.userId, input.userIdType);
      return (await describeUsers(operations, actor, [user], input))[0];
    },
  );

  endpoints.get(
    'get-user-batch',
    Type.Object({
      userIds: Type.Array(required(), { minItems: 1, maxItems: namesMax }),
      userIdType: userIdType(),
      ...showing,
    }),
    async ({ operations, actor, input }) =>
      describeUsers(operations, actor, await findMany(operations, actor, input.userIds, input.userIdType), input),
  );

  endpoints.post('create-user', newUser, ({ operations, actor, input }) => createUser(operations, actor, input));

  endpoints.post(
    'create-users-batch',
    Type.Object({ list: Type.Array(newUser, { minItems: 1, maxItems: batchMax }) }),
    ({ operations, actor, input }) =>
      operations.together(async (joined) => {
        const created: UserDto[] = [];
        for (const each of input.list) created.push(await createUser(joined, actor, each));
        return created;
      }),
  );

  endpoints.post('update-user', Type.Object({ ...changedUser.properties, options }), ({ operations, actor, input }) =>
    operations.together((joined) => updateUser(joined, actor, input, input.options?.userIdType)),
  );

  endpoints.post(
    'update-user-batch',
    Type.Object({ list: Type.Array(changedUser, { minItems: 1, maxItems: batchMax }), options }),
    ({ operations, actor, input }) =>
      operations.together(async (joined) => {
        const updated: UserDto[] = [];
        for (const each of input.list) updated.push(await updateUser(joined, actor, each, input.options?.userIdType));
        return updated;
      }),
  );

  endpoints.post(
    'delete-users-batch',
    Type.Object({ userIds: Type.Array(required(), { minItems: 1, maxItems: namesMax }), options }),
    ({ operations, actor, input }) =>
      operations.together(async (joined) => {
        const ids = new Set<string>();
        for (const name of input.userIds)
          ids.add(await findUserId(joined, actor, name, input.options?.userIdType ?? 'user_id'));
        for (const id of ids) await joined.users.delete(actor, id);
        return { success: true };
      }),
  );

  endpoints.post(
    'is-user-exists',
    Type.Object({
      username: optional(text()),
      email: optional(text()),
      phone: optional(text()),
      externalId: optional(text()),
    }),
    async ({ operations, actor, input }) => ({ exists: await exists(operations, actor, input) }),
  );

  endpoints.post(
    'kick-users',
    Type.Object({ userId: required(), appIds: Type.Array(text()), options }),
    async ({ operations, actor, input }) => {
      // Sessions are of the whole tenant: signing a user out of an application signs it out of all.
      const user = await findUser(operations, actor, input.userId, input.options?.userIdType);
      await operations.sessions.endAll(actor, user.id, 'revoked');
      return { success: true };
    },
  );
}

/** Users with as much as was asked for, in their order. */
export async function describeUsers(
  operations: Operations,
  actor: Actor,
  users: User[],
  asked: { [K in keyof typeof showing]?: boolean },
): Promise<UserDto[]> {
  const shown: Shown = {
    customData: asked.withCustomData ?? false,
    flat: asked.flatCustomData ?? false,
    posts: asked.withPost ?? false,
    departmentIds: asked.withDepartmentIds ?? false,
  };
  if (!asked.withIdentities) return users.map((user) => toUserDto(user, shown));
  const identities = await operations.identities.ofUsers(
    actor,
    users.map(({ id }) => id),
  );
  return users.map((user) => toUserDto(user, { ...shown, identities: identities.get(user.id) ?? [] }));
}

/** In the order asked; unknown ones are left out. */
async function findMany(
  operations: Operations,
  actor: Actor,
  names: string[],
  type: Parameters<typeof seekUser>[3] | undefined,
): Promise<User[]> {
  if (type !== undefined && type !== 'user_id') {
    const found = await Promise.all(names.map((name) => seekUser(operations, actor, name, type)));
    return found.filter((user) => user !== null);
  }
  const ids = names.map(fromWireId).filter((id) => id !== null);
  const byId = new Map((await operations.users.readMany(actor, ids)).map((user) => [user.id, user]));
  return ids.map((id) => byId.get(id)).filter((user) => user !== undefined);
}

async function createUser(operations: Operations, actor: Actor, input: InputOf<typeof newUser>): Promise<UserDto> {
  if (!input.email && !input.phone && !input.username)
    throw new DomainError('invalid_input', 'one of `username`, `phone` and `email` is required');
  const change = readChange(input);
  const { user } = await operations.users.create(actor, {
    profile: asNewProfile(change),
    ...(change.status && { status: change.status }),
    identities: (input.identities ?? []).map(({ extIdpId, userIdInIdp, type = 'generic', userInfoInIdp }) => ({
      identityProviderId: requireSourceId(extIdpId),
      subjectType: toSubjectType(type),
      subject: userIdInIdp,
      ...toDetails(userInfoInIdp),
    })),
  });
  return toUserDto(user, { customData: true });
}

async function updateUser(
  operations: Operations,
  actor: Actor,
  input: InputOf<typeof changedUser>,
  type: Parameters<typeof findUserId>[3],
): Promise<UserDto> {
  requireMoreThanPassword(input);
  const { profile, merge, status } = readChange(input);
  const id = await findUserId(operations, actor, input.userId, type);
  let user = await operations.users.update(actor, id, { profile, merge });
  if (status !== undefined) user = await operations.users.setStatus(actor, id, status);
  return toUserDto(user, { customData: true });
}

/** No password is kept; success would promise one that does not work. Beside other fields it is ignored. */
function requireMoreThanPassword({ userId: _, password, ...rest }: InputOf<typeof changedUser>): void {
  const others = Object.keys(rest).filter((field) => field !== 'options');
  if (password === undefined || others.length > 0) return;
  throw new DomainError('not_supported', 'passwords are not kept: people sign in through their identity sources');
}

async function exists(
  { users }: Operations,
  actor: Actor,
  { username, email, phone, externalId }: { username?: string; email?: string; phone?: string; externalId?: string },
): Promise<boolean> {
  if (!username && !email && !phone && !externalId)
    throw malformed('username, email, phone, externalId', 'one of them is required');
  const found = await Promise.all([
    username ? users.find(actor, { by: 'username', username }) : [],
    email ? users.find(actor, { by: 'email', email }) : [],
    phone ? users.find(actor, { by: 'phones', phones: spellingsOf(phone) }) : [],
    externalId ? users.find(actor, { by: 'externalId', externalId }) : [],
  ]);
  return found.some((each) => each.length > 0);
}
