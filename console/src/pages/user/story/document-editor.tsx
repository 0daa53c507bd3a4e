/** One document of a user, edited as rows of names and values or as JSON, and saved as what has changed of it. */
import { Anchor, Button, Group, Paper, SegmentedControl, Text, Title } from '@mantine/core';
import type { User } from '@selfsame/client';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useClient } from '../../../api/api.tsx';
import { useMay } from '../../../api/operator.tsx';
import type { CodeEditorHandle } from '../../../parts/code-editor.tsx';
import { Conflict } from '../../../parts/conflict.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { useWrite } from '../../../parts/use-write.ts';
import { WriteButton } from '../../../parts/write-button.tsx';
import { DocumentRows } from './document-rows.tsx';
import {
  differenceOf,
  isSame,
  type JsonDocument,
  print,
  type Row,
  readRows,
  readText,
  saySize,
  toRows,
} from './json-document.ts';
import { ChangedElsewhere, patchUser } from './patch-user.ts';

const JsonField = lazy(() => import('./json-field.tsx'));

export type DocumentField = 'user_metadata' | 'app_metadata' | 'profile';

export interface DocumentEditorProps {
  user: User;
  field: DocumentField;
  title: string;
  description: string;
}

type Draft = { way: 'rows'; rows: Row[] } | { way: 'json'; text: string };

export function DocumentEditor({ user, field, title, description }: DocumentEditorProps) {
  const client = useClient();
  const queries = useQueryClient();
  const heading = useId();
  const editor = useRef<CodeEditorHandle>(null);
  const [base, setBase] = useState(user);
  const [draft, setDraft] = useState<Draft>(() => begin('rows', user[field]));
  const reading = useMemo(() => read(draft), [draft]);
  const isChanged = reading.value === null || !isSame(reading.value, base[field]);
  const mayWrite = useMay('users:write') && user.status !== 'merged';
  const startOver = (from: User) => {
    setBase(from);
    setDraft(begin(draft.way, from[field]));
  };
  // What others change is shown as long as nothing is typed; else saving finds out.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the server has told something else
  useEffect(() => {
    if (!isChanged && !isSame(user[field], base[field])) startOver(user);
  }, [user]);

  const save = useWrite({
    run: ({ seen, value }: { seen: User; value: JsonDocument }) =>
      patchUser(client, {
        seen,
        change: { [field]: differenceOf(seen[field], value) },
        isAsSeen: (now) => isSame(now[field], seen[field]),
      }),
    changes: [['users'], ['events']],
    done: `${title} saved.`,
    after: (saved) => {
      queries.setQueryData(['users', saved.id], saved);
      startOver(saved);
    },
    showsError: true,
  });
  const conflict = save.error instanceof ChangedElsewhere ? save.error.now : null;
  const discard = (from: User) => {
    save.reset();
    startOver(from);
  };
  const submit = (seen: User) => {
    if (reading.value !== null) save.mutate({ seen, value: reading.value });
  };
  const errors = reading.mistakes.filter(({ severity }) => severity !== 'warning');
  const blocked =
    user.status === 'merged'
      ? 'A user that was merged away cannot be changed.'
      : reading.value === null
        ? 'What is wrong has to be mended first.'
        : isChanged
          ? null
          : 'Nothing is changed.';
  return (
    <Paper withBorder p="sm" component="section" aria-labelledby={heading}>
      <Group justify="space-between" align="flex-start" gap="xs" mb="xs">
        <div>
          <Title order={2} size="h5" id={heading}>
            {title}
          </Title>
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          aria-label={`How to edit: ${title}`}
          data={[
            { value: 'rows', label: 'Names and values' },
            { value: 'json', label: 'JSON' },
          ]}
          value={draft.way}
          onChange={(way) => {
            if (reading.value !== null) setDraft(begin(way as Draft['way'], reading.value));
          }}
          disabled={reading.value === null}
        />
      </Group>
      {draft.way === 'rows' ? (
        <DocumentRows
          label={title}
          rows={draft.rows}
          problems={reading.problems}
          readOnly={!mayWrite}
          onChange={(rows) => setDraft({ way: 'rows', rows })}
        />
      ) : (
        <Suspense fallback={<Loading what="Loading the editor" />}>
          <JsonField
            ref={editor}
            label={`${title} as JSON`}
            value={draft.text}
            mistakes={reading.mistakes}
            readOnly={!mayWrite}
            onChange={(text) => setDraft({ way: 'json', text })}
          />
        </Suspense>
      )}
      {reading.mistakes.length > 0 && (
        <div role="status">
          {reading.mistakes.map((mistake) => (
            <Text key={`${mistake.line}:${mistake.column}:${mistake.message}`} size="sm" mt={4}>
              <Anchor
                component="button"
                type="button"
                inherit
                underline="always"
                onClick={() => editor.current?.goTo(mistake)}
              >
                Line {mistake.line}, column {mistake.column}
              </Anchor>
              :{' '}
              <Text span inherit c={mistake.severity === 'warning' ? undefined : 'var(--mantine-color-error)'}>
                {mistake.message}.
              </Text>
            </Text>
          ))}
        </div>
      )}
      {conflict !== null ? (
        <Conflict
          what={`the ${title.toLowerCase()} of this user`}
          onReload={() => discard(conflict)}
          onOverwrite={() => submit(conflict)}
        >
          <Text size="sm" mt={4}>
            Changed there: {sayNames(differenceOf(base[field], conflict[field]))}.
          </Text>
        </Conflict>
      ) : (
        save.error && <Failure error={save.error} onRetry={() => submit(base)} />
      )}
      {/* At the left: what says that it is saved stands at the right. */}
      <Group mt="sm" gap="xs">
        <WriteButton
          scope="users:write"
          size="xs"
          blocked={blocked}
          loading={save.isPending}
          aria-label={`Save ${title.toLowerCase()}`}
          onClick={() => submit(base)}
        >
          Save
        </WriteButton>
        {isChanged && (
          <Button size="xs" variant="default" onClick={() => discard(user)}>
            Discard changes
          </Button>
        )}
        <Text size="xs" c="dimmed">
          {reading.value === null
            ? `${errors.length || reading.problems.size} to be mended`
            : `${saySize(reading.value)}, ${count(Object.keys(reading.value).length, 'name')}`}
        </Text>
      </Group>
    </Paper>
  );
}

function begin(way: Draft['way'], value: JsonDocument): Draft {
  return way === 'rows' ? { way, rows: toRows(value) } : { way, text: print(value) };
}

function read(draft: Draft) {
  if (draft.way === 'rows') return { ...readRows(draft.rows), mistakes: [] };
  return { ...readText(draft.text), problems: new Map() };
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}

function sayNames(difference: JsonDocument): string {
  return Object.keys(difference)
    .map((name) => `“${name}”`)
    .join(', ');
}
