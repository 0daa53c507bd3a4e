/** A user that was merged away has nothing of its own any more: it tells whose it is now. */
import { EmptyState } from '../../../parts/empty-state.tsx';
import { UserLink } from '../../../parts/user-link.tsx';
import { useUser } from '../picture/queries.ts';

/** Who stands in for the user since a merge; null for one who is still there. */
export function useMergedInto(userId: string): string | null {
  return useUser(userId).data?.merged_into ?? null;
}

export function Ghost({ what, mergedInto }: { what: string; mergedInto: string }) {
  return (
    <EmptyState icon="users" title={`A user that was merged away has no ${what}`}>
      See those of <UserLink id={mergedInto} />, who stands in for it.
    </EmptyState>
  );
}
