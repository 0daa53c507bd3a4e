/** What waits for somebody to decide: suggestions, and arrivals whose person was asked. */
import { Anchor, Group, List, Stack, Text } from '@mantine/core';
import type { Suggestion } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { Section } from '../../parts/section.tsx';
import { UserLink } from '../../parts/user-link.tsx';
import { When } from '../../parts/when.tsx';
import { type Statistics, sayCount } from './use-statistics.ts';

const shownMax = 5;

export function Waiting({ statistics }: { statistics: Statistics | undefined }) {
  const client = useClient();
  const query = useQuery({
    queryKey: ['suggestions', 'home'],
    queryFn: ({ signal }) =>
      answered(
        client.GET('/v1/linking/suggestions', { params: { query: { status: 'open', limit: shownMax } }, signal }),
      ),
    refetchInterval: 60_000,
  });
  const pending = statistics?.pending_links;
  return (
    <Section title="Waiting for a decision">
      <Stack gap="sm">
        <Answer of={query} what="Loading suggestions">
          {({ data }) =>
            data.length === 0 ? (
              <Text size="sm" c="dimmed">
                No suggestions are open. One is made when two users prove the same address or number, and when an
                arrival is held.
              </Text>
            ) : (
              <List listStyleType="none" spacing="xs">
                {data.map((suggestion) => (
                  <List.Item key={suggestion.id}>
                    <SuggestionLine suggestion={suggestion} />
                  </List.Item>
                ))}
              </List>
            )
          }
        </Answer>
        {pending !== undefined && pending.count > 0 && (
          <Text size="sm">
            {sayCount(pending)} {pending.count === 1 ? 'arrival waits' : 'arrivals wait'} for the person to prove an
            account.
          </Text>
        )}
        <Group>
          <Anchor component={Link} to="/review" size="sm" underline="always">
            Review
          </Anchor>
        </Group>
      </Stack>
    </Section>
  );
}

function SuggestionLine({ suggestion }: { suggestion: Suggestion }) {
  const { user_id, other_user_id, evidence, created_at } = suggestion;
  return (
    <>
      <Text size="sm" component="div">
        {other_user_id === null ? (
          <>
            An arrival may be <UserLink id={user_id} />
          </>
        ) : (
          <>
            <UserLink id={user_id} /> and <UserLink id={other_user_id} /> look like one person
          </>
        )}
      </Text>
      <Text size="xs" c="dimmed" component="div">
        {evidence[0] && `${evidence[0].value} · `}
        <When at={created_at} />
      </Text>
    </>
  );
}
