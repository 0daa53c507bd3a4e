import { Button, Group, Modal, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import type { CreatedApplication } from '@selfsame/client';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useOnce } from '../../api/use-once.ts';
import { Failure } from '../../parts/failure.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { fromLines, kinds } from './kinds.ts';

export function CreateApplication({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [made, setMade] = useState<CreatedApplication | null>(null);
  const holdsSecret = made !== null && made.client_secret !== null;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => setMade(null)}
      title={made ? 'The application is registered' : 'Register application'}
      size="lg"
      // The secret cannot be shown again: no stray click closes it.
      closeOnClickOutside={!holdsSecret}
      closeOnEscape={!holdsSecret}
    >
      {made ? <Made application={made} onClose={onClose} /> : <Form onMade={setMade} onClose={onClose} />}
    </Modal>
  );
}

function Made({ application, onClose }: { application: CreatedApplication; onClose: () => void }) {
  const navigate = useNavigate();
  const goOn = () => {
    onClose();
    void navigate({ to: `/applications/${application.id}` });
  };
  return (
    <Stack gap="sm">
      <SecretOnce label="Client id" value={application.client_id} open />
      {application.client_secret !== null && <SecretOnce label="Client secret" value={application.client_secret} />}
      <Group justify="flex-end">
        <Button onClick={goOn} data-autofocus>
          {application.client_secret === null ? 'How to connect it' : 'I have kept it: how to connect it'}
        </Button>
      </Group>
    </Stack>
  );
}

function Form({ onMade, onClose }: { onMade: (made: CreatedApplication) => void; onClose: () => void }) {
  const client = useClient();
  const [name, setName] = useState('');
  const [kindName, setKindName] = useState(kinds[0].value);
  const [redirects, setRedirects] = useState('');
  const { once } = useOnce();
  const kind = kinds.find(({ value }) => value === kindName) ?? kinds[0];
  const create = useWrite({
    run: () => {
      const body = {
        name,
        token_endpoint_auth_method: kind.token_endpoint_auth_method,
        grant_types: kind.grant_types,
        redirect_uris: kind.example === null ? [] : fromLines(redirects),
      };
      return once(body, (header) => answered(client.POST('/v1/applications', { params: { header }, body })));
    },
    changes: [['applications']],
    after: onMade,
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Shown to people when they are asked whether it may know them."
          required
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Radio.Group label="What it is" value={kindName} onChange={setKindName}>
          <Stack gap="xs" mt={4}>
            {kinds.map(({ value, label, said }) => (
              <Radio key={value} value={value} label={label} description={said} />
            ))}
          </Stack>
        </Radio.Group>
        {kind.example !== null && (
          <Textarea
            label="Redirect URIs"
            description="Where its users are sent back to, one a line, compared to the letter."
            placeholder={kind.example}
            required
            autosize
            minRows={2}
            value={redirects}
            onChange={(event) => setRedirects(event.currentTarget.value)}
          />
        )}
        {create.error && <Failure error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Register
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
