/** A user that was merged away has nothing of its own any more: it tells whose it is now. */
import { isStatus } from '../../../api/refusal.ts';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { UserLink } from '../../../parts/user-link.tsx';

export function isGhost(error: unknown): error is { details: { merged_into: string } } & Error {
  return isStatus(error, 404) && typeof error.details.merged_into === 'string';
}

export function Ghost({ what, error }: { what: string; error: { details: { merged_into: string } } }) {
  return (
    <EmptyState icon="users" title={`A user that was merged away has no ${what}`}>
      See those of <UserLink id={error.details.merged_into} />, who stands in for it.
    </EmptyState>
  );
}
