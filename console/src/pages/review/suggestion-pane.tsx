/** One suggestion: who and who, what both have proved, what approving would come to, and the decision. */
import { Alert, Anchor, Badge, Group, Kbd, List, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { Suggestion } from '@selfsame/client';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../api/operator.tsx';
import { isStatus } from '../../api/refusal.ts';
import { Failure } from '../../parts/failure.tsx';
import { Loading } from '../../parts/loading.tsx';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import { useShortcut } from '../../shell/shortcuts.ts';
import { compare, fieldsOfIdentity, fieldsOfUser, nameOfIdentity, nameOfUser } from './compare-fields.ts';
import { Comparison, Identities, IdentityLine } from './comparison.tsx';
import type { Decision } from './decide.tsx';
import classes from './review.module.css';
import {
  keyNames,
  type MergeChoice,
  type MetadataChoice,
  useMergePreview,
  useReviewedIdentity,
  useReviewedUser,
} from './review-queries.ts';

export interface SuggestionPaneProps {
  suggestion: Suggestion;
  onDecide: (decision: Decision) => void;
}

export function SuggestionPane(props: SuggestionPaneProps) {
  return props.suggestion.kind === 'users' ? <TwoUsers {...props} /> : <Arrival {...props} />;
}

const metadataChoices: { value: MetadataChoice; label: string }[] = [
  { value: 'keep_primary', label: 'Of the one that stays' },
  { value: 'deep_merge', label: 'Both: the one that stays wins where they differ' },
  { value: 'keep_secondary', label: 'Of the one that goes' },
];

function TwoUsers({ suggestion, onDecide }: SuggestionPaneProps) {
  const one = useReviewedUser(suggestion.user_id);
  const other = useReviewedUser(suggestion.other_user_id);
  const [chosen, setChosen] = useState<Partial<MergeChoice>>({});
  const choice: MergeChoice = {
    primary_user_id: chosen.primary_user_id ?? olderOf(suggestion, one.data?.user, other.data?.user),
    metadata: chosen.metadata ?? 'keep_primary',
  };
  const isOpen = suggestion.status === 'open';
  const preview = useMergePreview(suggestion, choice);
  if (one.data === undefined || other.data === undefined) return <Awaited queries={[one, other]} />;
  const [a, b] = [one.data, other.data];
  const { data: told } = preview;
  const refusal = told?.possible === false ? told.refusal : undefined;
  const title = ({ user }: typeof a) => (
    <>
      <Anchor component={Link} to={`/users/${user.id}`} inherit underline="always">
        {nameOfUser(user)}
      </Anchor>
      {isOpen && (
        <>
          {' '}
          <Badge size="xs" variant="light" color={user.id === choice.primary_user_id ? 'accent' : 'gray'} tt="none">
            {user.id === choice.primary_user_id ? 'stays' : 'goes'}
          </Badge>
        </>
      )}
    </>
  );
  const result = told?.possible && told.user ? fieldsOfUser(told.user) : null;
  return (
    <Stack gap="md">
      <Title order={2} size="h4">
        Are these two one person?
      </Title>
      <Decided suggestion={suggestion} />
      <Evidence suggestion={suggestion} one={nameOfUser(a.user)} other={nameOfUser(b.user)} />
      <Comparison
        fields={compare(fieldsOfUser(a.user), fieldsOfUser(b.user))}
        left={{ title: title(a) }}
        right={{ title: title(b) }}
        {...(isOpen && { result })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Identities of={a.identities} whose={nameOfUser(a.user)} />
        <Identities of={b.identities} whose={nameOfUser(b.user)} />
      </SimpleGrid>
      {isOpen && (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Select
              label="Who stays"
              description="Ids, names and sign-ins go on as this user’s; the other id leads here."
              data={[a, b].map(({ user }) => ({
                value: user.id,
                label: `${nameOfUser(user)} (…${user.id.slice(-6)})`,
              }))}
              value={choice.primary_user_id}
              onChange={(id) => setChosen({ ...chosen, primary_user_id: id ?? undefined })}
              allowDeselect={false}
            />
            <Select
              label="Whose metadata"
              description="User and app metadata, where the two differ."
              data={metadataChoices}
              value={choice.metadata}
              onChange={(value) => setChosen({ ...chosen, metadata: (value ?? undefined) as MetadataChoice })}
              allowDeselect={false}
            />
          </SimpleGrid>
          {told?.possible && <Consequences tokens={told.tokens_destroyed} sessions={told.sessions_ended} />}
          {refusal && (
            <Alert color="orange" title="They cannot be merged as they are" role="status">
              <Text size="sm">{refusal.message}</Text>
              <List size="sm">
                {(refusal.notices ?? []).map((notice) => (
                  <List.Item key={notice}>{notice}</List.Item>
                ))}
              </List>
            </Alert>
          )}
          <Actions
            approve="Merge them"
            dismiss="Two people"
            blocked={refusal?.message ?? null}
            onApprove={() => onDecide({ decision: 'approve', choice })}
            onDismiss={() => onDecide({ decision: 'dismiss' })}
          />
        </>
      )}
    </Stack>
  );
}

function Arrival({ suggestion, onDecide }: SuggestionPaneProps) {
  const user = useReviewedUser(suggestion.user_id);
  const identity = useReviewedIdentity(suggestion.identity_id);
  if (user.data === undefined || identity.data === undefined) return <Awaited queries={[user, identity]} />;
  const isOpen = suggestion.status === 'open';
  const name = nameOfUser(user.data.user);
  return (
    <Stack gap="md">
      <Title order={2} size="h4">
        Is this arrival {name}?
      </Title>
      <Text size="sm">
        Somebody arrived with an identity that may be theirs. It is kept without a user, and they are not signed in with
        it, until this is decided.
      </Text>
      <Decided suggestion={suggestion} />
      <Evidence suggestion={suggestion} one={name} other={nameOfIdentity(identity.data)} />
      <Comparison
        fields={compare(fieldsOfUser(user.data.user), fieldsOfIdentity(identity.data))}
        left={{
          title: (
            <Anchor component={Link} to={`/users/${suggestion.user_id}`} inherit underline="always">
              {name}
            </Anchor>
          ),
        }}
        right={{ title: 'The arrival', provedWord: 'said to be verified' }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Identities of={user.data.identities} whose={name} />
        <section aria-label="The identity that arrived">
          <Text size="xs" fw={600} c="dimmed">
            The identity that arrived
          </Text>
          <IdentityLine identity={identity.data} />
          <Anchor component={Link} to="/explain" search={{ identity: identity.data.id } as never} size="sm">
            Explain what would happen to it
          </Anchor>
        </section>
      </SimpleGrid>
      {isOpen && (
        <Actions
          approve="Link it"
          dismiss="Somebody else"
          blocked={null}
          onApprove={() => onDecide({ decision: 'approve', choice: {} })}
          onDismiss={() => onDecide({ decision: 'dismiss' })}
        />
      )}
    </Stack>
  );
}

function Evidence({ suggestion, one, other }: { suggestion: Suggestion; one: string; other: string }) {
  return (
    <section aria-label="Evidence">
      <Text size="xs" fw={600} c="dimmed">
        What both have proved
      </Text>
      {suggestion.evidence.map(({ key, value, said }) => (
        <div key={`${key} ${value}`}>
          <Text size="sm">
            The same {keyNames[key]}: <b style={{ overflowWrap: 'anywhere' }}>{value}</b>
          </Text>
          <List size="sm">
            {withNames(said, one, other).map((each) => (
              <List.Item key={each}>{each}</List.Item>
            ))}
          </List>
        </div>
      ))}
    </section>
  );
}

/** The server says `of the user: …; of the other user: …`, as it does not know how they are shown. */
function withNames(said: string, one: string, other: string): string[] {
  return said
    .replace(/`([^`]+)`/g, '“$1”')
    .split(/; (?=of the )/)
    .map((each) =>
      each.replace(/^of the user: /, `${one}: `).replace(/^of the (other user|identity|arrival): /, `${other}: `),
    );
}

function Consequences({ tokens = 0, sessions = 0 }: { tokens?: number; sessions?: number }) {
  const parts = [
    sessions > 0 && `${sessions === 1 ? 'one session ends' : `${sessions} sessions end`}`,
    tokens > 0 && `${tokens === 1 ? 'one token of a provider is' : `${tokens} tokens of providers are`} gone for good`,
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return <Text size="sm">With the merge {parts.join(', and ')}.</Text>;
}

function Decided({ suggestion: { status, decided_at, decided_by } }: { suggestion: Suggestion }) {
  if (status === 'open') return null;
  const by = decided_by?.label ?? decided_by?.kind;
  return (
    <Text size="sm">
      {status === 'approved' ? 'Approved' : 'Dismissed'}
      {typeof by === 'string' && ` by ${by}`}, <When at={decided_at} />.
    </Text>
  );
}

interface ActionsProps {
  approve: string;
  dismiss: string;
  blocked: string | null;
  onApprove: () => void;
  onDismiss: () => void;
}

function Actions({ approve, dismiss, blocked, onApprove, onDismiss }: ActionsProps) {
  const mayApprove = useMay('identities:write') && blocked === null;
  const mayDismiss = useMay('users:write');
  useShortcut('a', 'Approve', onApprove, mayApprove);
  useShortcut('d', 'Dismiss', onDismiss, mayDismiss);
  return (
    <Group className={classes.actions} gap="sm">
      <WriteButton scope="identities:write" blocked={blocked} onClick={onApprove} rightSection={<Kbd size="xs">a</Kbd>}>
        {approve}
      </WriteButton>
      <WriteButton scope="users:write" variant="default" onClick={onDismiss} rightSection={<Kbd size="xs">d</Kbd>}>
        {dismiss}
      </WriteButton>
    </Group>
  );
}

interface AwaitedQuery {
  error: unknown;
  refetch: () => unknown;
}

function Awaited({ queries }: { queries: AwaitedQuery[] }) {
  const failed = queries.find(({ error }) => error !== null);
  if (failed === undefined) return <Loading what="Loading both sides" />;
  if (isStatus(failed.error, 404)) {
    return <Text size="sm">One of them has been removed since. The list leaves this out when it is loaded again.</Text>;
  }
  return <Failure error={failed.error} onRetry={() => queries.forEach((query) => void query.refetch())} />;
}

/** As the server would choose: the one that was made first. Ids are in the order of making. */
function olderOf(suggestion: Suggestion, one?: { created_at: string }, other?: { created_at: string }): string {
  if (!one || !other || suggestion.other_user_id === null) return suggestion.user_id;
  return one.created_at <= other.created_at ? suggestion.user_id : suggestion.other_user_id;
}
