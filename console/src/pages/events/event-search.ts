/** Which events the address asks for, as the API takes it. */
import type { PageSearch } from '../../parts/use-page-search.ts';

const ids = ['user_id', 'identity_id', 'identity_provider_id', 'actor_id'] as const;
const range = ['from', 'to'] as const;
export const filterNames = ['type', ...ids, ...range] as const;

export function hasFilters(search: PageSearch): boolean {
  return filterNames.some((name) => search[name]);
}

/** Several stand in one name of the address, with commas. */
export function typesOf(search: PageSearch): string[] {
  return search.type?.split(',').filter((type) => type !== '') ?? [];
}

/** What a stream takes: there is no end to it, and no past. */
export function toFilters(search: PageSearch): URLSearchParams {
  const said = new URLSearchParams();
  for (const type of typesOf(search)) said.append('type', type);
  for (const name of ids) if (search[name]) said.set(name, search[name]);
  return said;
}

/** What the list and the export take. */
export function toQuery(search: PageSearch): URLSearchParams {
  const said = toFilters(search);
  for (const name of range) if (search[name]) said.set(name, search[name]);
  return said;
}
