/** A connection changed in a drawer, and one more added to a provider. */
import { Alert, Button, Checkbox, Drawer, Group, Stack } from '@mantine/core';
import type { Connection, IdentityProvider } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered, Refusal } from '../../api/refusal.ts';
import { useOnce } from '../../api/use-once.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { Failure } from '../../parts/failure.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { isChangedMeanwhile } from './changed-meanwhile.ts';
import { bodyOf, type ConnectionDraft, draftOf, fieldsOf, newDraft, problemsOfDraft } from './connection-draft.ts';
import { ConnectionFields } from './connection-fields.tsx';
import type { Strategy } from './provider-queries.ts';
import { placeRefusal } from './refused-fields.ts';

export function EditConnection(props: { connection: Connection; strategy: Strategy; onClose: () => void }) {
  const client = useClient();
  const queries = useQueryClient();
  const { strategy, onClose } = props;
  const [opened, setOpened] = useState(props.connection);
  const [draft, setDraft] = useState(() => draftOf(opened));
  const [otherPeople, setOtherPeople] = useState(false);
  const path = { id: opened.id };
  const save = useWrite({
    run: (overwrite: boolean) =>
      answered(
        client.PUT('/v1/connections/{id}', {
          params: { path },
          body: {
            ...bodyOf(strategy, draft, opened),
            ...(otherPeople && { allow_issuer_change: true }),
            ...(!overwrite && { if_updated_at: opened.updated_at }),
          },
        }),
      ),
    changes: [['connections']],
    done: `“${draft.displayName}” is saved.`,
    after: onClose,
    showsError: true,
  });
  const reload = async () => {
    const now = await answered(client.GET('/v1/connections/{id}', { params: { path } })).catch(() => null);
    if (now === null) return;
    setOpened(now);
    setDraft(draftOf(now));
    save.reset();
    void queries.invalidateQueries({ queryKey: ['connections'] });
  };
  return (
    <Drawer opened onClose={onClose} title={`Edit ${opened.display_name}`} size="lg">
      <DraftForm
        strategy={strategy}
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          if (save.error) save.reset();
        }}
        hasSecret={opened.has_client_secret}
        error={isChangedMeanwhile(save.error) ? null : save.error}
        isPending={save.isPending}
        action="Save"
        onSend={() => save.mutate(false)}
        onClose={onClose}
      >
        {isChangedMeanwhile(save.error) && (
          <Conflict what="this connection" onReload={() => void reload()} onOverwrite={() => save.mutate(true)} />
        )}
        {isIssuerInUse(save.error) && (
          <Alert role="note" color="orange" title="These would be other people">
            The identities that are here were named by another issuer: the same name may be somebody else’s there.
            Better register a new provider.
            <Checkbox
              mt="xs"
              label="The new issuer names the same people by the same names, I know it"
              checked={otherPeople}
              onChange={(event) => setOtherPeople(event.currentTarget.checked)}
            />
          </Alert>
        )}
      </DraftForm>
    </Drawer>
  );
}

function isIssuerInUse(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'issuer_in_use';
}

interface AddConnectionProps {
  provider: IdentityProvider;
  strategy: Strategy;
  suggested: string;
  onClose: () => void;
}

export function AddConnection({ provider, strategy, suggested, onClose }: AddConnectionProps) {
  const client = useClient();
  const { once } = useOnce();
  const [draft, setDraft] = useState(() => ({ ...newDraft(strategy, suggested), displayName: provider.display_name }));
  const add = useWrite({
    run: () => {
      const body = { ...bodyOf(strategy, draft), enabled: false };
      const path = { id: provider.id };
      return once(body, (header) =>
        answered(client.POST('/v1/identity-providers/{id}/connections', { params: { path, header }, body })),
      );
    },
    changes: [['connections']],
    done: `“${draft.displayName}” is added, and switched off: test it first.`,
    after: onClose,
    showsError: true,
  });
  return (
    <Drawer opened onClose={onClose} title={`Another connection of ${provider.display_name}`} size="lg">
      <DraftForm
        strategy={strategy}
        draft={draft}
        onChange={(next) => {
          setDraft(next);
          if (add.error) add.reset();
        }}
        hasSecret={false}
        error={add.error}
        isPending={add.isPending}
        action="Add"
        onSend={() => add.mutate(undefined)}
        onClose={onClose}
      />
    </Drawer>
  );
}

interface DraftFormProps {
  strategy: Strategy;
  draft: ConnectionDraft;
  onChange: (draft: ConnectionDraft) => void;
  hasSecret: boolean;
  error: Error | null;
  isPending: boolean;
  action: string;
  onSend: () => void;
  onClose: () => void;
  children?: ReactNode;
}

function DraftForm(props: DraftFormProps) {
  const { strategy, draft, onChange, hasSecret, error, isPending, action, onSend, onClose, children } = props;
  const [tried, setTried] = useState(false);
  const own = problemsOfDraft(strategy, draft);
  const refused = placeRefusal(error, fieldsOf(strategy, draft));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(own).length === 0) onSend();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <ConnectionFields
          strategy={strategy}
          draft={draft}
          onChange={onChange}
          problems={{ ...refused.fields, ...(tried ? own : {}) }}
          hasSecret={hasSecret}
        />
        {children}
        {error && !isIssuerInUse(error) && refused.rest.length > 0 && <Failure error={error} />}
        {tried && Object.keys(own).length > 0 && (
          <Alert color="red" role="alert" title="Not sent yet">
            Something is missing or does not look right: see the fields above.
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
