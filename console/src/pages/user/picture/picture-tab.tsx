/**
 * The picture of a person: who they are made of, how each identity came to them, who they were before; and every change of it,
 * by dragging, by menus and by list. As of an earlier time it is only looked at.
 */
import { Alert, Anchor, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { User, UserIdentity } from '@selfsame/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { useMay } from '../../../api/operator.tsx';
import { answered, isStatus } from '../../../api/refusal.ts';
import { Answer } from '../../../parts/answer.tsx';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { Icon } from '../../../parts/icon.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { toastDone } from '../../../parts/toast.ts';
import { usePageSearch } from '../../../parts/use-page-search.ts';
import { useWrite } from '../../../parts/use-write.ts';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { WriteButton } from '../../../parts/write-button.tsx';
import { type Acts, ActsContext } from './acts.ts';
import { ghostsAsOf } from './ghosts-as-of.ts';
import { IdentityDrawer } from './identity-drawer.tsx';
import { IdentityList } from './identity-list.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { MergePanel } from './merge-panel.tsx';
import { MoveDialog } from './move-dialog.tsx';
import classes from './picture-tab.module.css';
import { picturesKeys, useGhosts, useHistory, useIdentities, useUser } from './queries.ts';
import { findLinks, sayIdentity, sayTime } from './said.ts';
import { TimeSlider } from './time-slider.tsx';
import { UnlinkDialog } from './unlink-dialog.tsx';

const Canvas = lazy(() => import('./canvas.tsx').then((module) => ({ default: module.Canvas })));

export default function PictureTab({ userId }: { userId: string }) {
  const user = useUser(userId);
  return (
    <Answer of={user} what="Loading the person">
      {(known) => <Picture user={known} />}
    </Answer>
  );
}

type Dialog =
  | { kind: 'open' | 'unlink' | 'move'; identity: UserIdentity }
  | { kind: 'link' }
  | { kind: 'merge'; otherId: string };

function Picture({ user }: { user: User }) {
  const client = useClient();
  const navigate = useNavigate();
  const [search, change] = usePageSearch();
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  const view = search.view ?? (isNarrow ? 'list' : 'picture');
  const asOf = isTime(search.as_of) ? search.as_of : null;
  const identities = useIdentities(user.id, asOf);
  const ghosts = useGhosts(user.id);
  const history = useHistory(user.id);
  const mayReadEvents = useMay('events:read');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [isMerging, setMerging] = useState(false);
  const [done, setDone] = useState<ReactNode>(null);
  const close = () => setDialog(null);
  const tell = (said: ReactNode) => {
    close();
    setDone(said);
  };
  const makePrimary = useWrite({
    run: ({ id }: UserIdentity) => answered(client.POST('/v1/identities/{id}/primary', { params: { path: { id } } })),
    changes: picturesKeys,
    done: (_, identity) => `${sayIdentity(identity)} is the primary one.`,
  });
  const links = useMemo(() => findLinks(user.id, history.data?.events ?? []), [user.id, history.data]);
  const acts: Acts = {
    user,
    asOf,
    links,
    open: (identity) => setDialog({ kind: 'open', identity }),
    makePrimary: (identity) => makePrimary.mutate(identity),
    unlink: (identity) => setDialog({ kind: 'unlink', identity }),
    move: (identity) => setDialog({ kind: 'move', identity }),
    merge: (otherId) => setDialog({ kind: 'merge', otherId }),
    showList: (providerId) => change({ view: 'list', provider: providerId }),
  };
  const isMerged = user.status === 'merged';
  const blocked = isMerged
    ? 'It was merged away: its identities are with the user that stands in for it.'
    : asOf !== null
      ? 'This is how it was then: go back to now.'
      : null;
  const undoLink = (
    <Anchor component={Link} to={`/users/${user.id}`} search={{ tab: 'timeline' } as never} inherit underline="always">
      Take it back in the timeline
    </Anchor>
  );
  return (
    <ActsContext value={acts}>
      <div className={classes.tab}>
        <Group justify="space-between" gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="How to show it"
            value={view}
            onChange={(value) => change({ view: value, provider: undefined })}
            data={[
              { value: 'picture', label: 'Picture' },
              { value: 'list', label: 'List' },
            ]}
          />
          <Group gap="xs">
            <WriteButton
              scope="identities:write"
              blocked={blocked}
              size="xs"
              variant="default"
              leftSection={<Icon name="plus" size={14} />}
              onClick={() => setDialog({ kind: 'link' })}
            >
              Link by hand
            </WriteButton>
            <WriteButton
              scope="users:write"
              blocked={blocked}
              size="xs"
              variant={isMerging ? 'light' : 'default'}
              leftSection={<Icon name="transfer" size={14} />}
              onClick={() => setMerging(!isMerging)}
            >
              Merge another user
            </WriteButton>
          </Group>
        </Group>
        {done !== null && asOf === null && (
          <Alert
            color="accent"
            p="sm"
            role="status"
            withCloseButton
            closeButtonLabel="Dismiss"
            onClose={() => setDone(null)}
          >
            <Text size="sm" component="div">
              {done} {undoLink}.
            </Text>
          </Alert>
        )}
        {asOf !== null && (
          <Alert color="yellow" p="sm" role="status" title={`As it was on ${sayTime(asOf)}`}>
            <Group justify="space-between" gap="xs">
              <Text size="sm">
                Only to look at: nothing can be changed here. Name and address in the middle are today’s.
              </Text>
              <Button size="compact-sm" variant="default" onClick={() => change({ as_of: undefined })}>
                Back to now
              </Button>
            </Group>
          </Alert>
        )}
        <div className={classes.beside} data-merging={(isMerging && blocked === null) || undefined}>
          <div className={classes.main}>
            {identities.data === undefined && identities.error ? (
              <NotThen error={identities.error} asOf={asOf} onRetry={() => void identities.refetch()} />
            ) : (
              <Answer of={identities} what="Loading the identities">
                {({ identities: all, mergedInto }) => {
                  // Those of who stands in for it are shown there.
                  const own = mergedInto === null ? all : [];
                  const [now, told] = [ghosts.data ?? [], history.data?.events ?? []];
                  const shown = asOf === null ? now : ghostsAsOf(user.id, now, told, asOf);
                  return view === 'list' ? (
                    <IdentityList identities={own} ghosts={shown} providerId={search.provider} />
                  ) : (
                    <Suspense fallback={<Loading what="Loading the picture" />}>
                      <Canvas identities={own} ghosts={shown} />
                    </Suspense>
                  );
                }}
              </Answer>
            )}
          </div>
          {isMerging && blocked === null && (
            <MergePanel user={user} onChoose={acts.merge} onClose={() => setMerging(false)} />
          )}
        </div>
        {ghosts.error && <Failure error={ghosts.error} onRetry={() => void ghosts.refetch()} />}
        {!mayReadEvents ? (
          <Text size="sm" c="dimmed">
            How it was before is told by the events, which your role does not let you read.
          </Text>
        ) : history.error ? (
          <Failure error={history.error} onRetry={() => void history.refetch()} />
        ) : history.data?.events.length === 0 ? (
          <Text size="sm" c="dimmed">
            No event tells how it came to be: those of that time are not kept any more.
          </Text>
        ) : (
          history.data && (
            <TimeSlider
              userId={user.id}
              {...history.data}
              asOf={asOf}
              onChange={(time) => change({ as_of: time ?? undefined })}
            />
          )
        )}
      </div>
      {dialog?.kind === 'open' && <IdentityDrawer identity={dialog.identity} onClose={close} />}
      {dialog?.kind === 'unlink' && (
        <UnlinkDialog
          user={user}
          identity={dialog.identity}
          onClose={close}
          onDone={(outcome, newUserId) => {
            const what = sayIdentity(dialog.identity);
            tell(
              newUserId !== null ? (
                <>
                  {what} has <UserAnchor id={newUserId}>a user of its own</UserAnchor> now.
                </>
              ) : (
                `${what} is unlinked${outcome === 'delete' ? ' and forgotten' : ' and kept without a user'}.`
              ),
            );
          }}
        />
      )}
      {dialog?.kind === 'move' && (
        <MoveDialog
          user={user}
          identity={dialog.identity}
          isLast={identities.data?.identities.length === 1}
          onClose={close}
          onDone={(to) =>
            tell(
              <>
                {sayIdentity(dialog.identity)} is with <UserAnchor id={to.id}>{nameOfUser(to)}</UserAnchor> now.
              </>,
            )
          }
        />
      )}
      {dialog?.kind === 'link' && (
        <LinkDialog user={user} onClose={close} onDone={(identity) => tell(`${sayIdentity(identity)} is linked.`)} />
      )}
      {dialog?.kind === 'merge' && (
        <MergeDialog
          userId={user.id}
          otherId={dialog.otherId}
          onClose={close}
          onDone={(stays, goes) => {
            setMerging(false);
            tell(`${nameOfUser(goes)} is merged into ${nameOfUser(stays)}, and a ghost below.`);
            if (stays.id === user.id) return;
            toastDone(`${nameOfUser(goes)} is merged into ${nameOfUser(stays)}.`);
            void navigate({ to: `/users/${stays.id}` });
          }}
        />
      )}
    </ActsContext>
  );
}

function UserAnchor({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Anchor component={Link} to={`/users/${id}`} inherit underline="always">
      {children}
    </Anchor>
  );
}

interface NotThenProps {
  error: unknown;
  asOf: string | null;
  onRetry: () => void;
}

/** Of some times nothing is told. */
function NotThen({ error, asOf, onRetry }: NotThenProps) {
  if (asOf === null || !isStatus(error, 404)) return <Failure error={error} onRetry={onRetry} />;
  return (
    <EmptyState icon="users" title="Nobody to be seen then">
      Either the person was not there yet, or the events of that time are not kept any more: {error.message}.
    </EmptyState>
  );
}

function isTime(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}
