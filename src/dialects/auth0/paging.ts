/** Pages by offset. Past the end there is an empty page, never an error: SDKs stop only when they meet one. */
import { Type } from 'typebox';
import type { JsonObject } from '../../domain/json.ts';

export const perPageMax = 100;

export const offsetQuery = {
  page: Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 }),
  per_page: Type.Integer({ minimum: 0, maximum: perPageMax, default: 50 }),
  include_totals: Type.Boolean({ default: false }),
};

export interface OffsetQuery {
  page: number;
  per_page: number;
  include_totals: boolean;
}

export function toOffset({ page, per_page: limit }: OffsetQuery): { offset: number; limit: number } {
  return { offset: page * limit, limit };
}

/** The bare items, or with `include_totals` an object that counts them too. */
export function toOffsetAnswer(
  name: string,
  query: OffsetQuery,
  items: JsonObject[],
  total: number,
): JsonObject | JsonObject[] {
  if (!query.include_totals) return items;
  const { offset: start, limit } = toOffset(query);
  return { start, limit, length: items.length, total, [name]: items };
}
