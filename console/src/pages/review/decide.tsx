/** Approving and dismissing: said at once, sent behind it, and given back when it is refused. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { SelfsameClient, Suggestion } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { toastDone, toastFailed } from '../../parts/toast.ts';
import type { MergeChoice } from './review-queries.ts';

export type Decision = { decision: 'approve'; choice: Partial<MergeChoice> } | { decision: 'dismiss' };

interface Approved {
  suggestion: Suggestion;
  userId: string;
}

export interface DecideProps {
  /** It is decided, as far as the list goes. */
  onGone: (suggestion: Suggestion) => void;
  /** It was refused: here it is again. */
  onBack: (suggestion: Suggestion) => void;
}

export function useDecide({ onGone, onBack }: DecideProps) {
  const client = useClient();
  const askAgain = useAskAgain();
  const [last, setLast] = useState<Approved | null>(null);

  const undo = async (approved: Approved) => {
    setLast((before) => (before?.suggestion.id === approved.suggestion.id ? null : before));
    notifications.hide(approved.suggestion.id);
    try {
      await undoApproval(client, approved);
      toastDone('Taken back: they are apart as before, and are not suggested again.');
    } catch (error) {
      toastFailed(error, 'It could not be taken back');
    }
    await askAgain();
  };

  const decide = async (suggestion: Suggestion, decided: Decision) => {
    onGone(suggestion);
    try {
      if (decided.decision === 'approve') {
        const approved = { suggestion, userId: await approve(client, suggestion, decided.choice) };
        setLast(approved);
        const done =
          suggestion.kind === 'users' ? 'Merged: they are one user now.' : 'Linked: the identity is theirs now.';
        offerUndo(suggestion.id, done, () => void undo(approved));
      } else {
        const params = { path: { id: suggestion.id } };
        await answered(client.POST('/v1/linking/suggestions/{id}/dismiss', { params }));
        toastDone('Dismissed: they are not suggested again. Somebody may still link or merge them by hand.');
      }
      await askAgain();
    } catch (error) {
      onBack(suggestion);
      toastFailed(error, decided.decision === 'approve' ? 'Not approved' : 'Not dismissed');
    }
  };

  return { decide, undoLast: last === null ? null : () => void undo(last) };
}

/** What a decision may have changed. */
export function useAskAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    const changed = ['suggestions', 'users', 'identities', 'events', 'statistics'];
    await Promise.all(changed.map((word) => queries.invalidateQueries({ queryKey: [word] })));
  };
}

async function approve(client: SelfsameClient, { id }: Suggestion, choice: Partial<MergeChoice>): Promise<string> {
  const params = { path: { id } };
  const { user } = await answered(client.POST('/v1/linking/suggestions/{id}/approve', { params, body: choice }));
  return user.id;
}

/** The approval is no event that can be undone; the merge or link that it made is. */
async function undoApproval(client: SelfsameClient, { suggestion, userId }: Approved): Promise<void> {
  const query = { user_id: userId, type: ['user.merged' as const, 'identity.linked' as const], limit: 25 };
  const { data } = await answered(client.GET('/v1/events', { params: { query } }));
  const made = data.find(({ decision }) => decision?.suggestion_id === suggestion.id);
  if (made === undefined) throw new Error('its event is not found: look at the timeline of the user');
  await answered(client.POST('/v1/events/{id}/undo', { params: { path: { id: made.id } } }));
}

function offerUndo(id: string, message: string, onUndo: () => void): void {
  notifications.show({
    id,
    color: 'accent',
    autoClose: 15_000,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex={1}>
          {message}
        </Text>
        <Button size="compact-xs" variant="default" onClick={onUndo}>
          Undo
        </Button>
      </Group>
    ),
  });
}
