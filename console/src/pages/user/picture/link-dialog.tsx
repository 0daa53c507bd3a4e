/** Gives the person an identity by hand: a subject at a provider, on the operator's word. */
import { Anchor, Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import type { User, UserIdentity } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { answered, Refusal } from '../../../api/refusal.ts';
import { Failure } from '../../../parts/failure.tsx';
import { useWrite } from '../../../parts/use-write.ts';
import { nameOfUser } from '../../../parts/user-link.tsx';
import { picturesKeys } from './queries.ts';

export interface LinkDialogProps {
  user: User;
  onClose: () => void;
  onDone: (identity: UserIdentity) => void;
}

export function LinkDialog({ user, onClose, onDone }: LinkDialogProps) {
  const client = useClient();
  const [provider, setProvider] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const [email, setEmail] = useState('');
  const [verified, setVerified] = useState(false);
  const providers = useQuery({
    queryKey: ['identity-providers', 'choices'],
    queryFn: () => answered(client.GET('/v1/identity-providers', { params: { query: { limit: 250 } } })),
  });
  const link = useWrite({
    run: (providerId: string) =>
      answered(
        client.POST('/v1/users/{id}/identities', {
          params: { path: { id: user.id } },
          body: {
            identity_provider_id: providerId,
            external_id: subject.trim(),
            ...(email !== '' && { external_email: email.trim(), external_email_verified: verified }),
          },
        }),
      ),
    changes: picturesKeys,
    after: onDone,
    showsError: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (provider !== null) link.mutate(provider);
  };
  return (
    <Modal opened onClose={onClose} title={`Link an identity to ${nameOfUser(user)}`}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">
            Whoever signs in at the provider as this subject then comes in as {nameOfUser(user)}. An identity that was
            kept without a user is found and linked.
          </Text>
          {providers.error && <Failure error={providers.error} onRetry={() => void providers.refetch()} />}
          <Select
            label="Provider"
            required
            searchable
            data={(providers.data?.data ?? []).map(({ id, display_name, name }) => ({
              value: id,
              label: display_name ?? name,
            }))}
            value={provider}
            onChange={setProvider}
            data-autofocus
          />
          <TextInput
            label="Subject"
            description="The provider’s own unchanging name for the person: never an e-mail address that may be given to another."
            required
            maxLength={255}
            value={subject}
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
          <TextInput
            label="E-mail address there"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Checkbox
            label="The provider says that this address is verified"
            checked={verified}
            disabled={email === ''}
            onChange={(event) => setVerified(event.currentTarget.checked)}
          />
          {link.error && <Failure error={link.error} />}
          <Owner error={link.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={link.isPending}>
              Link
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Somebody else has it: there it can be moved from. */
function Owner({ error }: { error: unknown }) {
  if (!(error instanceof Refusal) || typeof error.details.user_id !== 'string') return null;
  return (
    <Text size="sm">
      <Anchor component={Link} to={`/users/${error.details.user_id}`} inherit underline="always">
        Open the user who has it
      </Anchor>
      : from there it can be moved.
    </Text>
  );
}
