import type { components } from '@selfsame/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/api.tsx';
import { answered, isStatus } from '../../api/refusal.ts';
import type { MarkedMistake } from '../../parts/code-editor.tsx';

export type Policy = components['schemas']['Policy'];

export function usePolicies() {
  const client = useClient();
  return useQuery({
    queryKey: ['policies', 'all'],
    // A tenant has at most 500 statements in force; what is beyond the first pages is switched off.
    queryFn: async () => {
      const all: Policy[] = [];
      let cursor: string | undefined;
      do {
        const page = await answered(client.GET('/v1/policies', { params: { query: { limit: 250, cursor } } }));
        all.push(...page.data);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined && all.length < 1000);
      return all.sort((a, b) => b.priority - a.priority || a.name.localeCompare(b.name));
    },
  });
}

export function usePolicySchema() {
  const client = useClient();
  return useQuery({
    queryKey: ['policies', 'schema'],
    queryFn: () => answered(client.GET('/v1/policies/schema')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface Trial {
  policy_id?: string;
  cedar_policy_set?: string;
  enabled?: boolean;
  delete?: boolean;
}

/** What the newest decisions would be under the change. Of a text that the schema does not fit, the mistakes. */
export function useTrial(trial: Trial, { limit, enabled }: { limit: number; enabled: boolean }) {
  const client = useClient();
  return useQuery({
    queryKey: ['policies', 'trial', trial, limit],
    enabled,
    staleTime: 0,
    gcTime: 60_000,
    queryFn: ({ signal }) => answered(client.POST('/v1/policies/dry-run', { body: { ...trial, limit }, signal })),
  });
}

/** The places that the server names, of a refusal of a text. */
export function mistakesOf(error: unknown): MarkedMistake[] {
  if (!isStatus(error, 400) || error.code !== 'policy_invalid') return [];
  const { mistakes } = error.details;
  return Array.isArray(mistakes) ? (mistakes as MarkedMistake[]) : [];
}
