/** What is being written, beside what was stored when it was opened: saving over a later change is never silent. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../../api/api.tsx';
import { answered } from '../../api/refusal.ts';
import { useOnce } from '../../api/use-once.ts';
import type { MarkedMistake } from '../../parts/code-editor.tsx';
import { useWrite } from '../../parts/use-write.ts';
import { blank } from './examples.ts';
import type { Policy } from './policy-queries.ts';

export interface Draft {
  name: string;
  description: string;
  priority: number;
  cedar: string;
}

export function useDraft(policy: Policy | null) {
  const client = useClient();
  const queries = useQueryClient();
  const [base, setBase] = useState(policy);
  const [draft, setDraft] = useState(() => toDraft(policy));
  const isDirty = JSON.stringify(draft) !== JSON.stringify(toDraft(base));
  const { once } = useOnce();

  const adopt = (next: Policy) => {
    setBase(next);
    setDraft(toDraft(next));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another state of it was fetched, and nothing is being written
  useEffect(() => {
    if (policy !== null && !isDirty) adopt(policy);
  }, [policy]);

  const save = useWrite({
    run: async ({ overwrite = false }: { overwrite?: boolean }) => {
      const body = {
        name: draft.name,
        description: draft.description === '' ? null : draft.description,
        priority: draft.priority,
        cedar_policy_set: draft.cedar,
      };
      if (base === null) {
        const off = { ...body, enabled: false };
        return once(off, (header) => answered(client.POST('/v1/policies', { params: { header }, body: off })));
      }
      const params = { path: { id: base.id } };
      const bound = overwrite ? body : { ...body, if_updated_at: base.updated_at };
      return answered(client.PATCH('/v1/policies/{id}', { params, body: bound }));
    },
    changes: [['policies', 'all'], ['policies', 'trial'], ['events']],
    showsError: true,
  });

  /** As it is now, with what was written here lost. */
  const reload = async () => {
    const params = { path: { id: base!.id } };
    const now = await answered(client.GET('/v1/policies/{id}', { params }));
    queries.setQueryData(['policies', now.id], now);
    adopt(now);
    save.reset();
  };

  const keep = ({ warnings, ...saved }: Policy & { warnings: MarkedMistake[] }) => {
    queries.setQueryData(['policies', saved.id], saved);
    queries.setQueryData(['policies', 'warnings', saved.id], warnings);
    adopt(saved);
  };
  return { base, draft, setDraft, isDirty, adopt, save, keep, reload };
}

function toDraft(policy: Policy | null): Draft {
  if (policy === null) return { name: '', description: '', priority: 0, cedar: blank };
  const { name, description, priority, cedar_policy_set } = policy;
  return { name, description: description ?? '', priority, cedar: cedar_policy_set };
}
