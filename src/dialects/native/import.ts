/** How the dialect tells of an import: how far it has come, and the lines that it could not take. */
import { type Static, Type } from 'typebox';
import type { ErrorCode } from '../../domain/errors.ts';
import type { ImportRefusal, ImportStanding } from '../../operations/import-pieces.ts';
import type { RefusedRow } from '../../operations/import-users.ts';
import { wordOf } from './errors.ts';
import { nullable, time } from './fields.ts';

export const ImportBody = Type.Object(
  {
    id: Type.String({ description: 'As the caller named it.' }),
    lines_done: Type.Integer({ description: 'Lines of the file that are done: the next piece begins behind them.' }),
    created: Type.Integer(),
    updated: Type.Integer(),
    skipped: Type.Integer({ description: 'Rows of which everything was there.' }),
    refused: Type.Integer(),
    updated_at: nullable(time({ description: 'Null: it never began.' })),
  },
  {
    $id: 'Import',
    title: 'Import',
    examples: [
      {
        id: 'sha256-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
        lines_done: 3000,
        created: 2990,
        updated: 0,
        skipped: 0,
        refused: 10,
        updated_at: '2026-01-15T12:00:00.000Z',
      },
    ],
  },
);

export const RefusedLineBody = Type.Object(
  {
    line: Type.Integer({ description: 'Of the file, from 1.' }),
    code: Type.String({ description: 'One of the error codes.' }),
    message: Type.String(),
    id: nullable(Type.String({ description: 'The id that the row gave its user, as it was written.' })),
  },
  {
    $id: 'RefusedLine',
    title: 'RefusedLine',
    examples: [{ line: 7, code: 'username_taken', message: 'another user has this username', id: null }],
  },
);

export function toImport(standing: ImportStanding): Static<typeof ImportBody> {
  const { id, linesDone, accepted, updated, skipped, refused, updatedAt } = standing;
  return {
    id,
    lines_done: linesDone,
    created: accepted - updated,
    updated,
    skipped,
    refused,
    updated_at: updatedAt,
  };
}

export function toRefusedLine({
  line,
  code,
  message,
  id,
}: Omit<RefusedRow, 'outcome'>): Static<typeof RefusedLineBody> {
  return { line, code: String(wordOf(code).code), message, id };
}

export function toKeptLine({ line, code, message, rowId }: ImportRefusal): Static<typeof RefusedLineBody> {
  return toRefusedLine({ line, code: code as ErrorCode, message, id: rowId });
}
