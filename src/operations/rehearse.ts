/**
 * What a change would come to: it is made, with everything that decides on it, in a transaction that is never committed. So
 * a preview cannot say anything else than the change itself would, and writes nothing; what is done after a commit is not done.
 */
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Scope } from '../domain/scopes.ts';
import { joinTransaction, type Rows } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';

export type Rehearsed<T> = { result: T; refusal: null } | { result: null; refusal: DomainError };

class Over extends Error {}

/** A refusal is an answer; only that there is no such thing, or no right to know of it, is thrown as ever. */
export async function rehearse<T>(
  deps: Dependencies,
  work: (joined: Dependencies, rows: Rows) => Promise<T>,
): Promise<Rehearsed<T>> {
  let result: { of: T } | null = null;
  try {
    await deps.store.transaction(async (rows) => {
      result = { of: await work({ ...deps, store: joinTransaction(deps.store, rows) }, rows) };
      throw new Over();
    });
  } catch (error) {
    if (error instanceof Over) return { result: result!.of, refusal: null };
    if (error instanceof DomainError && isAnswer(error)) return { result: null, refusal: error };
    throw error;
  }
  throw new Error('a rehearsal was committed');
}

function isAnswer({ code, kind }: DomainError): boolean {
  return (
    kind === 'conflict' ||
    code === 'policy_forbids' ||
    code === 'identity_provider_mismatch' ||
    code === 'not_supported'
  );
}

/** Whoever may see what there is may see what would become of it: nothing is changed. */
export function asChanger(actor: Actor): Actor {
  const needed: Scope[] = ['users:write', 'identities:write'];
  return { ...actor, scopes: new Set([...actor.scopes, ...needed]) };
}
