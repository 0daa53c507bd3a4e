/** One policy, or a new one: fetched, and opened in the editor. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { answered, isStatus } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { PolicyEditor } from './policy-editor.tsx';

export default function PolicyPage() {
  const { policyId } = useParams({ strict: false }) as { policyId: string };
  return policyId === 'new' ? <PolicyEditor policy={null} /> : <Stored policyId={policyId} />;
}

function Stored({ policyId }: { policyId: string }) {
  const client = useClient();
  const query = useQuery({
    queryKey: ['policies', policyId],
    queryFn: () => answered(client.GET('/v1/policies/{id}', { params: { path: { id: policyId } } })),
  });
  if (query.data) return <PolicyEditor policy={query.data} />;
  if (isStatus(query.error, 400, 404)) return <NotFound what="policy" />;
  return (
    <PageFrame title="Policy">
      {query.error ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading what="Loading the policy" />
      )}
    </PageFrame>
  );
}
