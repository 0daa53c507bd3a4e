/** How the tenant stands: how much there is, what was decided by day, what waits for somebody, what goes wrong, what happens now. */
import { Grid, Stack } from '@mantine/core';
import { useMay } from '../../api/operator.tsx';
import { useTenant } from '../../api/tenant.tsx';
import { Failure } from '../../parts/failure.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Counts } from './counts.tsx';
import { Decisions } from './decisions.tsx';
import { FirstSteps } from './first-steps.tsx';
import { RecentEvents } from './recent-events.tsx';
import { TroubledProviders } from './troubled-providers.tsx';
import { useStatistics } from './use-statistics.ts';
import { Waiting } from './waiting.tsx';

export default function HomePage() {
  const { tenant } = useTenant();
  const statistics = useStatistics();
  const seesEvents = useMay('events:read');
  const seesProviders = useMay('identity_providers:read');
  const isEmpty = statistics.data?.users.count === 0 && statistics.data.identities.count === 0;
  return (
    <PageFrame title="Home" description={`What happens in ${tenant.name}`}>
      {isEmpty && <FirstSteps />}
      {statistics.error && statistics.data === undefined ? (
        <Failure error={statistics.error} onRetry={() => void statistics.refetch()} />
      ) : (
        <Counts of={statistics.data} />
      )}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            {seesEvents && <Decisions />}
            {seesEvents && <RecentEvents />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <Waiting statistics={statistics.data} />
            {seesEvents && seesProviders && <TroubledProviders />}
          </Stack>
        </Grid.Col>
      </Grid>
    </PageFrame>
  );
}
