/** Whole sets of linking rules under one name, written into all providers at once: told first what that writes over. */
import { Alert, Button, Checkbox, Group, List, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { IdentityProvider } from '@selfsame/client';
import { useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useOnce } from '../../api/use-once.ts';
import { Failure } from '../../parts/failure.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton } from '../../parts/write-button.tsx';

export function Presets({ providers }: { providers: IdentityProvider[] }) {
  const [opened, dialog] = useDisclosure(false);
  return (
    <>
      <WriteButton scope="identity_providers:write" variant="default" onClick={dialog.open}>
        Preset of rules
      </WriteButton>
      <Modal opened={opened} onClose={dialog.close} title="Write WorkOS’ rules into every provider?" size="lg">
        {opened && <Form providers={providers} onClose={dialog.close} />}
      </Modal>
    </>
  );
}

function Form({ providers, onClose }: { providers: IdentityProvider[]; onClose: () => void }) {
  const client = useClient();
  const { once } = useOnce();
  const [sure, setSure] = useState(false);
  const apply = useWrite({
    run: () =>
      once('workos', (header) =>
        answered(client.POST('/v1/linking/presets/{name}', { params: { path: { name: 'workos' }, header } })),
      ),
    changes: [['identity-providers']],
    done: ({ data }) => `The rules of ${data.length} ${data.length === 1 ? 'provider is' : 'providers are'} written.`,
    after: onClose,
    showsError: true,
  });
  const named = providers.slice(0, 8).map(({ display_name }) => display_name);
  return (
    <Stack gap="sm">
      <Text size="sm" component="div">
        For who comes from WorkOS and wants what they had: one user for one address.
        <List size="sm">
          <List.Item>
            Google is believed for the addresses that are its own, Apple for every address it says is verified.
          </List.Item>
          <List.Item>A company’s provider is believed within this tenant’s verified domains.</List.Item>
          <List.Item>At every other provider, and in a conflict, the person is asked to prove the account.</List.Item>
          <List.Item>Everybody new gets a user, and name and picture follow the provider at every sign-in.</List.Item>
        </List>
      </Text>
      <Alert role="note" color="orange" title="It writes over the rules that are there">
        <Text size="sm">
          Of {named.join(', ')}
          {providers.length > named.length ? ` and ${providers.length - named.length} more` : ''}: modes, proofs, “known
          people only” and what happens to who is new. A provider that you made for invited people alone takes everybody
          afterwards. There is no button back: what a rule was before stands in its event.
        </Text>
      </Alert>
      <Checkbox
        label="Write it into all of them"
        checked={sure}
        onChange={(event) => setSure(event.currentTarget.checked)}
      />
      {apply.error && <Failure error={apply.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button color="red.9" disabled={!sure} loading={apply.isPending} onClick={() => apply.mutate(undefined)}>
          Write the rules
        </Button>
      </Group>
    </Stack>
  );
}
