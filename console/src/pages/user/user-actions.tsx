import type { User } from '@selfsame/client';
import { useNavigate } from '@tanstack/react-router';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { nameOfUser as nameOf } from '../../parts/user-link.tsx';
import { WriteButton } from '../../parts/write-button.tsx';

export function UserActions({ user }: { user: User }) {
  const client = useClient();
  const navigate = useNavigate();
  const name = nameOf(user);
  const path = { id: user.id };
  const isSuspended = user.status === 'suspended';
  const suspend = useWrite({
    run: (active: boolean) => answered(client.POST('/v1/users/{id}/suspend', { params: { path }, body: { active } })),
    changes: [['users'], ['events']],
    done: (_, active) => (active ? `${name} may sign in again.` : `${name} is suspended, and signed out everywhere.`),
  });
  const remove = useWrite({
    run: () => answered(client.DELETE('/v1/users/{id}', { params: { path } })),
    changes: [['users', 'list'], ['events']],
    done: `${name} is deleted.`,
    after: () => void navigate({ to: '/users' }),
  });
  const askSuspend = async () => {
    const yes = await confirm({
      title: `Suspend ${name}?`,
      body: 'They are signed out everywhere and cannot sign in by any identity, until somebody resumes them. Nothing is lost.',
      action: 'Suspend',
      dangerous: true,
    });
    if (yes) suspend.mutate(false);
  };
  const askDelete = async () => {
    const yes = await confirm({
      title: `Delete ${name} for good?`,
      body: 'The user goes with its identities, its sessions, what providers gave to act for it, and the ghosts of users merged into it. This cannot be undone. The events stay, without personal data.',
      action: 'Delete for good',
      dangerous: true,
    });
    if (yes) remove.mutate();
  };
  const blocked = user.status === 'merged' ? 'A user that was merged away cannot be changed.' : null;
  return (
    <>
      <WriteButton
        scope="users:write"
        blocked={blocked}
        variant="default"
        size="xs"
        leftSection={<Icon name={isSuspended ? 'play' : 'pause'} size={14} />}
        loading={suspend.isPending}
        onClick={() => (isSuspended ? suspend.mutate(true) : void askSuspend())}
      >
        {isSuspended ? 'Resume' : 'Suspend'}
      </WriteButton>
      <WriteButton
        scope="users:write"
        blocked={blocked}
        variant="default"
        size="xs"
        leftSection={<Icon name="trash" size={14} />}
        loading={remove.isPending}
        onClick={() => void askDelete()}
      >
        Delete
      </WriteButton>
    </>
  );
}
