/** Our own keys towards SAML providers, and how one gives way to the next without locking anybody out: in three steps. */
import { Alert, Badge, Button, Card, CopyButton, Group, Stack, Stepper, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useOnce } from '../../api/use-once.ts';
import { Answer } from '../../parts/answer.tsx';
import { confirm } from '../../parts/confirm.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { When } from '../../parts/when.tsx';
import { WriteButton } from '../../parts/write-button.tsx';
import type { SamlKey } from './provider-queries.ts';
import classes from './providers.module.css';

const scope = 'identity_providers:write';
const changes = [['saml-keys']];

export function SamlKeys() {
  const client = useClient();
  const { once, forget } = useOnce();
  const query = useQuery({
    queryKey: ['saml-keys'],
    queryFn: async ({ signal }) => (await answered(client.GET('/v1/saml-keys', { signal }))).data,
  });
  const make = useWrite({
    run: () => once('make', (header) => answered(client.POST('/v1/saml-keys', { params: { header }, body: {} }))),
    changes,
    done: 'A new key is made: it stands in our metadata, and signs nothing yet.',
    after: forget,
  });
  return (
    <Answer of={query} what="Loading keys">
      {(all) => (
        <Stack gap="md">
          <Text size="sm" maw="46rem">
            One pair of keys for the whole tenant: it signs our requests, and opens what providers encrypt for us.
            Change it when a policy asks for it, or when the private half may have been seen.
          </Text>
          <Stepper active={stepOf(all)} allowNextStepsSelect={false} size="xs">
            <Stepper.Step label="1. Make a new one" description="Providers read our metadata again" />
            <Stepper.Step label="2. Let it sign" description="Those that encrypt read it again" />
            <Stepper.Step label="3. Remove the old one" description="When nobody encrypts for it" />
          </Stepper>
          {all.length === 0 ? (
            <EmptyState icon="keys" title="No key yet">
              One is made by itself when the first SAML connection needs it.
            </EmptyState>
          ) : (
            all.map((key) => <Key key={key.id} samlKey={key} />)
          )}
          <Group>
            <WriteButton
              scope={scope}
              variant="default"
              onClick={() => make.mutate(undefined)}
              loading={make.isPending}
              leftSection={<Icon name="plus" />}
              blocked={all.length >= 4 ? 'There are four keys, which is the most: remove one first.' : null}
            >
              Make a new key
            </WriteButton>
          </Group>
        </Stack>
      )}
    </Answer>
  );
}

/** Where a change of keys stands. */
function stepOf(keys: SamlKey[]): number {
  if (keys.some(({ state }) => state === 'next')) return 1;
  return keys.some(({ state }) => state === 'former') ? 2 : 0;
}

const states = {
  next: { color: 'blue', word: 'next', says: 'In our metadata beside the one that signs. Have the providers read it.' },
  signing: { color: 'green', word: 'signs', says: 'Signs our requests, and is offered to encrypt for.' },
  former: { color: 'gray', word: 'former', says: 'Signs nothing more, and still opens what is encrypted for it.' },
} as const;

function Key({ samlKey }: { samlKey: SamlKey }) {
  const client = useClient();
  const { id, state, certificate, fingerprint_sha256, expires_at, signs_since } = samlKey;
  const path = { id };
  const activate = useWrite({
    run: () => answered(client.POST('/v1/saml-keys/{id}/activate', { params: { path } })),
    changes,
    done: 'The key signs from now on.',
  });
  const remove = useWrite({
    run: () => answered(client.DELETE('/v1/saml-keys/{id}', { params: { path } })),
    changes,
    done: 'The key is gone.',
  });
  const askActivate = async () => {
    const yes = await confirm({
      title: 'Let this key sign?',
      body: 'Requests are signed with it from now on: a provider that checks our signatures and has not read our metadata since it was made will refuse them. You can let the old one sign again.',
      action: 'Let it sign',
    });
    if (yes) activate.mutate(undefined);
  };
  const askRemove = async () => {
    const yes = await confirm({
      title: 'Remove this key?',
      body: 'What a provider still encrypts for it cannot be opened any more: its people cannot sign in until it has read our metadata again. A removed key does not come back.',
      action: 'Remove',
      dangerous: true,
    });
    if (yes) remove.mutate(undefined);
  };
  const short = fingerprint_sha256.slice(0, 11);
  const { color, word, says } = states[state];
  return (
    <Card withBorder component="section" aria-label={`Key ${short}`} p="sm">
      <Group justify="space-between" gap="xs" align="flex-start">
        <div style={{ flex: '1 1 18rem', minWidth: 0 }}>
          <Group gap="xs">
            <Title order={2} size="h6">
              <code>{short}…</code>
            </Title>
            <Badge variant="light" color={color}>
              {word}
            </Badge>
          </Group>
          <Text size="sm">{says}</Text>
          <Text size="xs" c="dimmed" component="div">
            SHA-256 <span className={classes.address}>{fingerprint_sha256}</span>
            <br />
            {signs_since !== null && (
              <>
                Signs since <When at={signs_since} />.{' '}
              </>
            )}
            Its certificate ends <When at={expires_at} />.
          </Text>
        </div>
        <Group gap="xs">
          <CopyButton value={certificate} timeout={2000}>
            {({ copied, copy }) => (
              <Button size="compact-sm" variant="default" onClick={copy} aria-label={`Copy certificate of ${short}`}>
                {copied ? 'Copy certificate ✓' : 'Copy certificate'}
              </Button>
            )}
          </CopyButton>
          {state !== 'signing' && (
            <WriteButton
              scope={scope}
              size="compact-sm"
              variant="default"
              onClick={() => void askActivate()}
              loading={activate.isPending}
              aria-label={`Let it sign: ${short}`}
            >
              Let it sign
            </WriteButton>
          )}
          <WriteButton
            scope={scope}
            size="compact-sm"
            variant="default"
            onClick={() => void askRemove()}
            loading={remove.isPending}
            blocked={state === 'signing' ? 'It signs: let another one sign first.' : null}
            aria-label={`Remove ${short}`}
          >
            Remove
          </WriteButton>
        </Group>
      </Group>
      {state === 'next' && (
        <Alert role="note" color="blue" mt="xs" p="xs">
          Next: have every provider that checks our signatures read our metadata again, or give it this certificate.
          Then let it sign.
        </Alert>
      )}
    </Card>
  );
}
