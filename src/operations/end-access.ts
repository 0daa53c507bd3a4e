/** Ends what applications were given for a user. */
import type { Rows } from '../stores/store.ts';

/** Codes and tokens, under whichever of the user's names they were given: how many there were. */
export async function endAccess(rows: Rows, tenantId: string, userId: string): Promise<number> {
  const below = await rows.users.tombstonesBelow(tenantId, [userId]);
  return rows.openidRecords.deleteOfUsers(tenantId, [userId, ...below.map(({ id }) => id)]);
}
