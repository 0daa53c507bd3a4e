/** A policy is written: its text checked as one types, tried on what has happened, and put in force only after that. */
import { Group, NumberInput, Stack, Tabs, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker, useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useMay } from '../../api/operator.tsx';
import { isStatus } from '../../api/refusal.ts';
import { CodeEditor, type CodeEditorHandle, type MarkedMistake } from '../../parts/code-editor.tsx';
import { confirm } from '../../parts/confirm.tsx';
import { Conflict } from '../../parts/conflict.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { toastDone, toastFailed } from '../../parts/toast.ts';
import { WriteButton } from '../../parts/write-button.tsx';
import { cedar } from './cedar.ts';
import { Examples } from './examples-list.tsx';
import { History } from './history.tsx';
import { InForce } from './in-force.tsx';
import { Mistakes } from './mistakes.tsx';
import classes from './policies.module.css';
import { mistakesOf, type Policy, usePolicySchema, useTrial } from './policy-queries.ts';
import { Schema } from './schema.tsx';
import { type Change, SwitchDialog } from './switch-dialog.tsx';
import { TrialDialog } from './trial-dialog.tsx';
import { TryIt } from './try-it.tsx';
import { useDraft } from './use-draft.ts';

const textMax = 32_768;

export function PolicyEditor({ policy }: { policy: Policy | null }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const mayWrite = useMay('policies:write');
  const { base, draft, setDraft, isDirty, adopt, save, keep, reload } = useDraft(policy);
  const [dialog, setDialog] = useState<'save' | Change | null>(null);
  const isLeaving = useRef(false);
  const editor = useRef<CodeEditorHandle>(null);
  const actions = useRef<readonly string[]>([]);
  actions.current = usePolicySchema().data?.actions ?? [];
  const language = useMemo(() => cedar(() => actions.current), []);
  const check = useCheck(draft.cedar);
  const warnings =
    base === null ? [] : (queries.getQueryData<MarkedMistake[]>(['policies', 'warnings', base.id]) ?? []);
  const mistakes = check.mistakes;
  const marks = useMemo(
    () => [...mistakes, ...warnings.map((warning) => ({ ...warning, severity: 'warning' as const }))],
    [mistakes, warnings],
  );

  useBlocker({
    enableBeforeUnload: () => isDirty && mayWrite,
    shouldBlockFn: async ({ current, next }) => {
      if (!isDirty || !mayWrite || isLeaving.current || current.pathname === next.pathname) return false;
      return !(await confirm({
        title: 'Leave without saving?',
        body: 'What you have changed in this policy is lost.',
        action: 'Leave',
        dangerous: true,
      }));
    },
  });

  const store = async (overwrite = false) => {
    const saved = await save.mutateAsync({ overwrite }).catch((error: unknown) => {
      if (isStatus(error, 409)) setDialog(null);
      return null;
    });
    if (saved === null) return;
    setDialog(null);
    keep(saved);
    if (base === null) {
      toastDone('Saved. It is off: try it, then put it in force.');
      isLeaving.current = true;
      await navigate({ to: `/policies/${saved.id}`, replace: true });
    } else toastDone(saved.enabled ? 'Saved, and in force.' : 'Saved.');
  };
  const isChanged = isStatus(save.error, 409) && save.error.code === 'changed_meanwhile';
  const isTextChanged = draft.cedar !== base?.cedar_policy_set;
  const ask = () => (base?.enabled && isTextChanged ? setDialog('save') : void store());
  const blocked = whyNotSaved({ isDirty, name: draft.name, text: draft.cedar, mistakes: mistakes.length });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (mayWrite && blocked === null && !save.isPending) ask();
  };
  const take = (text: string, name?: string) => {
    setDraft((before) => ({ ...before, cedar: text, name: before.name === '' && name ? name : before.name }));
    toastDone('It is in the editor, and not saved yet.');
    // Once the text is there: it may be far above.
    requestAnimationFrame(() => editor.current?.goTo({ line: 1, column: 1 }));
  };
  return (
    <PageFrame
      title={base?.name ?? 'New policy'}
      beside={
        base && (
          <Group gap="xs">
            <InForce is={base.enabled} />
            <Text size="sm" c="dimmed">
              version {base.version}
            </Text>
            <CopyId id={base.id} of="policy" short />
          </Group>
        )
      }
      actions={
        <>
          {base && (
            <>
              <WriteButton
                scope="policies:write"
                variant="default"
                leftSection={<Icon name="trash" />}
                onClick={() => setDialog('delete')}
              >
                Delete
              </WriteButton>
              <WriteButton
                scope="policies:write"
                variant="default"
                blocked={isDirty ? 'Save it first, or take back what you changed.' : null}
                onClick={() => setDialog(base.enabled ? 'disable' : 'enable')}
              >
                {base.enabled ? 'Switch off' : 'Put in force'}
              </WriteButton>
            </>
          )}
          <WriteButton scope="policies:write" blocked={blocked} loading={save.isPending} onClick={ask}>
            Save
          </WriteButton>
        </>
      }
    >
      {isChanged ? (
        <Conflict
          what="this policy"
          onReload={() => void reload().catch((error: unknown) => toastFailed(error))}
          onOverwrite={() => void store(true)}
        />
      ) : (
        save.error && dialog === null && <Failure error={save.error} />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl S saves from wherever in the form one is */}
      <div className={classes.side} onKeyDown={onKeyDown}>
        <Stack gap="xs" miw={0}>
          <CodeEditor
            ref={editor}
            label="Text of the policy, in Cedar"
            language={language}
            rows={14}
            value={draft.cedar}
            onChange={(text) => setDraft((before) => ({ ...before, cedar: text }))}
            mistakes={marks}
            readOnly={!mayWrite}
          />
          <Mistakes
            isChecking={check.isChecking}
            error={check.error}
            mistakes={mistakes}
            warnings={isTextChanged ? [] : warnings}
            onGo={(place) => editor.current?.goTo(place)}
          />
        </Stack>
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="What refusals and events call it"
            required
            maxLength={128}
            readOnly={!mayWrite}
            value={draft.name}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setDraft((before) => ({ ...before, name: value }));
            }}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={6}
            maxLength={1024}
            readOnly={!mayWrite}
            value={draft.description}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setDraft((before) => ({ ...before, description: value }));
            }}
          />
          <NumberInput
            label="Priority"
            description="Of several that refuse, the highest is told first. It is no precedence."
            min={-1_000_000}
            max={1_000_000}
            allowDecimal={false}
            readOnly={!mayWrite}
            value={draft.priority}
            onChange={(value) => setDraft((before) => ({ ...before, priority: Number(value) || 0 }))}
          />
          {!mayWrite && (
            <Text size="sm" c="dimmed">
              Your role reads policies and does not change them.
            </Text>
          )}
        </Stack>
      </div>

      <Tabs defaultValue={base === null ? 'examples' : 'try'} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="try">What would differ</Tabs.Tab>
          <Tabs.Tab value="examples">Examples</Tabs.Tab>
          <Tabs.Tab value="schema">What it may speak of</Tabs.Tab>
          {base && <Tabs.Tab value="history">History</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="try">
          <TryIt policyId={base?.id} text={draft.cedar} />
        </Tabs.Panel>
        <Tabs.Panel value="examples">
          <Examples onTake={mayWrite ? (example) => take(example.cedar, example.name) : undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="schema">
          <Schema />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          {base && <History policyId={base.id} onTake={mayWrite ? (text) => take(text) : undefined} />}
        </Tabs.Panel>
      </Tabs>

      {dialog === 'save' && base && (
        <TrialDialog
          title={`Save “${draft.name}”, which is in force?`}
          body="The new text decides from the moment it is saved."
          action="Save"
          trial={{ policy_id: base.id, cedar_policy_set: draft.cedar, enabled: true }}
          isBusy={save.isPending}
          error={isChanged ? null : save.error}
          onConfirm={() => void store()}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog !== null && dialog !== 'save' && base && (
        <SwitchDialog
          policy={base}
          change={dialog}
          onChanged={adopt}
          onDeleted={() => {
            isLeaving.current = true;
            void navigate({ to: '/policies' });
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </PageFrame>
  );
}

interface Unsaved {
  isDirty: boolean;
  name: string;
  text: string;
  mistakes: number;
}

function whyNotSaved({ isDirty, name, text, mistakes }: Unsaved): string | null {
  if (name.trim() === '') return 'Give it a name first.';
  if (text.length > textMax) return `A policy has at most ${textMax.toLocaleString('en')} characters.`;
  if (mistakes > 0) return 'The text has mistakes: they are listed below it.';
  return isDirty ? null : 'Nothing has been changed.';
}

/** What the server says to the text when the typing pauses. */
function useCheck(text: string) {
  const may = useMay('events:read');
  const [settled] = useDebouncedValue(text, 500);
  const trial = useTrial({ cedar_policy_set: settled }, { limit: 1, enabled: may && settled.trim() !== '' });
  const { error } = trial;
  const mistakes = useMemo(() => mistakesOf(error), [error]);
  const isCurrent = settled === text;
  return {
    mistakes,
    error: mistakes.length === 0 ? error : null,
    isChecking: may && (!isCurrent || trial.isFetching),
  };
}
