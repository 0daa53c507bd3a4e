/** Pages in the order of ids, from either end. */
import type { Page, PageRequest } from '../store.ts';
import { prepared, type Queryable, type Row, type Where } from './query.ts';

export interface Listing<T> {
  /** `select … from …`, without conditions. */
  select: string;
  /** The id column, qualified. */
  id: string;
  where: Where;
  fromRow(row: Row): T;
}

/** One page of a listing. It asks for one row more than it hands out, to know whether others follow. */
export async function fetchPage<T>(db: Queryable, listing: Listing<T>, page: PageRequest): Promise<Page<T>> {
  const backwards = page.before !== undefined;
  const descending = (page.descending ?? false) !== backwards;
  const edge = page.before ?? page.after;
  if (edge !== undefined) listing.where.and(`${listing.id} ${descending ? '<' : '>'} $?::uuid`, edge);
  const { values } = listing.where;
  const text =
    `${listing.select} where ${listing.where.text} ` +
    `order by ${listing.id} ${descending ? 'desc' : 'asc'} limit $${values.length + 1}::integer`;
  const { rows } = await db.query(prepared(text, [...values, page.limit + 1]));
  const more = rows.length > page.limit;
  const items = rows.slice(0, page.limit).map(listing.fromRow);
  if (backwards) return { items: items.reverse(), hasMore: true, hasPrevious: more };
  return { items, hasMore: more, hasPrevious: edge !== undefined };
}
