/**
 * The tenant's Cedar policies: checks their text, compiles what is in force, and answers requests. It knows no store and
 * no operation: it is given the policies with every question, and says what they say.
 *
 * Everything that the linking rules allow is permitted unless a `forbid` of the tenant applies. A `permit` permits
 * nothing more; its `@notice` is told when it applies. A policy that cannot be evaluated refuses.
 */
import type { AuthorizationAnswer } from '@cedar-policy/cedar-wasm/nodejs';
import { type CheckedText, checkPolicyText } from './check-text.ts';
import { createEngine, EngineFailure, schemaName } from './engine.ts';
import { type CompiledSet, createPolicySets, type Failure, type PolicyName, type PolicyText } from './policy-set.ts';
import { type PolicyRequest, toCedarContext, toEntities } from './request.ts';

export type { CheckedText, Mistake } from './check-text.ts';
export { policyTextMax } from './check-text.ts';
export type { Failure, PolicyName, PolicyText } from './policy-set.ts';
export type { EntityName, PolicyRequest } from './request.ts';
export { type GovernedAction, governedActions, policySchema } from './schema.ts';

export interface Verdict {
  permitted: boolean;
  /** The policies that determined it, in the order in which they were given. */
  policies: PolicyName[];
  /** What their statements have to say to people, each once. */
  notices: string[];
  /** What could not be evaluated. With any of it nothing is permitted. */
  errors: Failure[];
}

/** A request made up by somebody that does not fit the schema. */
export interface Misfit {
  misfit: string;
}

export interface Policies {
  check(text: string): CheckedText;
  /** What these policies say to a request of our own making. Counts what could not be evaluated. */
  decide(tenantId: string, policies: readonly PolicyText[], request: PolicyRequest): Verdict;
  /** As `decide`, for what only might happen: counts nothing. */
  suppose(tenantId: string, policies: readonly PolicyText[], request: PolicyRequest): Verdict;
  /** As `suppose`, for a request that somebody made up: it is held against the schema first. */
  answer(tenantId: string, policies: readonly PolicyText[], request: PolicyRequest): Verdict | Misfit;
}

export interface PoliciesOptions {
  /** Called for each decision that an evaluation error made. */
  countError(): void;
  /** How many compiled sets are kept. */
  setsMax?: number;
}

export function createPolicies({ countError, setsMax = 500 }: PoliciesOptions): Policies {
  const engine = createEngine();
  const sets = createPolicySets(engine, setsMax);

  const ask = (set: CompiledSet, request: PolicyRequest, isMadeUp: boolean): AuthorizationAnswer => {
    const { principal, action, resource, context } = request;
    return engine.run((cedar) =>
      cedar.statefulIsAuthorized({
        principal,
        action: { type: 'Action', id: action },
        resource,
        // With the schema at hand Cedar itself reads times and addresses from text.
        context: isMadeUp ? context : toCedarContext(context),
        entities: set.asksForProviders ? toEntities(request) : [],
        preparsedPolicySetId: set.slot,
        ...(isMadeUp && { preparsedSchemaName: schemaName, validateRequest: true }),
      }),
    );
  };

  const evaluate = (
    tenantId: string,
    policies: readonly PolicyText[],
    request: PolicyRequest,
    isMadeUp: boolean,
  ): Verdict | Misfit => {
    const set = sets.compile(tenantId, policies);
    if (set.broken.length > 0) return failed(set.broken);
    try {
      const answer = ask(set, request, isMadeUp);
      if (answer.type === 'success') return read(set, answer.response);
      const message = answer.errors[0]?.message ?? 'the request cannot be evaluated';
      return isMadeUp ? { misfit: message } : failed([{ policy: null, message }]);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      return failed([{ policy: null, message: 'the policy engine failed' }]);
    }
  };

  const suppose: Policies['suppose'] = (tenantId, policies, request) =>
    evaluate(tenantId, policies, request, false) as Verdict;

  return {
    check: (text) => checkPolicyText(engine, text),
    decide(tenantId, policies, request) {
      const verdict = suppose(tenantId, policies, request);
      if (verdict.errors.length > 0) countError();
      return verdict;
    },
    suppose,
    answer: (tenantId, policies, request) => evaluate(tenantId, policies, request, true),
  };
}

function failed(errors: Failure[]): Verdict {
  return { permitted: false, policies: errors.flatMap(({ policy }) => policy ?? []), notices: [], errors };
}

function read(set: CompiledSet, { decision, diagnostics }: Response): Verdict {
  const determining = new Set(diagnostics.reason);
  const erring = new Map(diagnostics.errors.map(({ policyId, error }) => [policyId, error.message]));
  const policies = new Map<string, PolicyName>();
  const notices = new Set<string>();
  const errors: Failure[] = [];
  // INVARIANT: an error refuses. Cedar skips a statement that errs: a `forbid` among them would be as if it were not there.
  const refused = decision === 'deny' || erring.size > 0;
  for (const [key, { policy, notice }] of set.statements) {
    const message = erring.get(key);
    if (message !== undefined) errors.push({ policy, message });
    // Next to an error what permits determines nothing.
    const determines = determining.has(key) && (decision === 'deny' || erring.size === 0);
    if (determines || message !== undefined) policies.set(policy.id, policy);
    if (determines && notice !== null) notices.add(notice);
  }
  return { permitted: !refused, policies: [...policies.values()], notices: [...notices], errors };
}

type Response = Extract<AuthorizationAnswer, { type: 'success' }>['response'];
