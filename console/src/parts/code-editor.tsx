/** A field for text in a language: coloured, with numbered lines, and with mistakes marked where they are. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, type Text } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { styleNonce } from '../nonce.ts';
import classes from './code-editor.module.css';

/** A place as the server counts: lines and characters from 1. */
export interface MarkedMistake {
  message: string;
  line: number;
  column: number;
  help?: string | null;
  severity?: 'error' | 'warning';
}

export interface CodeEditorHandle {
  /** Puts the cursor there and shows it. */
  goTo(place: { line: number; column: number }): void;
}

export interface CodeEditorProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** And what else of CodeMirror the language needs. */
  language: Extension;
  mistakes?: readonly MarkedMistake[];
  readOnly?: boolean;
  /** In lines. */
  rows?: number;
  describedBy?: string;
  ref?: Ref<CodeEditorHandle>;
}

const none: readonly MarkedMistake[] = [];

export function CodeEditor({
  label,
  value,
  onChange,
  language,
  mistakes = none,
  readOnly = false,
  rows = 12,
  describedBy,
  ref,
}: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const tell = useRef(onChange);
  tell.current = onChange;
  const changeable = useRef(new Compartment());

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes later is told to it below
  useEffect(() => {
    const attributes: Record<string, string> = { 'aria-label': label, spellcheck: 'false' };
    if (describedBy !== undefined) attributes['aria-describedby'] = describedBy;
    const made = new EditorView({
      parent: box.current!,
      state: EditorState.create({
        doc: value,
        extensions: [
          EditorView.cspNonce.of(styleNonce),
          lineNumbers(),
          lintGutter(),
          history(),
          indentOnInput(),
          bracketMatching(),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of(attributes),
          // The tab key moves on, as in any form.
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
          changeable.current.of(EditorState.readOnly.of(readOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) tell.current(update.state.doc.toString());
          }),
          language,
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: changeable.current.reconfigure(EditorState.readOnly.of(readOnly)) });
  }, [readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    editor.dispatch(
      setDiagnostics(
        editor.state,
        mistakes.map((mistake) => toDiagnostic(editor.state.doc, mistake)),
      ),
    );
  }, [mistakes]);

  useImperativeHandle(ref, () => ({
    goTo(place) {
      const editor = view.current;
      if (editor === null) return;
      editor.dispatch({ selection: { anchor: offsetOf(editor.state.doc, place) }, scrollIntoView: true });
      editor.focus();
    },
  }));

  return <div ref={box} className={classes.editor} style={{ ['--rows' as string]: rows }} />;
}

function toDiagnostic(doc: Text, { message, help, severity = 'error', ...place }: MarkedMistake): Diagnostic {
  const from = offsetOf(doc, place);
  const line = doc.lineAt(from);
  const word = /^[\w@:"]+|^./.exec(line.text.slice(from - line.from))?.[0] ?? '';
  return { from, to: from + word.length, severity, message: help ? `${message}: ${help}` : message };
}

/** The server counts characters, the editor counts what JavaScript does. What is behind the end is at the end. */
function offsetOf(doc: Text, { line, column }: { line: number; column: number }): number {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...found.text].slice(0, Math.max(column - 1, 0)).join('');
  return found.from + before.length;
}

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.bool, tags.null], color: 'var(--code-keyword)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.number, color: 'var(--code-number)' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.special(tags.variableName)], color: 'var(--code-type)' },
  { tag: [tags.propertyName, tags.meta], color: 'var(--code-property)' },
]);

const look = EditorView.theme({
  '&': { fontSize: '0.8125rem', backgroundColor: 'var(--code-paper)', color: 'var(--mantine-color-text)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    lineHeight: '1.55',
    minHeight: 'calc(var(--rows) * 1.55em + 1rem)',
    maxHeight: '60vh',
  },
  '.cm-content': { caretColor: 'var(--mantine-color-text)', padding: '0.5rem 0' },
  '.cm-gutters': {
    backgroundColor: 'var(--code-margin)',
    color: 'var(--mantine-color-dimmed)',
    borderRight: '1px solid var(--mantine-color-default-border)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: 'var(--mantine-radius-sm)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--mantine-color-accent-filled)',
    color: 'var(--mantine-color-white)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--code-comment)',
  },
});
