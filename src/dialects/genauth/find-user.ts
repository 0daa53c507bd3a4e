/** Which user is meant: an id, or one of the other names that `userIdType` says it is. */
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import { emailKey, phoneKey } from '../../domain/normalise.ts';
import type { User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';
import { fromWireId, requireUserId } from './ids.ts';
import { malformed, type UserIdType } from './input.ts';
import { isPlainlyMeant, spellingsOf } from './phone.ts';

/** The user's id. A plain id is taken as it is: whether it is anybody's is for the operation that uses it to say. */
export async function findUserId(
  operations: Operations,
  actor: Actor,
  userId: string,
  type: UserIdType = 'user_id',
): Promise<string> {
  if (type === 'user_id') return requireUserId(userId);
  return (await findUser(operations, actor, userId, type)).id;
}

/** Throws `user_not_found`, also when several users have the name. */
export async function findUser(
  operations: Operations,
  actor: Actor,
  userId: string,
  type: UserIdType = 'user_id',
): Promise<User> {
  const { users } = operations;
  switch (type) {
    case 'user_id':
      return users.read(actor, requireUserId(userId));
    case 'external_id':
      return users.findOne(actor, { by: 'externalId', externalId: userId });
    case 'username':
      return users.findOne(actor, { by: 'username', username: userId });
    case 'email':
      if (emailKey(userId) === null) throw malformed('userId', 'it is not an e-mail address');
      return users.findOne(actor, { by: 'email', email: userId });
    case 'phone':
      return findByPhone(operations, actor, userId);
    case 'identity':
      return findByIdentity(operations, actor, userId);
    case 'sync_relation':
      return findBySyncRelation(operations, actor, userId);
    case 'custom_field':
      return findByCustomField(operations, actor, userId);
  }
}

/** As `findUser`, but null for a user that is not there. */
export async function seekUser(
  operations: Operations,
  actor: Actor,
  userId: string,
  type: UserIdType,
): Promise<User | null> {
  try {
    return await findUser(operations, actor, userId, type);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'user_not_found') return null;
    throw error;
  }
}

/** Numbers are named without their country, so several users may be meant; one of the default country comes first. */
async function findByPhone({ users }: Operations, actor: Actor, phone: string): Promise<User> {
  if (phoneKey(phone) === null) throw malformed('userId', 'it is not a phone number');
  const found = await users.find(actor, { by: 'phones', phones: spellingsOf(phone) });
  const plainly = found.filter((user) => isPlainlyMeant(phone, user.phone));
  return onlyOne(plainly.length > 0 ? plainly : found);
}

/** `<extIdpId>:<userIdInIdp>`; the second half may have colons of its own. */
async function findByIdentity({ users }: Operations, actor: Actor, name: string): Promise<User> {
  const [source, subject] = splitName(name);
  const identityProviderId = fromWireId(source);
  if (identityProviderId === null) throw userNotFound();
  return users.findOne(actor, { by: 'identity', identityProviderId, subject });
}

/** `<provider>:<userIdInIdp>`. Directories that sync by SCIM are the only ones whose relations are kept. */
async function findBySyncRelation({ identities, users }: Operations, actor: Actor, name: string): Promise<User> {
  const [provider, subject] = splitName(name);
  if (provider !== 'scim') throw userNotFound();
  const { items } = await identities.search(actor, { limit: 10 }, { subject, linkedBy: 'scim' });
  const ids = [...new Set(items.map(({ userId }) => userId).filter((id) => id !== null))];
  return onlyOne(await users.readMany(actor, ids));
}

/** `<key>:<value>` of the user's custom data, where the value is a text, or a number or boolean written as one. */
async function findByCustomField({ users }: Operations, actor: Actor, name: string): Promise<User> {
  const [key, value] = splitName(name);
  const written: (string | number | boolean)[] = [value];
  if (/^-?\d{1,15}(\.\d+)?$/.test(value)) written.push(Number(value));
  if (value === 'true' || value === 'false') written.push(value === 'true');
  const any = written.map((each) => ({ field: `userMetadata.${key}` as const, op: 'is' as const, value: each }));
  return onlyOne((await users.search(actor, { filter: { any }, sort: [], offset: 0, limit: 2, counted: false })).items);
}

function splitName(name: string): [string, string] {
  const at = name.indexOf(':');
  if (at < 1 || at === name.length - 1)
    throw malformed('userId', 'with this `userIdType` it is two parts with a colon between them');
  return [name.slice(0, at), name.slice(at + 1)];
}

function onlyOne([user, another]: User[]): User {
  if (!user) throw userNotFound();
  if (another) throw new DomainError('user_not_found', 'several users have this name: ask for one by id');
  return user;
}

function userNotFound(): DomainError {
  return new DomainError('user_not_found', 'there is no such user');
}
