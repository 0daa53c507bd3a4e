/** Providers whose people were refused or held since yesterday. */
import { Anchor, Group, List, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { ProviderMark } from '../../parts/provider-mark.tsx';
import { Section } from '../../parts/section.tsx';
import { When } from '../../parts/when.tsx';
import { sayCount } from './use-statistics.ts';

export function TroubledProviders() {
  const client = useClient();
  const query = useQuery({
    queryKey: ['statistics', 'providers'],
    queryFn: ({ signal }) => answered(client.GET('/v1/statistics/providers', { signal })),
    refetchInterval: 60_000,
  });
  return (
    <Section title="Providers with errors">
      <Answer of={query} what="Loading providers">
        {({ data }) =>
          data.length === 0 ? (
            <Text size="sm" c="dimmed">
              None: nobody was refused or held in the last 24 hours.
            </Text>
          ) : (
            <List listStyleType="none" spacing="sm">
              {data.map(({ identity_provider_id: id, display_name, strategy, refused, last }) => (
                <List.Item key={id}>
                  <Group gap="xs" wrap="nowrap" align="flex-start">
                    <ProviderMark strategy={strategy} />
                    <div style={{ minWidth: 0 }}>
                      <Text size="sm" component="div">
                        <Anchor component={Link} to={`/providers/${id}`} inherit underline="always">
                          {display_name}
                        </Anchor>
                        : {sayCount(refused)} not let in
                      </Text>
                      <Text size="xs" c="dimmed" component="div">
                        {last.said ?? last.rule ?? 'For no reason that was told'} ·{' '}
                        <Anchor
                          component={Link}
                          to="/events"
                          search={{ event: last.event_id } as never}
                          inherit
                          underline="always"
                        >
                          <When at={last.at} />
                        </Anchor>
                      </Text>
                    </div>
                  </Group>
                </List.Item>
              ))}
            </List>
          )
        }
      </Answer>
    </Section>
  );
}
