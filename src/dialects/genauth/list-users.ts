/** The endpoints that search users: by page, by keywords, by conditions. */
import { Type } from 'typebox';
import type { Actor } from '../../domain/actor.ts';
import { DomainError } from '../../domain/errors.ts';
import type { UserFilter, UserSort } from '../../domain/user-filter.ts';
import type { Operations } from '../../operations/index.ts';
import type { Endpoints } from './endpoints.ts';
import { flag, type InputOf, oneOf, optional, paging, readPaging, text } from './input.ts';
import { containsAny, defaultSearchFields, toCondition } from './user-conditions.ts';
import { statuses } from './user-fields.ts';
import { describeUsers } from './users.ts';

const showing = {
  withCustomData: flag(),
  flatCustomData: flag(),
  withPost: flag(),
  withIdentities: flag(),
  withDepartmentIds: flag(),
};

const legacyQuery = Type.Object({
  ...paging,
  ...showing,
  status: optional(oneOf(...statuses)),
  /** Seconds since 1970. */
  updatedAtStart: optional(Type.Number({ minimum: 0, maximum: 8e12 })),
  updatedAtEnd: optional(Type.Number({ minimum: 0, maximum: 8e12 })),
});

const search = Type.Object({
  keywords: optional(text(200)),
  advancedFilter: optional(
    Type.Array(Type.Object({ field: text(200), operator: text(40), value: optional(Type.Unknown()) }), {
      maxItems: 50,
    }),
  ),
  searchQuery: optional(Type.Unknown()),
  options: optional(
    Type.Object({
      ...showing,
      pagination: optional(Type.Object(paging)),
      sort: optional(
        Type.Array(Type.Object({ field: text(100), order: optional(oneOf('asc', 'desc')) }), { maxItems: 10 }),
      ),
      fuzzySearchOn: optional(Type.Array(text(100), { maxItems: 30 })),
    }),
  ),
});

export function addListUsersEndpoints(endpoints: Endpoints): void {
  endpoints.get('list-users', legacyQuery, async ({ operations, actor, input }) =>
    find(operations, actor, toLegacyFilter(input), [], input, input),
  );
  for (const verb of ['list-users', 'list-users-by-keywords']) {
    endpoints.post(verb, search, async ({ operations, actor, input }) => {
      if (input.searchQuery !== undefined && Object.keys(input.searchQuery as object).length > 0)
        throw new DomainError('not_supported', '`searchQuery` is not supported: use `advancedFilter` or `keywords`');
      const { pagination = {}, sort = [], ...shown } = input.options ?? {};
      return find(operations, actor, toFilter(input), sort.map(toSort), pagination, shown);
    });
  }
}

async function find(
  operations: Operations,
  actor: Actor,
  conditions: UserFilter[],
  sort: UserSort[],
  page: Parameters<typeof readPaging>[0],
  shown: Parameters<typeof describeUsers>[3],
) {
  const filter = conditions.length > 0 ? { all: conditions } : null;
  const { items, total } = await operations.users.search(actor, { filter, sort, ...readPaging(page) });
  return { totalCount: total, list: await describeUsers(operations, actor, items, shown) };
}

function toLegacyFilter({ status, updatedAtStart, updatedAtEnd }: InputOf<typeof legacyQuery>): UserFilter[] {
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  return [
    ...(status === undefined ? [] : [toCondition({ field: 'status', operator: 'EQUAL', value: status })]),
    ...(updatedAtStart === undefined
      ? []
      : [{ field: 'updatedAt', op: 'atLeast', value: at(updatedAtStart) } as const]),
    ...(updatedAtEnd === undefined ? [] : [{ field: 'updatedAt', op: 'atMost', value: at(updatedAtEnd) } as const]),
  ];
}

function toFilter({ keywords, advancedFilter = [], options }: InputOf<typeof search>): UserFilter[] {
  const conditions = advancedFilter.map(({ field, operator, value }) => toCondition({ field, operator, value }));
  if (!keywords) return conditions;
  const fields = options?.fuzzySearchOn?.length ? options.fuzzySearchOn : defaultSearchFields;
  return [...conditions, containsAny(fields, keywords)];
}

const sortable: Record<string, UserSort['field']> = {
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
  email: 'email',
  username: 'username',
  externalId: 'externalId',
  phone: 'phone',
  status: 'status',
  loginsCount: 'loginsCount',
  lastLogin: 'lastLoginAt',
};

function toSort({ field, order }: { field: string; order?: 'asc' | 'desc' }): UserSort {
  const known = Object.hasOwn(sortable, field) ? sortable[field] : undefined;
  if (known === undefined)
    throw new DomainError('not_supported', `users cannot be sorted by \`${field}\``, { field: 'sort' });
  return { field: known, descending: order === 'desc' };
}
