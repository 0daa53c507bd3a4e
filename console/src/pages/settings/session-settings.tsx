/** How long people stay signed in: at the hosted pages, and in each application. */
import { Anchor, NumberInput, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { sayLength } from '../../parts/say-length.ts';
import type { PartProps } from './look-settings.tsx';

const daysByDefault = 7;
const daysMax = 400;

export function SessionSettings({ draft, onChange, may }: PartProps) {
  const client = useClient();
  const query = useQuery({
    queryKey: ['applications', 'choices'],
    queryFn: ({ signal }) => answered(client.GET('/v1/applications', { params: { query: { limit: 250 } }, signal })),
    enabled: useMay('applications:read'),
  });
  return (
    <Stack gap="md" maw="52rem">
      <NumberInput
        label="Days that a browser stays signed in"
        description="From the sign-in at the hosted pages on. It holds for sign-ins from now; changing what leads to an account asks for one of the last ten minutes, whatever stands here."
        min={1}
        max={daysMax}
        allowDecimal={false}
        placeholder={String(daysByDefault)}
        maw="24rem"
        readOnly={!may}
        value={draft.sessionDays === '' ? '' : Number(draft.sessionDays)}
        onChange={(days) => onChange({ sessionDays: String(days) })}
      />
      <Text size="sm">How long an application stays signed in is its own setting:</Text>
      <Answer of={query} what="Loading applications">
        {({ data }) =>
          data.length === 0 ? (
            <Text size="sm" c="dimmed">
              There are no applications yet.
            </Text>
          ) : (
            <Table fz="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">Application</Table.Th>
                  <Table.Th scope="col">Access tokens</Table.Th>
                  <Table.Th scope="col">Refresh tokens wait for</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map(({ id, name, access_token_seconds, refresh_token_seconds, grant_types }) => (
                  <Table.Tr key={id}>
                    <Table.Th scope="row" fw={500}>
                      <Anchor component={Link} to={`/applications/${id}`} inherit underline="always">
                        {name}
                      </Anchor>
                    </Table.Th>
                    <Table.Td>{sayLength(access_token_seconds)}</Table.Td>
                    <Table.Td>
                      {grant_types.includes('refresh_token') ? sayLength(refresh_token_seconds) : 'has none'}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Answer>
      <Text size="sm" c="dimmed">
        The sessions of one person are on the page of the user, where they can be ended.
      </Text>
    </Stack>
  );
}
