/** The browsers that a user is signed in with, and ending them. */
import { Badge, Group, Stack, Switch, Text } from '@mantine/core';
import type { Session, UserIdentity } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered } from '../../../api/refusal.ts';
import { Answer } from '../../../parts/answer.tsx';
import { confirm } from '../../../parts/confirm.tsx';
import { CopyId } from '../../../parts/copy-id.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ProviderMark } from '../../../parts/provider-mark.tsx';
import { useProviders } from '../../../parts/use-providers.ts';
import { useWrite } from '../../../parts/use-write.ts';
import { When } from '../../../parts/when.tsx';
import { WriteButton } from '../../../parts/write-button.tsx';
import { useIdentities } from '../picture/queries.ts';
import { sayDevice } from './device.ts';
import { Ghost, useMergedInto } from './ghost.tsx';
import classes from './story.module.css';

const changes = [['sessions'], ['events'], ['statistics']];

export default function SessionsTab({ userId }: { userId: string }) {
  const client = useClient();
  const mergedInto = useMergedInto(userId);
  const [withEnded, setWithEnded] = useState(false);
  const identities = useIdentities(userId, null);
  const sessions = useQuery({
    enabled: mergedInto === null,
    queryKey: ['sessions', 'of', userId],
    queryFn: async ({ signal }) =>
      (await answered(client.GET('/v1/users/{id}/sessions', { params: { path: { id: userId } }, signal }))).data,
  });
  const endAll = useWrite({
    run: () => answered(client.DELETE('/v1/users/{id}/sessions', { params: { path: { id: userId } } })),
    changes,
    done: ({ ended }) => (ended === 1 ? '1 session is ended.' : `${ended} sessions are ended.`),
  });
  const askAll = async () => {
    const yes = await confirm({
      title: 'End all sessions?',
      body: 'The user is signed out in every browser, and what applications were given for them ends too. They can sign in again.',
      action: 'End all',
      dangerous: true,
    });
    if (yes) endAll.mutate(undefined);
  };
  if (mergedInto !== null) return <Ghost what="sessions" mergedInto={mergedInto} />;
  return (
    <Answer of={sessions} what="Loading the sessions">
      {(all) => {
        const newest = all.toSorted((a, b) => b.last_seen_at.localeCompare(a.last_seen_at));
        const open = newest.filter(({ active }) => active);
        const shown = withEnded ? newest : open;
        return (
          <Stack gap="sm">
            <Group justify="space-between">
              <Switch
                size="xs"
                label={`Those that are over, too (${all.length - open.length})`}
                checked={withEnded}
                disabled={all.length === open.length}
                onChange={(event) => setWithEnded(event.currentTarget.checked)}
              />
              <WriteButton
                scope="sessions:write"
                size="xs"
                variant="default"
                blocked={open.length === 0 ? 'No session is open.' : null}
                loading={endAll.isPending}
                onClick={() => void askAll()}
              >
                End all
              </WriteButton>
            </Group>
            {shown.length === 0 ? (
              <EmptyState icon="screen" title="Not signed in anywhere">
                A session begins when the user signs in at this server’s pages. Sessions that applications keep for
                themselves are not known here.
              </EmptyState>
            ) : (
              <ul className={classes.list} aria-label="Sessions">
                {shown.map((session) => (
                  <One
                    key={session.id}
                    session={session}
                    identity={identities.data?.identities.find(({ id }) => id === session.identity_id)}
                  />
                ))}
              </ul>
            )}
          </Stack>
        );
      }}
    </Answer>
  );
}

function One({ session, identity }: { session: Session; identity: UserIdentity | undefined }) {
  const providerOf = useProviders();
  const client = useClient();
  const device = sayDevice(session.user_agent);
  const end = useWrite({
    run: () => answered(client.DELETE('/v1/sessions/{id}', { params: { path: { id: session.id } } })),
    changes,
    done: 'The session is ended.',
  });
  const ask = async () => {
    const yes = await confirm({
      title: 'End this session?',
      body: `The user is signed out of ${device}. They can sign in again.`,
      action: 'End session',
      dangerous: true,
    });
    if (yes) end.mutate(undefined);
  };
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Group gap="xs">
          <Text size="sm" fw={600} title={session.user_agent ?? undefined}>
            {device}
          </Text>
          {!session.active && (
            <Badge size="xs" variant="light" color="gray">
              {session.ended_at === null ? 'expired' : 'ended'}
            </Badge>
          )}
        </Group>
        <dl className={classes.facts}>
          <div>
            <dt>Last used</dt>
            <dd>
              <When at={session.last_seen_at} />
            </dd>
          </div>
          <div>
            <dt>Since</dt>
            <dd>
              <When at={session.created_at} />
            </dd>
          </div>
          <div>
            <dt>{session.ended_at === null ? (session.active ? 'Ends' : 'Expired') : 'Ended'}</dt>
            <dd>
              <When at={session.ended_at ?? session.expires_at} />
            </dd>
          </div>
          {session.ip !== null && (
            <div>
              <dt>From</dt>
              <dd>{session.ip}</dd>
            </div>
          )}
          <div>
            <dt>By</dt>
            <dd>
              {session.identity_id === null ? (
                'a code by mail'
              ) : identity ? (
                <>
                  <ProviderMark strategy={identity.provider_type} size={14} />{' '}
                  {providerOf(identity.identity_provider_id)?.display_name ?? identity.provider_name}{' '}
                  {identity.external_email ?? identity.external_username ?? identity.external_id}
                </>
              ) : (
                'an identity that is not this user’s any more'
              )}
            </dd>
          </div>
          <div>
            <dt>Id</dt>
            <dd>
              <CopyId id={session.id} of="session id" short />
            </dd>
          </div>
        </dl>
      </div>
      {session.active && (
        <WriteButton
          scope="sessions:write"
          size="compact-xs"
          variant="default"
          aria-label={`End the session of ${device}`}
          loading={end.isPending}
          onClick={() => void ask()}
        >
          End
        </WriteButton>
      )}
    </li>
  );
}
