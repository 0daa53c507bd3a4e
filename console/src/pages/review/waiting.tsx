/** Arrivals whose person is asked just now: only they can answer, and until when. */
import { Anchor, Badge, Button, Center, Group, List, Paper, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { confirm } from '../../parts/confirm.tsx';
import { byCursor } from '../../parts/cursor-table.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Loading } from '../../parts/loading.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { nameOfUser } from './compare-fields.ts';
import { IdentityLine } from './comparison.tsx';
import { keyNames, useReviewedUser } from './review-queries.ts';

const proofNames = { email_code: 'a code to its proved address', sign_in: 'signing in to it' };

function usePending() {
  const client = useClient();
  return useInfiniteQuery({
    ...byCursor,
    queryKey: ['suggestions', 'pending'],
    queryFn: async ({ pageParam }) =>
      answered(client.GET('/v1/linking/pending', { params: { query: { limit: 50, cursor: pageParam } } })),
    // They are answered, or end, within minutes.
    refetchInterval: 20_000,
  });
}

type PendingLink = NonNullable<ReturnType<typeof usePending>['data']>['pages'][number]['data'][number];
type Candidate = PendingLink['candidates'][number];

export function Waiting() {
  const query = usePending();
  const rows = (query.data?.pages ?? []).flatMap(({ data }) => data);
  if (query.isPending) return <Loading what="Loading arrivals that wait" />;
  if (query.error && rows.length === 0) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (rows.length === 0) {
    return (
      <EmptyState icon="check" title="Nobody is being asked">
        When the rule of a provider asks people whether an account is theirs, who is asked stands here for the fifteen
        minutes in which they may answer.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {rows.map((pending) => (
        <PendingShown key={pending.id} pending={pending} />
      ))}
      {query.hasNextPage && (
        <Center>
          <Button
            size="xs"
            variant="subtle"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Load more
          </Button>
        </Center>
      )}
    </Stack>
  );
}

function PendingShown({ pending }: { pending: PendingLink }) {
  const { identity, candidates, codes_sent, attempts } = pending;
  return (
    <Paper withBorder p="md" component="article" aria-label={identity?.external_email ?? 'An arrival'}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>{identity ? <IdentityLine identity={identity} /> : <Text size="sm">The identity is gone.</Text>}</div>
        <Badge variant="light" color="yellow" tt="none">
          waiting for the person
        </Badge>
      </Group>
      <Text size="sm">
        Asked <When at={pending.created_at} />, and may answer until <When at={pending.expires_at} />.{' '}
        {codes_sent === 0
          ? 'No code was sent'
          : codes_sent === 1
            ? 'One code was sent'
            : `${codes_sent} codes were sent`}
        {attempts > 0 && `, ${attempts === 1 ? 'one wrong one' : `${attempts} wrong ones`} entered`}.
      </Text>
      {candidates.length === 0 ? (
        <Text size="sm">
          Asked whether they have an account, and not about one: what came with them proves nothing.
        </Text>
      ) : (
        <List size="sm" mt="xs" aria-label="Whose it may be" listStyleType="none" spacing="xs">
          {candidates.map((candidate) => (
            <CandidateShown key={candidate.user_id} candidate={candidate} identityId={identity?.id ?? null} />
          ))}
        </List>
      )}
      {identity && (
        <Anchor
          component={Link}
          to="/explain"
          search={{ identity: identity.id } as never}
          size="sm"
          mt="sm"
          display="inline-block"
        >
          Why they are asked
        </Anchor>
      )}
    </Paper>
  );
}

function CandidateShown({ candidate, identityId }: { candidate: Candidate; identityId: string | null }) {
  const client = useClient();
  const { data } = useReviewedUser(candidate.user_id);
  const name = data ? nameOfUser(data.user) : `…${candidate.user_id.slice(-8)}`;
  const move = useWrite({
    run: () =>
      answered(
        client.POST('/v1/identities/{id}/move', {
          params: { path: { id: identityId! } },
          body: { user_id: candidate.user_id },
        }),
      ),
    changes: [['suggestions'], ['users'], ['identities'], ['events'], ['statistics']],
    done: `Linked to ${name}.`,
  });
  const ask = async () => {
    const yes = await confirm({
      title: `Link it to ${name}?`,
      body: 'You answer in place of the person, without their proof. It can be taken back from the timeline of the user.',
      action: 'Link',
      dangerous: true,
    });
    if (yes) move.mutate();
  };
  const proofs = candidate.proofs.map((proof) => proofNames[proof]);
  return (
    <List.Item>
      <Group gap="xs">
        <Text size="sm" flex="1 1 14rem">
          May be{' '}
          <Anchor component={Link} to={`/users/${candidate.user_id}`} inherit underline="always">
            {name}
          </Anchor>
          : the same {candidate.matched_on.map((key) => keyNames[key]).join(' and ')}.{' '}
          {proofs.length === 0 ? 'Nothing that they could do proves it.' : `Proved by ${proofs.join(' or ')}.`}
        </Text>
        {identityId !== null && (
          <WriteButton
            scope="identities:write"
            size="xs"
            variant="default"
            aria-label={`Link by hand to ${name}`}
            leftSection={<Icon name="check" size={12} />}
            loading={move.isPending}
            onClick={() => void ask()}
          >
            Link by hand
          </WriteButton>
        )}
      </Group>
    </List.Item>
  );
}
