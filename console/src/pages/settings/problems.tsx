/** Why settings were not taken: all that is wrong with them, as the server lists it. */
import { Alert, List } from '@mantine/core';
import { Refusal } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';

export function Problems({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problems = error instanceof Refusal && Array.isArray(error.details.problems) ? error.details.problems : [];
  if (problems.length === 0) return <Failure error={error} onRetry={onRetry} />;
  return (
    <Alert color="red" title="Not accepted" role="alert">
      <List size="sm">
        {problems.map((problem) => (
          <List.Item key={String(problem)}>{String(problem)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
