/** An editor for code in a form: CodeMirror with the label, the looks and the policy of these pages. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderOf } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { Input } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import { styleNonce } from '../../nonce.ts';
import classes from './providers.module.css';

export interface CodeFieldProps {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  language: Extension;
  placeholder?: string;
  error?: string | undefined;
  minHeight?: string;
}

/** Colours of the theme, which change with its scheme. */
const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.variableName], color: 'var(--mantine-color-anchor)' },
  { tag: [tags.string], color: 'var(--mantine-color-green-light-color)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--mantine-color-blue-light-color)' },
  { tag: [tags.function(tags.variableName), tags.keyword], color: 'var(--mantine-color-orange-light-color)' },
  { tag: [tags.comment], color: 'var(--mantine-color-dimmed)' },
]);

const looks = EditorView.theme({
  '&': { fontSize: '0.75rem', backgroundColor: 'transparent', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--mantine-font-family-monospace)', caretColor: 'var(--mantine-color-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  '.cm-scroller': { maxHeight: '20rem' },
});

export function CodeField(props: CodeFieldProps) {
  const { label, description, value, language, placeholder = '', error, minHeight = '2.25rem' } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const change = useRef(props.onChange);
  change.current = props.onChange;
  const said = useRef(new Compartment());
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once; what changes is told to it below
  useEffect(() => {
    const made = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          styleNonce === '' ? [] : EditorView.cspNonce.of(styleNonce),
          history(),
          // Tab leaves the field, as everywhere in a form.
          keymap.of([...defaultKeymap, ...historyKeymap]),
          bracketMatching(),
          EditorView.lineWrapping,
          language,
          syntaxHighlighting(highlight),
          looks,
          EditorView.theme({ '.cm-content': { minHeight } }),
          placeholder === '' ? [] : placeholderOf(placeholder),
          said.current.of(attributesOf({ label, id, error, description })),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    const now = view.current;
    if (now === null || now.state.doc.toString() === value) return;
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const effects = said.current.reconfigure(attributesOf({ label, id, error, description }));
    view.current?.dispatch({ effects });
  }, [label, id, error, description]);
  return (
    <div>
      <Input.Label component="div" onClick={() => view.current?.focus()}>
        {label}
      </Input.Label>
      {description !== undefined && <Input.Description id={`${id}-description`}>{description}</Input.Description>}
      <div ref={box} className={classes.editor} />
      {error !== undefined && (
        <Input.Error id={`${id}-error`} mt={4}>
          {error}
        </Input.Error>
      )}
    </div>
  );
}

interface Said {
  label: string;
  id: string;
  error: string | undefined;
  description: string | undefined;
}

function attributesOf({ label, id, error, description }: Said): Extension {
  const describedBy = [description !== undefined && `${id}-description`, error !== undefined && `${id}-error`];
  return [
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-invalid': error === undefined ? 'false' : 'true',
      ...(describedBy.some(Boolean) && { 'aria-describedby': describedBy.filter(Boolean).join(' ') }),
      spellcheck: 'false',
    }),
  ];
}
