/** Takes an identity from the person: what becomes of it is chosen, and what each choice comes to is shown before. */
import { Alert, Badge, Button, Checkbox, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import type { User, UserIdentity } from '@selfsame/client';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered, isStatus } from '../../../api/refusal.ts';
import { Failure } from '../../../parts/failure.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { ProviderMark } from '../../../parts/provider-mark.tsx';
import { useWrite } from '../../../parts/use-write.ts';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { WriteButton } from '../../../parts/write-button.tsx';
import classes from './dialogs.module.css';
import { picturesKeys } from './queries.ts';
import { Refused } from './refused.tsx';
import { sayIdentity, sayLost } from './said.ts';

export interface UnlinkDialogProps {
  user: User;
  identity: UserIdentity;
  onClose: () => void;
  onDone: (outcome: Outcome, newUserId: string | null) => void;
}

export type Outcome = 'split' | 'detach' | 'delete';

const outcomes: { value: Outcome; title: string; means: string; action: string }[] = [
  {
    value: 'split',
    title: 'Split',
    means: 'It gets a user of its own, made of what the provider says. Whoever signs in with it comes there.',
    action: 'Unlink and split',
  },
  {
    value: 'detach',
    title: 'Detach',
    means: 'It is kept without a user. When somebody signs in with it next, it is decided anew whose it is.',
    action: 'Unlink and detach',
  },
  {
    value: 'delete',
    title: 'Delete',
    means: 'It is forgotten, with all that the provider said. A later sign-in with it is like the first one.',
    action: 'Unlink and delete',
  },
];

export function UnlinkDialog({ user, identity, onClose, onDone }: UnlinkDialogProps) {
  const client = useClient();
  const [outcome, setOutcome] = useState<Outcome>('split');
  const [allowLast, setAllowLast] = useState(false);
  const path = { id: user.id, identity_id: identity.id };
  const previews = useQueries({
    queries: outcomes.map(({ value }) => ({
      queryKey: ['users', user.id, 'unlink-preview', identity.id, value, allowLast],
      queryFn: () =>
        answered(
          client.POST('/v1/users/{id}/identities/{identity_id}/unlink-preview', {
            params: { path },
            body: { outcome: value, allow_last: allowLast },
          }),
        ),
      staleTime: 0,
      gcTime: 0,
    })),
  });
  const unlink = useWrite({
    run: () =>
      answered(
        client.DELETE('/v1/users/{id}/identities/{identity_id}', {
          params: { path, query: { outcome, allow_last: allowLast } },
        }),
      ),
    changes: picturesKeys,
    after: ({ user_id }) => onDone(outcome, user_id),
    showsError: true,
  });
  const chosen = outcomes.findIndex(({ value }) => value === outcome);
  const preview = previews[chosen]!;
  const isLast = allowLast || previews.some(({ data }) => data?.refusal?.code === 'last_identity');
  const failed = previews.find(({ error }) => error !== null);
  const gone = isStatus(failed?.error, 404) || isStatus(unlink.error, 404);
  return (
    <Modal opened onClose={onClose} title={`Unlink ${sayIdentity(identity)}`} size="lg">
      <Stack gap="sm">
        <Text size="sm">
          It leaves <b>{nameOfUser(user)}</b>, and no rule joins the two again by itself. The timeline can take it back
          while nothing is built on it.
        </Text>
        {gone ? (
          <Alert color="orange" title="Changed elsewhere meanwhile" role="alert">
            <Text size="sm">The identity is not with this person any more. Nothing was changed from here.</Text>
          </Alert>
        ) : failed ? (
          <Failure error={failed.error} onRetry={() => void Promise.all(previews.map(({ refetch }) => refetch()))} />
        ) : (
          <Radio.Group
            label="What becomes of it"
            value={outcome}
            onChange={(value) => setOutcome(value as Outcome)}
            name="outcome"
          >
            <Stack gap="xs" mt={4}>
              {outcomes.map(({ value, title, means }, index) => (
                <Radio.Card key={value} value={value} p="sm" className={classes.choice}>
                  <Group wrap="nowrap" align="flex-start" gap="sm">
                    <Radio.Indicator mt={2} />
                    <div className={classes.words}>
                      <Text size="sm" fw={600}>
                        {title}
                      </Text>
                      <Text size="sm">{means}</Text>
                      <Come of={previews[index]!.data} isLast={isLast} />
                    </div>
                  </Group>
                </Radio.Card>
              ))}
            </Stack>
          </Radio.Group>
        )}
        {isLast && !gone && (
          <Checkbox
            label={`Leave ${nameOfUser(user)} without any identity`}
            description="It is the last one: nobody could sign in as this person by a provider any more."
            checked={allowLast}
            onChange={(event) => setAllowLast(event.currentTarget.checked)}
          />
        )}
        {preview.data === undefined && !failed && <Loading what="Looking at what it would come to" />}
        {preview.data?.possible === true && <Left preview={preview.data} outcome={outcome} />}
        {preview.data?.possible === false && preview.data.refusal?.code !== 'last_identity' && (
          <Refused refusal={preview.data.refusal} />
        )}
        {unlink.error && !gone && <Failure error={unlink.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {gone ? 'Close' : 'Keep it'}
          </Button>
          {!gone && (
            <WriteButton
              scope="identities:write"
              color="red.9"
              blocked={preview.data?.possible === true ? null : whyBlocked(preview.data, isLast && !allowLast)}
              loading={unlink.isPending}
              onClick={() => unlink.mutate()}
            >
              {outcomes[chosen]!.action}
            </WriteButton>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

interface Preview {
  possible: boolean;
  refusal?: { code: string; message: string };
  tokens_destroyed?: number;
  sessions_ended?: number;
  remaining?: UserIdentity[];
  new_user?: User;
}

function whyBlocked(preview: Preview | undefined, isLast: boolean): string {
  if (preview === undefined) return 'What it would come to is not known yet.';
  return isLast ? 'It is the last identity: say that this is meant.' : 'The server would refuse it.';
}

/** What a choice would come to, in a line. */
function Come({ of: preview, isLast }: { of: Preview | undefined; isLast: boolean }) {
  if (preview === undefined) return null;
  const words = preview.possible
    ? sayLost(preview)
    : isLast
      ? 'Only if the person may be left without any identity.'
      : 'The server would refuse this.';
  return (
    <Text size="xs" c="dimmed" mt={2}>
      {words}
    </Text>
  );
}

function Left({ preview: { remaining = [], new_user }, outcome }: { preview: Preview; outcome: Outcome }) {
  return (
    <div className={classes.preview}>
      <Text size="xs" fw={600} c="dimmed">
        Afterwards
      </Text>
      {outcome === 'split' && new_user !== undefined && (
        <Text size="sm">
          A new user <b>{new_user.name ?? new_user.email ?? new_user.nickname ?? 'without a name'}</b>
          {new_user.email !== null &&
            `, ${new_user.email} ${new_user.email_verified ? '(verified)' : '(not verified)'}`}
          .
        </Text>
      )}
      {remaining.length === 0 ? (
        <Text size="sm">This person has no identity left.</Text>
      ) : (
        <Group gap="xs" mt={4}>
          <Text size="sm">This person keeps</Text>
          {remaining.slice(0, 8).map(({ id, provider_type, provider_name, external_id }, index) => (
            <span key={id} className={classes.kept}>
              <ProviderMark strategy={provider_type} size={16} />
              <span title={external_id}>{provider_name}</span>
              {index === 0 && (
                <Badge size="xs" variant="light">
                  primary
                </Badge>
              )}
            </span>
          ))}
          {remaining.length > 8 && <Text size="sm">and {remaining.length - 8} more</Text>}
        </Group>
      )}
    </div>
  );
}
