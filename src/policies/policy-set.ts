/** What is in force for a tenant, compiled, and kept for the next request as long as there is room. */
import { createHash } from 'node:crypto';
import type { Policy } from '../domain/policy.ts';
import { type Engine, EngineFailure } from './engine.ts';
import { readStatements, statementDepthMax } from './statements.ts';

/** A policy as an answer or an event names it. */
export interface PolicyName {
  id: string;
  name: string;
  version: number;
}

export type PolicyText = Pick<Policy, 'id' | 'name' | 'version' | 'cedar'>;

export interface Failure {
  policy: PolicyName | null;
  message: string;
}

export interface CompiledSet {
  /** The name under which the engine keeps it. */
  slot: string;
  /** The statements by the names that the engine knows them by, in the order in which they are told. */
  statements: Map<string, { policy: PolicyName; notice: string | null }>;
  /** Policies that do not compile any more. With one of them nothing is permitted. */
  broken: Failure[];
  /** Whether a statement asks what an identity is in. */
  asksForProviders: boolean;
}

/** The statement that permits everything: a tenant's policies take away from it. */
export const base = 'base';

/**
 * Compiled sets, the least recently used one given up for a new one. The engine cannot forget a set, so there is a fixed
 * number of names, each used again for the next set.
 */
export function createPolicySets(engine: Engine, setsMax: number) {
  let generation = engine.generation();
  const kept = new Map<string, CompiledSet>();
  const slotOfNext = (): string => {
    if (kept.size < setsMax) return `set-${kept.size}`;
    const [[oldest, { slot }]] = kept as unknown as [[string, CompiledSet]];
    kept.delete(oldest);
    return slot;
  };
  return {
    /** INVARIANT: what is evaluated is exactly what is given: the text is part of the name that it is kept under. */
    compile(tenantId: string, policies: readonly PolicyText[]): CompiledSet {
      if (generation !== engine.generation()) kept.clear();
      generation = engine.generation();
      const name = nameOf(tenantId, policies);
      const known = kept.get(name);
      const set = known ?? compile(engine, slotOfNext(), policies);
      kept.delete(name);
      // A set that broke the engine is compiled again when it is asked for again: the new engine knows none.
      if (generation === engine.generation()) kept.set(name, set);
      return set;
    },
    size: () => kept.size,
  };
}

function nameOf(tenantId: string, policies: readonly PolicyText[]): string {
  const said = policies.map(({ id, version, name, cedar }) => [id, version, name, cedar]);
  return createHash('sha256')
    .update(JSON.stringify([tenantId, said]))
    .digest('base64');
}

function compile(engine: Engine, slot: string, policies: readonly PolicyText[]): CompiledSet {
  const set: CompiledSet = { slot, statements: new Map(), broken: [], asksForProviders: false };
  const staticPolicies: Record<string, string> = { [base]: 'permit(principal, action, resource);' };
  policies.forEach(({ cedar, ...named }, place) => {
    const { id, name, version } = named;
    const policy = { id, name, version };
    try {
      readStatements(cedar).forEach(({ text, depth }, index) => {
        if (depth > statementDepthMax) throw new Error('a statement is nested too deeply');
        const key = `${place}:${index}`;
        staticPolicies[key] = text;
        set.statements.set(key, { policy, notice: noticeOf(engine, text) });
      });
    } catch (error) {
      set.broken.push({ policy, message: error instanceof Error ? error.message : String(error) });
    }
    if (cedar.includes('IdentityProvider')) set.asksForProviders = true;
  });
  if (set.broken.length > 0) return set;
  try {
    const answer = engine.run((cedar) => cedar.preparsePolicySet(slot, { staticPolicies }));
    if (answer.type === 'failure') set.broken.push({ policy: null, message: answer.errors[0]?.message ?? 'unknown' });
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    set.broken.push({ policy: null, message: 'the policy engine failed' });
  }
  return set;
}

function noticeOf(engine: Engine, text: string): string | null {
  const answer = engine.run((cedar) => cedar.policyToJson(text));
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'the statement does not parse');
  return answer.json.annotations?.notice || null;
}
