/** Puts a policy in force, switches it off, or removes it, after showing what that would have decided otherwise. */
import { useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useWrite } from '../../parts/use-write.ts';
import type { Policy } from './policy-queries.ts';
import { TrialDialog } from './trial-dialog.tsx';

export type Change = 'enable' | 'disable' | 'delete';

export interface SwitchDialogProps {
  policy: Policy;
  change: Change;
  onChanged: (policy: Policy) => void;
  onDeleted: () => void;
  onClose: () => void;
}

const words = {
  enable: {
    title: 'Put in force',
    action: 'Put in force',
    body: 'It decides from now on. What it refuses is refused, whatever the linking rules allow.',
    done: 'In force.',
  },
  disable: {
    title: 'Switch off',
    action: 'Switch off',
    body: 'It is kept, and asked about nothing. What it refuses now is decided by the rules and the other policies.',
    done: 'Switched off.',
  },
  delete: {
    title: 'Delete',
    action: 'Delete',
    body: 'It is gone for good. Events keep its name and what it decided.',
    done: 'Deleted.',
  },
};

export function SwitchDialog({ policy, change, onChanged, onDeleted, onClose }: SwitchDialogProps) {
  const client = useClient();
  const queries = useQueryClient();
  const { title, action, body, done } = words[change];
  const params = { path: { id: policy.id } };
  const write = useWrite({
    run: async (): Promise<Policy | null> => {
      if (change === 'enable') return answered(client.POST('/v1/policies/{id}/enable', { params }));
      if (change === 'disable') return answered(client.POST('/v1/policies/{id}/disable', { params }));
      await answered(client.DELETE('/v1/policies/{id}', { params }));
      return null;
    },
    changes: [['policies', 'all'], ['policies', 'trial'], ['events']],
    done,
    showsError: true,
    after: (changed) => {
      onClose();
      if (changed === null) return onDeleted();
      queries.setQueryData(['policies', changed.id], changed);
      onChanged(changed);
    },
  });
  const trial = {
    policy_id: policy.id,
    ...(change === 'delete' ? { delete: true } : { enabled: change === 'enable' }),
  };
  return (
    <TrialDialog
      title={`${title}: “${policy.name}”?`}
      body={body}
      action={action}
      dangerous={change !== 'enable'}
      trial={trial}
      isBusy={write.isPending}
      error={write.error}
      onConfirm={() => write.mutate()}
      onClose={onClose}
    />
  );
}
