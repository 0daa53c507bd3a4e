/** Lists: the envelope, and the query that pages through it by ids. */
import { type Static, Type } from 'typebox';
import { DomainError } from '../../domain/errors.ts';
import type { Page, PageRequest } from '../../operations/index.ts';
import { fromWireId, type Prefix } from './wire-ids.ts';

export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 10 }),
  /** `normal` is a third word in WorkOS's documents without a meaning of its own there; it is the default order here. */
  order: Type.Optional(Type.Enum(['asc', 'desc', 'normal'])),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  before: Type.Optional(Type.String({ maxLength: 200 })),
};

const PageQuery = Type.Object(pageQuery);
type PageQuery = Static<typeof PageQuery>;

export interface WireList<T> {
  object: 'list';
  data: T[];
  list_metadata: { before: string | null; after: string | null };
}

/** Newest first unless the query says otherwise, or the list has a default order of its own. */
export function toPageRequest(prefix: Prefix, query: PageQuery, defaultOrder: 'asc' | 'desc' = 'desc'): PageRequest {
  const { limit, order = 'normal' } = query;
  return {
    limit,
    descending: (order === 'normal' ? defaultOrder : order) === 'desc',
    after: readCursor(prefix, 'after', query.after),
    before: readCursor(prefix, 'before', query.before),
  };
}

export function toWireList<T extends { id: string }>({
  items,
  hasMore,
  hasPrevious,
}: Omit<Page<unknown>, 'items'> & { items: T[] }): WireList<T> {
  return {
    object: 'list',
    data: items,
    list_metadata: {
      before: hasPrevious ? (items[0]?.id ?? null) : null,
      after: hasMore ? (items.at(-1)?.id ?? null) : null,
    },
  };
}

export const emptyList: WireList<never> = { object: 'list', data: [], list_metadata: { before: null, after: null } };

function readCursor(prefix: Prefix, field: 'after' | 'before', text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const id = fromWireId(prefix, text);
  if (id === null) throw new DomainError('invalid_input', `\`${field}\` must be an id like \`${prefix}_…\``, { field });
  return id;
}
