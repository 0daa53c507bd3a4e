/** Which past decisions a change of the policies would have made otherwise. Writes nothing. */
import { setImmediate } from 'node:timers/promises';
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Event } from '../domain/event.ts';
import { createId } from '../domain/ids.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyRequest, PolicyText, Verdict } from '../policies/policies.ts';
import type { Dependencies } from './dependencies.ts';
import { policyNotFound, requireText, requireWholeTenant } from './policies.ts';
import { createReplay, governedTypes } from './policy-replay.ts';

/** A change of one policy, not made. Without an id it is a new one. */
export interface ProposedChange {
  policyId?: string;
  cedar?: string;
  enabled?: boolean;
  deleted?: boolean;
}

export interface DryRun extends ProposedChange {
  /** How many of the newest events to look at. */
  limit?: number;
}

export type Outcome = 'permitted' | 'refused';

export interface DryRunDifference {
  event: Event;
  was: Outcome;
  /** Under the policies in force, were it asked again today. */
  underCurrent: Outcome;
  wouldBe: Outcome;
  /** `recorded`: what the policies were asked then. `reconstructed`: from the event, and users as they are today. */
  facts: 'recorded' | 'reconstructed';
  policies: Verdict['policies'];
  notices: string[];
  errors: Verdict['errors'];
}

export interface DryRunResult {
  /** Events that could be asked about. */
  examined: number;
  /** Events that could not: their users or providers are gone. */
  skipped: number;
  differences: DryRunDifference[];
}

export const dryRunEventsMax = 1000;

export function createDryRunOperation(deps: Dependencies) {
  const { reads } = deps.store;

  /** What would be in force after the change. */
  const propose = async (tenantId: string, current: Policy[], change: ProposedChange): Promise<PolicyText[]> => {
    const { policyId, cedar, enabled, deleted } = change;
    if (cedar !== undefined) requireText(deps, cedar);
    if (policyId === undefined) {
      if (cedar === undefined) throw nothingProposed();
      const fresh = { id: createId(deps.entropy), name: 'proposed', version: 1, cedar };
      return (enabled ?? true) ? [...current, fresh] : current;
    }
    const policy = await reads.policies.byId(tenantId, policyId);
    if (!policy) throw policyNotFound();
    if (cedar === undefined && enabled === undefined && !deleted) throw nothingProposed();
    const others = current.filter(({ id }) => id !== policyId);
    if (deleted || !(enabled ?? policy.enabled)) return others;
    const isNewText = cedar !== undefined && cedar !== policy.cedar;
    const changed = isNewText ? { ...policy, cedar, version: policy.version + 1 } : policy;
    return [...others, changed].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  };

  return async function dryRun(actor: Actor, { limit = 200, ...change }: DryRun): Promise<DryRunResult> {
    requireScope(actor, 'policies:read');
    requireScope(actor, 'events:read');
    requireWholeTenant(actor);
    const { tenantId } = actor;
    const page = { limit: Math.min(limit, dryRunEventsMax), descending: true };
    return deps.store.snapshot(async (seen) => {
      const current = await seen.policies.enabled(tenantId);
      const proposed = await propose(tenantId, current, change);
      const events = (await seen.events.list(tenantId, page, { types: [...governedTypes] })).items;
      const replay = await createReplay(seen, tenantId, events);
      const ask = (policies: PolicyText[], requests: PolicyRequest[]) =>
        join(requests.map((request) => deps.policies.suppose(tenantId, policies, request)));

      const result: DryRunResult = { examined: 0, skipped: 0, differences: [] };
      for (const event of events) {
        const asked = replay(event);
        if (asked === 'not_governed') continue;
        if (asked === 'gone') {
          result.skipped += 1;
          continue;
        }
        result.examined += 1;
        const was = outcomeOf(event.type !== 'user.sign_in_refused');
        const underCurrent = outcomeOf(ask(current, asked.requests).permitted);
        const verdict = ask(proposed, asked.requests);
        const wouldBe = outcomeOf(verdict.permitted);
        if (wouldBe !== was || wouldBe !== underCurrent) {
          const { policies, notices, errors } = verdict;
          const { facts } = asked;
          result.differences.push({ event, was, underCurrent, wouldBe, facts, policies, notices, errors });
        }
        if (result.examined % eventsPerTurn === 0) await setImmediate();
      }
      return result;
    });
  };
}

/** Between them others have their turn. */
const eventsPerTurn = 50;

function outcomeOf(permitted: boolean): Outcome {
  return permitted ? 'permitted' : 'refused';
}

function join(verdicts: Verdict[]): Verdict {
  const refused = verdicts.filter(({ permitted }) => !permitted);
  const told = refused.length > 0 ? refused : verdicts;
  return {
    permitted: refused.length === 0,
    policies: [...new Map(told.flatMap(({ policies }) => policies.map((each) => [each.id, each]))).values()],
    notices: [...new Set(told.flatMap(({ notices }) => notices))],
    errors: told.flatMap(({ errors }) => errors),
  };
}

function nothingProposed(): DomainError {
  return new DomainError('invalid_input', 'say what would change: a text, `enabled`, or `delete`');
}
