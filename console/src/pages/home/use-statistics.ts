import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';

export function useStatistics() {
  const client = useClient();
  return useQuery({
    queryKey: ['statistics'],
    queryFn: ({ signal }) => answered(client.GET('/v1/statistics', { signal })),
    refetchInterval: 30_000,
  });
}

export type Statistics = NonNullable<ReturnType<typeof useStatistics>['data']>;
export type Count = Statistics['users'];

const number = new Intl.NumberFormat('en');

/** With how exact it is: large numbers are estimated, or counted no further than told. */
export function sayCount({ count, exactness }: Count): string {
  const digits = number.format(count);
  if (exactness === 'estimated') return `about ${digits}`;
  return exactness === 'at_least' ? `${digits} or more` : digits;
}
