/** Lists: `{data, next_cursor, has_more}`. A cursor is opaque to callers; inside it says after which row to go on. */
import { type TSchema, Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { Page, PageRequest } from '../../operations/index.ts';
import { nullable } from './fields.ts';

export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 250, default: 50, description: 'Rows in one page.' })),
  cursor: Type.Optional(
    Type.String({ maxLength: 100, description: '`next_cursor` of the page before; absent for the first page.' }),
  ),
};

export function pageOf<T extends TSchema>(schema: T) {
  return Type.Object({
    data: Type.Array(schema),
    next_cursor: nullable(Type.String({ description: 'Pass as `cursor` for the next page; null on the last.' })),
    has_more: Type.Boolean(),
  });
}

interface PageQuery {
  limit?: number;
  cursor?: string;
}

/** For lists in the order of ids. */
export function readPage({ limit = 50, cursor }: PageQuery, descending = false): PageRequest {
  if (cursor === undefined) return { limit, descending };
  const after = open(cursor, 'after');
  if (!isUuid(after)) throw badCursor();
  return { limit, after, descending };
}

/** For searches, whose order is not that of ids. */
export function readOffset({ cursor }: PageQuery): number {
  if (cursor === undefined) return 0;
  const offset = open(cursor, 'offset');
  if (!/^[1-9][0-9]{0,8}$/.test(offset)) throw badCursor();
  return Number(offset);
}

export function toPage<T extends { id: string }, Wire>({ items, hasMore }: Page<T>, toWire: (item: T) => Wire) {
  const last = items.at(-1);
  return {
    data: items.map(toWire),
    next_cursor: hasMore && last ? close('after', last.id) : null,
    has_more: hasMore,
  };
}

export function toOffsetPage<Wire>(data: Wire[], offset: number, total: number) {
  const next = offset + data.length;
  const hasMore = data.length > 0 && next < total;
  return { data, next_cursor: hasMore ? close('offset', String(next)) : null, has_more: hasMore };
}

/** For lists in the order of lines: the one that the page is behind. */
export function readLine({ cursor }: PageQuery): number {
  if (cursor === undefined) return 0;
  const line = open(cursor, 'line');
  if (!/^[1-9][0-9]{0,14}$/.test(line)) throw badCursor();
  return Number(line);
}

export function toLinePage<T extends { line: number }, Wire>(
  { items, hasMore }: { items: T[]; hasMore: boolean },
  toWire: (item: T) => Wire,
) {
  const last = items.at(-1);
  return {
    data: items.map(toWire),
    next_cursor: hasMore && last ? close('line', String(last.line)) : null,
    has_more: hasMore,
  };
}

/** The cursor of a page that ended behind this row; null where there is no other. */
export function toCursor(after: string | null): string | null {
  return after === null ? null : close('after', after);
}

type Mark = 'after' | 'offset' | 'line';

function close(mark: Mark, place: string): string {
  return Buffer.from(`${mark}:${place}`).toString('base64url');
}

function open(cursor: string, mark: Mark): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith(`${mark}:`) || close(mark, text.slice(mark.length + 1)) !== cursor) throw badCursor();
  return text.slice(mark.length + 1);
}

function badCursor(): DomainError {
  return new DomainError('invalid_input', 'the cursor is not one that this list gave out: start without it', {
    field: 'cursor',
  });
}
