/** The last owner stays one: without any, nobody could say who works in the console but the command line. */
import { DomainError } from '../domain/errors.ts';
import type { Rows } from '../stores/store.ts';

/** INVARIANT: one change at a time, so that of two owners who go at once one stays. */
export async function lockOperators(rows: Rows, tenantId: string): Promise<void> {
  await rows.lockKeys(tenantId, ['operators']);
}

/** Refuses with `last_owner` unless somebody else is an owner who can sign in. The operators must be locked. */
export async function requireAnotherOwner(rows: Rows, tenantId: string, userId: string): Promise<void> {
  const others = (await rows.operators.owners(tenantId, 2)).filter((owner) => owner.userId !== userId);
  if (others.length === 0)
    throw new DomainError('last_owner', 'this is the last owner: make somebody else an owner first');
}

/** Before a user is suspended, deleted or merged away. Most are no operator, and nothing is locked for them. */
export async function requireNotLastOwner(rows: Rows, tenantId: string, userId: string): Promise<void> {
  if (!(await rows.operators.byUser(tenantId, userId))) return;
  await lockOperators(rows, tenantId);
  const operator = await rows.operators.byUser(tenantId, userId);
  if (operator?.role === 'owner') await requireAnotherOwner(rows, tenantId, userId);
}
