/** `user_id`: `strategy|subject` of the identity that a user was born with, so that it stays when identities come and go. */
import type { Actor } from '../../domain/actor.ts';
import { fromHex } from '../../domain/ids.ts';
import { originNameOf, type User } from '../../domain/user.ts';
import type { Operations } from '../../operations/index.ts';

/** A user that no identity gave its name is called by its own id. */
export function toUserId({ id, originKey }: Pick<User, 'id' | 'originKey'>): string {
  return originNameOf({ id, originKey });
}

/** Our id in `auth0|<32 hex>`, or null. It is a user's name only as long as that has no other. */
export function fromOwnUserId(userId: string): string | null {
  const hex = /^auth0\|([0-9a-f]{32})$/.exec(userId)?.[1];
  return hex === undefined ? null : fromHex(hex);
}

/** The live user of that name, or null. A secondary identity names nobody. */
export async function findUser(
  { users }: Pick<Operations, 'users'>,
  actor: Actor,
  userId: string,
): Promise<User | null> {
  const [born] = await users.find(actor, { by: 'originKey', originKey: userId });
  if (born) return born;
  const id = fromOwnUserId(userId);
  const [own] = id === null ? [] : await users.find(actor, { by: 'id', id });
  return own?.originKey === null ? own : null;
}
