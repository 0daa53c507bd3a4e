/** PostgreSQL's `COPY` in its text format (https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.2): very many rows into a table. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DomainError } from '../../domain/errors.ts';

/** How a value is spelt: as it is, as a JSON document, as an array, as bytes. */
export type CopiedKind = 'plain' | 'json' | 'list' | 'bytes';

/** About as much as one write to a socket takes. */
const pieceLength = 64 * 1024;

/** Writes an object as a line, its columns in this order. */
export function copyLine<T>(columns: [value: (item: T) => unknown, kind: CopiedKind][]): (item: T) => string {
  return (item) => {
    let line = '';
    let end = '';
    for (const [value, kind] of columns) {
      line += end + spell(value(item), kind);
      end = '\t';
    }
    return `${line}\n`;
  };
}

/** The lines of the items, some at a time, each time only when the one before has been taken. */
export function* copyPieces<T>(items: Iterable<T>, toLine: (item: T) => string): Generator<string> {
  let piece = '';
  for (const item of items) {
    piece += toLine(item);
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** Runs a `COPY … FROM STDIN` to its end. What makes a piece fail, or the server refuse one, undoes all of it. */
export async function copyInto(client: PoolClient, text: string, pieces: Iterable<string>): Promise<void> {
  await pipeline(Readable.from(pieces), client.query(copyFrom(text)));
}

function spell(value: unknown, kind: CopiedKind): string {
  if (value === null || value === undefined) return '\\N';
  if (kind === 'plain') return typeof value === 'string' ? escapeText(value) : String(value);
  // `JSON.stringify` leaves no line end and no tab as it is, and spells what is not well-formed so that the server refuses it.
  if (kind === 'json') return JSON.stringify(value).replaceAll('\\', '\\\\');
  if (kind === 'list') return escapeText(spellArray(value as string[]));
  return `\\\\x${Buffer.from(value as Uint8Array).toString('hex')}`;
}

const special = /[\\\t\n\r]/;
const spelt: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeText(text: string): string {
  // Half a surrogate pair would go over the wire as another character.
  if (!text.isWellFormed()) throw new DomainError('invalid_input', 'a text is not well-formed Unicode');
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (letter) => spelt[letter]!) : text;
}

/** An array's own text (§8.15.6), each element in quotes. */
function spellArray(elements: string[]): string {
  return `{${elements.map((element) => `"${element.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
