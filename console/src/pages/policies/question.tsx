/** A question put to the policies in force by hand, about something that does not happen. */
import { json } from '@codemirror/lang-json';
import { Alert, Anchor, Button, Grid, Group, List, Select, Stack, Text, TextInput } from '@mantine/core';
import type { paths } from '@selfsame/client';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useMemo, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { Answer } from '../../parts/answer.tsx';
import { CodeEditor } from '../../parts/code-editor.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Failure } from '../../parts/failure.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { usePolicySchema } from './policy-queries.ts';

type Evaluate = paths['/v1/policies/evaluate']['post'];
type Body = Evaluate['requestBody']['content']['application/json'];
type Verdict = Evaluate['responses'][200]['content']['application/json'];
type Action = Body['action'];

interface Asked {
  principal: string;
  resource: string;
  user_id: string;
  other_user_id: string;
  identity_id: string;
}

const nothing: Asked = { principal: '', resource: '', user_id: '', other_user_id: '', identity_id: '' };

/** Which of the two other ids an action has a use for, and what it calls the other user. */
const otherUser: Partial<Record<Action, string>> = {
  'user:merge': 'The user that goes',
  'identity:move': 'The user that loses it',
  'linking:undo': 'The other user of a merge, move or split',
};

export default function Question() {
  const client = useClient();
  const schema = usePolicySchema();
  const language = useMemo(() => json(), []);
  const [action, setAction] = useState<Action>('identity:link');
  const [asked, setAsked] = useState(nothing);
  const [context, setContext] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const evaluate = useMutation({
    mutationFn: (body: Body) => answered(client.POST('/v1/policies/evaluate', { body })),
  });
  const field = (name: keyof Asked) => ({
    value: asked[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setAsked((before) => ({ ...before, [name]: value.trim() }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = readContext(context);
    setProblem(read.problem);
    if (read.problem !== null) return;
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
    evaluate.mutate({ action, ...given, ...(read.context && { context: read.context }) });
  };
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <form onSubmit={submit} aria-label="Question to the policies">
          <Stack gap="sm">
            <Text size="sm">
              Name users and identities, and their facts are filled in as they are stored. For a whole arrival, ask on
              the page{' '}
              <Anchor component={Link} to="/explain" inherit underline="always">
                Explain
              </Anchor>
              .
            </Text>
            <Answer of={schema} what="Loading the schema">
              {({ actions }) => (
                <Select
                  label="Action"
                  data={actions}
                  value={action}
                  onChange={(value) => setAction((value ?? 'identity:link') as Action)}
                  allowDeselect={false}
                />
              )}
            </Answer>
            <TextInput label="User" description="Its id: fills context.user" {...field('user_id')} />
            {otherUser[action] !== undefined && (
              <TextInput label={otherUser[action]} description="Its id" {...field('other_user_id')} />
            )}
            {action !== 'user:merge' && action !== 'linking:undo' && (
              <TextInput label="Identity" description="Its id: fills context.identity" {...field('identity_id')} />
            )}
            <Group grow align="flex-start">
              <TextInput
                label="Principal"
                description="You, when empty"
                placeholder="Arrival:example"
                {...field('principal')}
              />
              <TextInput
                label="Resource"
                description="What is named above, when empty"
                placeholder="Identity:new"
                {...field('resource')}
              />
            </Group>
            <Stack gap={4}>
              <Text size="sm" fw={500}>
                Further context, as JSON
              </Text>
              <Text size="xs" c="dimmed">
                Laid over the facts, part by part, such as {'{"request": {"ip": "203.0.113.7"}}'}
              </Text>
              <CodeEditor label="Context as JSON" language={language} rows={5} value={context} onChange={setContext} />
              {problem !== null && (
                <Text size="xs" c="var(--mantine-color-error)" role="alert">
                  {problem}
                </Text>
              )}
            </Stack>
            <Group justify="flex-end">
              <Button type="submit" loading={evaluate.isPending}>
                Ask
              </Button>
            </Group>
          </Stack>
        </form>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <section aria-label="What the policies say" aria-live="polite">
          {evaluate.error ? (
            <Failure error={evaluate.error} />
          ) : evaluate.data ? (
            <Said verdict={evaluate.data} />
          ) : (
            <EmptyState icon="policies" title="Nothing asked yet">
              The answer says yes or no, which policies made it so, what they have to say to people, and the whole
              context that they saw.
            </EmptyState>
          )}
        </section>
      </Grid.Col>
    </Grid>
  );
}

function Said({ verdict: { permitted, reason, policies, notices, errors, context } }: { verdict: Verdict }) {
  return (
    <Stack gap="sm">
      <Alert color={permitted ? 'green' : 'red'} title={permitted ? 'Permitted' : 'Refused'}>
        <Text size="sm">{reason}</Text>
        <List size="sm">
          {policies.map(({ id, name, version }) => (
            <List.Item key={id}>
              <Anchor component={Link} to={`/policies/${id}`} inherit underline="always">
                {name}
              </Anchor>
              , version {version}
            </List.Item>
          ))}
          {notices.map((notice) => (
            <List.Item key={notice}>“{notice}”</List.Item>
          ))}
          {errors.map(({ message }) => (
            <List.Item key={message}>could not be evaluated: {message}</List.Item>
          ))}
        </List>
      </Alert>
      <Text size="sm" fw={500}>
        What they were asked about
      </Text>
      <JsonView value={context} label="Context" />
    </Stack>
  );
}

function readContext(text: string): { context?: Record<string, unknown>; problem: string | null } {
  if (text.trim() === '') return { problem: null };
  try {
    const context: unknown = JSON.parse(text);
    if (typeof context === 'object' && context !== null && !Array.isArray(context)) {
      return { context: context as Record<string, unknown>, problem: null };
    }
    return { problem: 'It must be an object: {"name": value, …}.' };
  } catch (error) {
    return { problem: `This is no JSON: ${(error as Error).message}.` };
  }
}
