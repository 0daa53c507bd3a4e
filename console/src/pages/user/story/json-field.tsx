/** CodeMirror for JSON, in a file of its own so that it is loaded when somebody wants it. */
import { json } from '@codemirror/lang-json';
import type { Ref } from 'react';
import { CodeEditor, type CodeEditorHandle, type MarkedMistake } from '../../../parts/code-editor.tsx';

export interface JsonFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  mistakes: readonly MarkedMistake[];
  readOnly: boolean;
  ref: Ref<CodeEditorHandle>;
}

const language = json();

export default function JsonField(props: JsonFieldProps) {
  return <CodeEditor {...props} language={language} rows={10} />;
}
