/** One more provider: registered with its first connection in one go, by the form that its strategy asks for. */
import { Alert, Anchor, Button, Checkbox, Fieldset, Group, List, Stack, Text } from '@mantine/core';
import type { Connection, IdentityProvider } from '@selfsame/client';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { useMay } from '../../api/operator.tsx';
import { answered, Refusal } from '../../api/refusal.ts';
import { useOnce } from '../../api/use-once.ts';
import { Answer } from '../../parts/answer.tsx';
import { Failure } from '../../parts/failure.tsx';
import { NotFound } from '../../parts/not-found.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ProviderMark, useStrategies } from '../../parts/provider-mark.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { WriteButton } from '../../parts/write-button.tsx';
import { Addresses, isTold } from './addresses.tsx';
import { bodyOf, type ConnectionDraft, fieldsOf, newDraft, problemsOfDraft } from './connection-draft.ts';
import { ConnectionFields } from './connection-fields.tsx';
import { sayMode } from './linking/rule-words.ts';
import { type Strategy, useConnections } from './provider-queries.ts';
import classes from './providers.module.css';
import { placeRefusal } from './refused-fields.ts';
import { hasConnections, kindOf, lacksOf } from './strategy-words.ts';
import { WithCode } from './with-code.tsx';

export default function NewProviderPage() {
  const { strategy: id } = useParams({ strict: false }) as { strategy: string };
  const strategies = useStrategies();
  const connections = useConnections();
  return (
    <Answer of={strategies} what="Loading the catalogue">
      {(all) => {
        const strategy = all.find((each) => each.id === id);
        if (strategy === undefined) return <NotFound what="kind of provider" />;
        // Which identifiers are free is a help: without an answer the server says so.
        if (connections.isPending) return <PageFrame title={`Add ${strategy.name}`}>{null}</PageFrame>;
        const taken = new Set(connections.data?.map(({ identifier }) => identifier));
        return <Form strategy={strategy} suggested={freeIdentifier(strategy.id, taken)} />;
      }}
    </Answer>
  );
}

function freeIdentifier(id: string, taken: Set<string>): string {
  for (let n = 1; ; n++) {
    const wanted = n === 1 ? id : `${id}-${n}`;
    if (!taken.has(wanted)) return wanted;
  }
}

function Form({ strategy, suggested }: { strategy: Strategy; suggested: string }) {
  const client = useClient();
  const navigate = useNavigate();
  const { once, forget } = useOnce();
  const may = useMay('identity_providers:write');
  const [draft, setDraft] = useState<ConnectionDraft>(() => newDraft(strategy, suggested));
  const [open, setOpen] = useState(false);
  const [tried, setTried] = useState(false);
  const create = useWrite({
    run: async () => {
      const provider = await createProvider();
      if (!hasConnections(strategy)) return { provider };
      return { provider, connection: await createConnection(provider) };
    },
    changes: [['identity-providers'], ['connections']],
    done: `${draft.displayName} is registered.`,
    after: ({ provider }) => void navigate({ to: `/providers/${provider.id}`, search: { made: 'yes' } }),
    showsError: true,
  });

  const createProvider = (): Promise<IdentityProvider> => {
    const body = {
      name: draft.identifier,
      provider_type: strategy.id,
      display_name: draft.displayName.trim(),
    };
    return once(body, (header) => answered(client.POST('/v1/identity-providers', { params: { header }, body })));
  };

  const createConnection = async (provider: IdentityProvider): Promise<Connection> => {
    const body = { ...bodyOf(strategy, draft), enabled: open };
    const path = { id: provider.id };
    try {
      return await once([provider.id, body], (header) =>
        answered(client.POST('/v1/identity-providers/{id}/connections', { params: { path, header }, body })),
      );
    } catch (error) {
      // Both or none: a provider without its connection is of no use to anybody.
      if (error instanceof Refusal && error.status < 500) {
        await answered(client.DELETE('/v1/identity-providers/{id}', { params: { path } }));
        forget();
      }
      throw error;
    }
  };

  const own = problemsOfDraft(strategy, draft);
  const refused = placeRefusal(create.error, fieldsOf(strategy, draft));
  const problems = { ...refused.fields, ...(tried ? own : {}) };
  const send = () => {
    setTried(true);
    if (Object.keys(own).length === 0) create.mutate();
    else window.setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (may) send();
  };
  const change = (next: ConnectionDraft) => {
    setDraft(next);
    if (create.error) create.reset();
  };
  return (
    <PageFrame
      title={`Add ${strategy.name}`}
      beside={<ProviderMark strategy={strategy.id} />}
      description={
        <>
          {kindOf(strategy)}.{' '}
          {strategy.documentation_url !== null && (
            <Anchor
              href={strategy.documentation_url}
              target="_blank"
              rel="noopener noreferrer"
              inherit
              underline="always"
            >
              {strategy.checked_against === null ? 'Documentation' : 'How to register an application there'}
            </Anchor>
          )}
        </>
      }
    >
      <div className={classes.columns}>
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            {isTold(strategy) && (
              <Fieldset legend="First: tell the provider about us">
                <Addresses strategy={strategy} identifier={draft.identifier} clientId={draft.clientId} />
              </Fieldset>
            )}
            <Fieldset legend={isTold(strategy) ? 'Then: tell us about the provider' : 'The provider'}>
              <ConnectionFields strategy={strategy} draft={draft} onChange={change} problems={problems} />
            </Fieldset>
            {hasConnections(strategy) && (
              <Checkbox
                label="Let people sign in with it at once"
                description="Better try it out first: the connection is made switched off, and you switch it on once its test has passed."
                checked={open}
                onChange={(event) => setOpen(event.currentTarget.checked)}
              />
            )}
            {create.error && refused.rest.length > 0 && <Failure error={create.error} />}
            {tried && Object.keys(own).length > 0 && (
              <Alert color="red" role="alert" title="Not sent yet">
                Something is missing or does not look right: see the fields above.
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" component={Link} to="/providers/new">
                Another kind
              </Button>
              <WriteButton scope="identity_providers:write" onClick={send} loading={create.isPending}>
                Register
              </WriteButton>
              {/* Enter in a field sends the form. */}
              <button type="submit" hidden />
            </Group>
          </Stack>
        </form>
        <About strategy={strategy} />
      </div>
    </PageFrame>
  );
}

/** What one should know of providers of this kind. */
function About({ strategy }: { strategy: Strategy }) {
  const lacks = lacksOf(strategy);
  return (
    <Stack gap="sm" className={classes.aside}>
      <Alert role="note" color="green" title="Its linking rule starts safe">
        <Text size="sm">{sayMode(strategy.default_linking_rule)} You can look at it and change it afterwards.</Text>
      </Alert>
      {strategy.scopes.length > 0 && (
        <Text size="sm">
          It is asked for:{' '}
          {strategy.scopes.map((scope) => (
            <code key={scope}>{scope} </code>
          ))}
        </Text>
      )}
      {strategy.checked_against !== null && (
        <Text size="sm" c="dimmed">
          {strategy.checked_against === 'documentation'
            ? 'Its addresses were compared with the provider’s own pages.'
            : 'Its addresses were compared with the code of others that signs people in there.'}{' '}
          Nobody has tried it with an account there: test the connection before people depend on it.
        </Text>
      )}
      {lacks.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            What it lacks
          </Text>
          <List size="sm" spacing={2}>
            {lacks.map(({ what, why }) => (
              <List.Item key={what}>
                No {what}: <WithCode text={why} />.
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  );
}
