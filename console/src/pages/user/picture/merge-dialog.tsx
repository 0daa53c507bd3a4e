/** Makes one person of two users: which one stays, what becomes of each field, whose metadata, and what ends. */
import { Alert, Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import type { User } from '@selfsame/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered, isStatus } from '../../../api/refusal.ts';
import { useOnce } from '../../../api/use-once.ts';
import { Failure } from '../../../parts/failure.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { useWrite } from '../../../parts/use-write.ts';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { WriteButton } from '../../../parts/write-button.tsx';
import classes from './dialogs.module.css';
import { hasConflict, MergedFields } from './merged-fields.tsx';
import { picturesKeys, useUser } from './queries.ts';
import { Refused } from './refused.tsx';
import { sayLost } from './said.ts';

export interface MergeDialogProps {
  /** On whose page it is, and who stays unless turned round. */
  userId: string;
  otherId: string;
  onClose: () => void;
  onDone: (stays: User, goes: User) => void;
}

type Metadata = 'keep_primary' | 'deep_merge' | 'keep_secondary';

export function MergeDialog({ userId, otherId, onClose, onDone }: MergeDialogProps) {
  const [isTurned, setTurned] = useState(false);
  const stays = useUser(isTurned ? otherId : userId);
  const goes = useUser(isTurned ? userId : otherId);
  const failed = stays.error ?? goes.error;
  return (
    <Modal opened onClose={onClose} title="Merge two users into one" size="xl">
      {stays.data && goes.data ? (
        <Plan
          key={stays.data.id}
          stays={stays.data}
          goes={goes.data}
          onTurn={() => setTurned(!isTurned)}
          onClose={onClose}
          onDone={onDone}
        />
      ) : failed ? (
        <Failure error={failed} onRetry={() => void Promise.all([stays.refetch(), goes.refetch()])} />
      ) : (
        <Loading what="Loading both users" />
      )}
    </Modal>
  );
}

interface PlanProps {
  stays: User;
  goes: User;
  onTurn: () => void;
  onClose: () => void;
  onDone: MergeDialogProps['onDone'];
}

function Plan({ stays, goes, onTurn, onClose, onDone }: PlanProps) {
  const client = useClient();
  const [metadata, setMetadata] = useState<Metadata>('keep_primary');
  const { once } = useOnce();
  const path = { id: stays.id };
  const body = { secondary_user_id: goes.id, metadata };
  const preview = useQuery({
    queryKey: ['users', stays.id, 'merge-preview', goes.id, metadata],
    queryFn: () => answered(client.POST('/v1/users/{id}/merge-preview', { params: { path }, body })),
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const merge = useWrite({
    run: () =>
      once(body, (header) => answered(client.POST('/v1/users/{id}/merge', { params: { path, header }, body }))),
    changes: picturesKeys,
    after: () => onDone(stays, goes),
    showsError: true,
  });
  const { data } = preview;
  const gone = isStatus(preview.error, 404) || isStatus(merge.error, 404);
  return (
    <Stack gap="sm">
      <div className={classes.pair}>
        <Side user={goes} says="Goes, and stays as a ghost" goes />
        <Button variant="default" size="compact-sm" onClick={onTurn} leftSection={<Icon name="refresh" size={14} />}>
          Turn round
        </Button>
        <Side user={stays} says="Stays" />
      </div>
      <Text size="sm">
        The identities of <b>{nameOfUser(goes)}</b> move to <b>{nameOfUser(stays)}</b>, behind its own. Whoever asks for{' '}
        {nameOfUser(goes)} by id is led there. The timeline can take it back while nothing is built on it.
      </Text>
      {gone ? (
        <Alert color="orange" title="Changed elsewhere meanwhile" role="alert">
          <Text size="sm">One of the two users is not there any more. Nothing was changed from here.</Text>
        </Alert>
      ) : preview.error ? (
        <Failure error={preview.error} onRetry={() => void preview.refetch()} />
      ) : data === undefined ? (
        <Loading what="Looking at what it would come to" />
      ) : data.possible ? (
        <>
          {hasConflict(stays, goes) && <MetadataChoice chosen={metadata} onChange={setMetadata} />}
          {data.user && <MergedFields goes={goes} stays={stays} becomes={data.user} />}
          <div className={classes.preview}>
            <Text size="xs" fw={600} c="dimmed">
              Afterwards
            </Text>
            <Text size="sm">
              {nameOfUser(stays)} has {count(data.identities?.length ?? 0)}. {sayLost(data)}
            </Text>
          </div>
        </>
      ) : (
        <Refused refusal={data.refusal} />
      )}
      {merge.error && !gone && <Failure error={merge.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {gone ? 'Close' : 'Leave them apart'}
        </Button>
        {!gone && (
          <WriteButton
            scope="users:write"
            blocked={data?.possible === true ? null : whyBlocked(data)}
            loading={merge.isPending || preview.isPlaceholderData}
            onClick={() => merge.mutate()}
          >
            {`Merge into ${nameOfUser(stays)}`}
          </WriteButton>
        )}
      </Group>
    </Stack>
  );
}

function whyBlocked(preview: { possible: boolean } | undefined): string {
  return preview === undefined ? 'What it would come to is not known yet.' : 'The server would refuse it.';
}

function count(identities: number): string {
  return identities === 1 ? 'one identity' : `${identities} identities`;
}

function Side({ user, says, goes = false }: { user: User; says: string; goes?: boolean }) {
  return (
    <div className={classes.side} data-goes={goes || undefined}>
      <Text size="xs" c="dimmed">
        {says}
      </Text>
      <Text fw={600} truncate>
        {nameOfUser(user)}
      </Text>
      <Text size="xs" truncate title={user.id}>
        {user.email ?? `…${user.id.slice(-8)}`}
      </Text>
    </div>
  );
}

const choices: { value: Metadata; label: string; description: string }[] = [
  { value: 'keep_primary', label: 'Of who stays', description: 'The metadata of who goes is not taken over.' },
  {
    value: 'deep_merge',
    label: 'Of both',
    description: 'Key by key; where both have the same one, it is that of who stays.',
  },
  { value: 'keep_secondary', label: 'Of who goes', description: 'The metadata of who stays is lost.' },
];

function MetadataChoice({ chosen, onChange }: { chosen: Metadata; onChange: (chosen: Metadata) => void }) {
  return (
    <Radio.Group
      label="Whose metadata"
      description="Theirs differ. The rows below show what becomes of each key."
      value={chosen}
      onChange={(value) => onChange(value as Metadata)}
      name="metadata"
    >
      <Stack gap={6} mt="xs">
        {choices.map(({ value, label, description }) => (
          <Radio key={value} value={value} label={label} description={description} size="xs" />
        ))}
      </Stack>
    </Radio.Group>
  );
}
