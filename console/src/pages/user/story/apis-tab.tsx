/** The user as each API shows it, side by side, with the call that shows it. The same fact lights up in all four. */
import { ActionIcon, Code, CopyButton, Group, SimpleGrid, Text, Title, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered } from '../../../api/refusal.ts';
import { Answer } from '../../../parts/answer.tsx';
import { apiNames } from '../../../parts/event-words.ts';
import { Icon } from '../../../parts/icon.tsx';
import { Ghost, useMergedInto } from './ghost.tsx';
import { JsonWithFacts } from './json-with-facts.tsx';

export default function ApisTab({ userId }: { userId: string }) {
  const client = useClient();
  const mergedInto = useMergedInto(userId);
  // A fact under the pointer, as JSON says it.
  const [fact, setFact] = useState<string | null>(null);
  const shown = useQuery({
    enabled: mergedInto === null,
    queryKey: ['users', userId, 'representations'],
    queryFn: async ({ signal }) =>
      (await answered(client.GET('/v1/users/{id}/representations', { params: { path: { id: userId } }, signal }))).data,
  });
  if (mergedInto !== null) return <Ghost what="face in the APIs" mergedInto={mergedInto} />;
  return (
    <Answer of={shown} what="Loading what the APIs show">
      {(representations) => (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            Four APIs, one user: each answers this call with what stands below it. Point at a value to see it wherever
            it comes again.
          </Text>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            {representations.map((each) => (
              <Face key={each.api} {...each} fact={fact} onFact={setFact} />
            ))}
          </SimpleGrid>
        </>
      )}
    </Answer>
  );
}

interface FaceProps {
  api: string;
  method: string;
  path: string;
  body: unknown;
  fact: string | null;
  onFact: (fact: string | null) => void;
}

function Face({ api, method, path, body, fact, onFact }: FaceProps) {
  const heading = useId();
  const name = api === 'native' ? 'Selfsame’s own' : (apiNames[api] ?? api);
  return (
    <section aria-labelledby={heading} style={{ minWidth: 0 }}>
      <Title order={2} size="h5" id={heading}>
        {name}
      </Title>
      <Group gap={4} wrap="nowrap" mb={4}>
        <Code style={{ overflowWrap: 'anywhere' }}>
          {method} {path}
        </Code>
        <CopyButton value={`${window.location.origin}${path}`} timeout={2000}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? 'Copied' : 'Copy the address'}>
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                onClick={copy}
                aria-label={`Copy the address: ${name}`}
              >
                <Icon name={copied ? 'check' : 'copy'} size={13} />
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </Group>
      <JsonWithFacts value={body} label={`The user in the API: ${name}`} fact={fact} onFact={onFact} />
    </section>
  );
}
