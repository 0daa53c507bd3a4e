/** Users under lock: found, live, or refused in one way everywhere. */
import { DomainError } from '../domain/errors.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';

/** The live user, locked against change until the transaction ends. */
export async function lockUser(rows: Rows, tenantId: string, id: string): Promise<User> {
  return requireLive((await rows.users.lock(tenantId, [id]))[0]);
}

/** The user unless it is missing or a tombstone, which tells where to look instead. */
export function requireLive(user: User | null | undefined): User {
  if (!user) throw userNotFound();
  if (user.mergedInto !== null) throw userNotFound({ merged_into: user.mergedInto });
  return user;
}

export function userNotFound(details?: { merged_into: string }): DomainError {
  return new DomainError(
    'user_not_found',
    details ? 'the user was merged into another one' : 'there is no such user',
    details,
  );
}
