/** Pages in the order of ids, from either end. */
import type { Page, PageRequest } from '../store.ts';
import { planned, type Queryable, type Row, type Where } from './query.ts';

export interface Listing<T> {
  /** `select … from …`, without conditions. */
  select: string;
  /** The id column, qualified. */
  id: string;
  where: Where;
  /**
   * A list that no one index has in order, as lists that have each: what each asks for besides `where`. None of a list's
   * rows may be in another. Each is read no further than the page goes.
   */
  lists?: [condition: string, ...values: unknown[]][];
  fromRow(row: Row): T;
}

/** One page of a listing. It asks for one row more than it hands out, to know whether others follow. */
export async function fetchPage<T>(db: Queryable, listing: Listing<T>, page: PageRequest): Promise<Page<T>> {
  const backwards = page.before !== undefined;
  const descending = (page.descending ?? false) !== backwards;
  const edge = page.before ?? page.after;
  if (edge !== undefined) listing.where.and(`${listing.id} ${descending ? '<' : '>'} $?::uuid`, edge);
  const order = `order by ${listing.id} ${descending ? 'desc' : 'asc'}`;
  const { text, values } = listing.lists ? inLists(listing, listing.lists, order) : inOneList(listing, order);
  const { rows } = await db.query(planned(text, [...values, page.limit + 1]));
  const more = rows.length > page.limit;
  const items = rows.slice(0, page.limit).map(listing.fromRow);
  if (backwards) return { items: items.reverse(), hasMore: true, hasPrevious: more };
  return { items, hasMore: more, hasPrevious: edge !== undefined };
}

/** The last value is that of the limit, which is still to come. */
function inOneList<T>({ select, where }: Listing<T>, order: string): { text: string; values: unknown[] } {
  const { text, values } = where;
  return { text: `${select} where ${text} ${order} limit $${values.length + 1}::integer`, values };
}

function inLists<T>(
  { select, id, where }: Listing<T>,
  lists: NonNullable<Listing<T>['lists']>,
  order: string,
): { text: string; values: unknown[] } {
  const common = where.text;
  const conditions = lists.map(([condition, ...values]) => where.number(condition, ...values));
  const limit = `limit $${where.values.length + 1}::integer`;
  const table = id.slice(0, id.indexOf('.'));
  const each = conditions.map((condition) => `(${select} where ${common} and ${condition} ${order} ${limit})`);
  return { text: `select * from (${each.join(' union all ')}) ${table} ${order} ${limit}`, values: where.values };
}
