/** What somebody edits is what they read: a change by others in between is not written over unseen. */
import { DomainError } from '../domain/errors.ts';
import type { Timestamp } from '../domain/json.ts';

/** Call it under lock. Throws `changed_meanwhile`; without a time, whatever is there is changed. */
export function requireUnchanged({ updatedAt }: { updatedAt: Timestamp }, ifUpdatedAt: string | undefined): void {
  if (ifUpdatedAt === undefined || Date.parse(ifUpdatedAt) === Date.parse(updatedAt)) return;
  throw new DomainError('changed_meanwhile', 'it was changed since you read it: read it again', {
    updated_at: updatedAt,
  });
}
