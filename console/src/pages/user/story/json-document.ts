/** A document of somebody's own making, as text and as rows of names and values: read with what is wrong and where. */
import { jsonLanguage } from '@codemirror/lang-json';
import type { MarkedMistake } from '../../../parts/code-editor.tsx';

export type JsonDocument = Record<string, unknown>;

export type Reading = { value: JsonDocument; mistakes: MarkedMistake[] } | { value: null; mistakes: MarkedMistake[] };

export function print(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Mistakes that do not keep it from being saved are warnings. */
export function readText(text: string): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { value: null, mistakes: [findSyntaxError(text, String((error as Error).message))] };
  }
  if (!isDocument(value))
    return {
      value: null,
      mistakes: [{ line: 1, column: 1, message: 'It has to be an object, as { "plan": "free" }' }],
    };
  const mistakes = [...findLost(text), ...findNulls(value, text)];
  return mistakes.some(({ severity }) => severity !== 'warning') ? { value: null, mistakes } : { value, mistakes };
}

function findSyntaxError(text: string, said: string): MarkedMistake {
  const position = /position (\d+)/.exec(said)?.[1];
  const place = position === undefined ? findErrorNode(text) : Number(position);
  const message = said
    .replace(/^JSON\.parse: /, '')
    .replace(/ (in JSON )?at (position|line) .*$/, '')
    .replace(/^Unexpected end of JSON input$/, 'The text ends too early: something is not closed');
  return { ...placeOf(text, place), message };
}

/** Where the editor's own parser stumbles: for browsers that do not say where. */
function findErrorNode(text: string): number {
  let place = text.length;
  jsonLanguage.parser.parse(text).iterate({
    enter: ({ type, from }) => {
      if (type.isError) place = Math.min(place, from);
    },
  });
  return place;
}

/** What reading it would lose without a word: a name that comes twice, a number of too many digits. */
function findLost(text: string): MarkedMistake[] {
  const mistakes: MarkedMistake[] = [];
  jsonLanguage.parser.parse(text).iterate({
    enter: ({ node, type, from, to }) => {
      if (type.name === 'Number') {
        const digits = text.slice(from, to);
        if (/^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)))
          mistakes.push({
            ...placeOf(text, from),
            message: 'This number has too many digits to be kept: make it a text',
          });
      }
      if (type.name !== 'Object') return;
      const names = new Set<string>();
      for (const property of node.getChildren('Property')) {
        const name = property.getChild('PropertyName');
        if (!name) continue;
        const said = text.slice(name.from, name.to);
        if (names.has(said)) mistakes.push({ ...placeOf(text, name.from), message: `${said} is there twice` });
        names.add(said);
      }
    },
  });
  return mistakes;
}

/** To the API a null at the first level says that the name shall go. */
function findNulls(value: JsonDocument, text: string): MarkedMistake[] {
  return Object.entries(value)
    .filter(([, member]) => member === null)
    .map(([name]) => ({
      ...placeOf(text, Math.max(text.indexOf(JSON.stringify(name)), 0)),
      message: `“${name}” goes: a null at this level removes it`,
      severity: 'warning' as const,
    }));
}

/** In lines and characters, from 1. */
function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: [...before.at(-1)!].length + 1 };
}

export type Kind = 'text' | 'number' | 'yes_no' | 'json';

export interface Row {
  id: number;
  name: string;
  kind: Kind;
  text: string;
}

let rowsMade = 0;

export function makeRow(name = '', value: unknown = ''): Row {
  const id = ++rowsMade;
  if (typeof value === 'string') return { id, name, kind: 'text', text: value };
  if (typeof value === 'number') return { id, name, kind: 'number', text: String(value) };
  if (typeof value === 'boolean') return { id, name, kind: 'yes_no', text: value ? 'yes' : 'no' };
  return { id, name, kind: 'json', text: JSON.stringify(value) };
}

export function toRows(value: JsonDocument): Row[] {
  return Object.entries(value).map(([name, member]) => makeRow(name, member));
}

export interface RowProblem {
  name?: string;
  text?: string;
}

/** The document that the rows say, or what is wrong with which row. */
export function readRows(rows: Row[]): { value: JsonDocument | null; problems: Map<number, RowProblem> } {
  const problems = new Map<number, RowProblem>();
  const value: JsonDocument = {};
  for (const row of rows) {
    const problem: RowProblem = {};
    if (row.name === '') problem.name = 'It needs a name';
    else if (Object.hasOwn(value, row.name)) problem.name = 'This name is there twice';
    const read = readMember(row);
    if (read === undefined) problem.text = row.kind === 'number' ? 'This is no number' : 'This is no JSON';
    if (problem.name !== undefined || problem.text !== undefined) problems.set(row.id, problem);
    else Object.defineProperty(value, row.name, { value: read, enumerable: true, configurable: true, writable: true });
  }
  return { value: problems.size === 0 ? value : null, problems };
}

function readMember({ kind, text }: Row): unknown {
  if (kind === 'text') return text;
  if (kind === 'yes_no') return text === 'yes';
  try {
    const value: unknown = JSON.parse(text);
    return kind === 'number' && typeof value !== 'number' ? undefined : value;
  } catch {
    return undefined;
  }
}

/** What makes `before` into `after`: first level only, null for what goes. */
export function differenceOf(before: JsonDocument, after: JsonDocument): JsonDocument {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const changed = Object.entries(after).filter(([name, value]) => !isSame(before[name], value));
  return Object.fromEntries([...gone.map((name) => [name, null]), ...changed]);
}

export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((member, place) => isSame(member, other[place]));
  if (!isDocument(one) || !isDocument(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

function isDocument(value: unknown): value is JsonDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function saySize(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length;
  return bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} kB`;
}
