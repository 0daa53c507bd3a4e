/**
 * Asks the tenant's policies, within the transaction of the change that they govern. With none in force it costs one
 * short read; what is evaluated is what that read found.
 */
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Policy } from '../domain/policy.ts';
import { linkingSettings } from '../domain/tenant.ts';
import type { PolicyName, PolicyRequest, Verdict } from '../policies/policies.ts';
import type { Reads } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { type Governed, type PolicyFacts, toPolicyRequest } from './policy-request.ts';
import { providersOf } from './providers-of.ts';

/** What the policies said. Empty when none is in force. */
export interface Permission {
  /** The policies that determined it. */
  policies: PolicyName[];
  notices: string[];
  /** What they were asked; an event keeps it, so that the question can be put again. */
  requests: PolicyRequest[];
}

export interface Ruling extends Permission {
  permitted: boolean;
  errors: Verdict['errors'];
}

/** What a change needs to be asked about one by one: the policies and the facts, read once. */
export interface Gate {
  /** Null when no policy is in force: there is nothing to ask. */
  ask: ((governed: Governed) => Ruling) | null;
}

export const unasked: Ruling = { permitted: true, policies: [], notices: [], requests: [], errors: [] };

/** Refuses with `policy_forbids` unless the policies permit all of these. */
export async function authorise(
  deps: Dependencies,
  rows: Reads,
  actor: Actor,
  ...governed: Governed[]
): Promise<Permission> {
  const ruling = await askPolicies(deps, rows, actor, governed);
  if (!ruling.permitted) throw forbidden(ruling);
  return ruling;
}

/** As `authorise`, with a refusal as an answer. `suppose`: it only might happen, and is not counted. */
export async function askPolicies(
  deps: Dependencies,
  rows: Reads,
  actor: Actor,
  governed: Governed[],
  { suppose = false } = {},
): Promise<Ruling> {
  const policies = await rows.policies.enabled(actor.tenantId);
  if (policies.length === 0 || governed.length === 0) return unasked;
  const facts = await gatherPolicyFacts(rows, actor.tenantId, governed);
  return joinRulings(governed.map((each) => rule(deps, actor, policies, facts, each, suppose)));
}

/** For changes by the thousand, whose facts the caller gathers and keeps up to date. */
export async function openGate(
  deps: Dependencies,
  rows: Reads,
  actor: Actor,
  gather: () => Promise<PolicyFacts>,
): Promise<Gate> {
  const policies = await rows.policies.enabled(actor.tenantId);
  if (policies.length === 0) return { ask: null };
  const facts = await gather();
  return { ask: (governed) => rule(deps, actor, policies, facts, governed, false) };
}

export function forbidden({ policies, notices, errors }: Ruling): DomainError {
  const because = errors.length > 0 ? 'a policy could not be evaluated, so it is refused' : 'a policy forbids it';
  // With the notices in it: not every API has another place for them.
  return new DomainError('policy_forbids', [because, notices.join(' ')].filter(Boolean).join(': '), {
    policies: policies as unknown as JsonObject[],
    notices,
    ...(errors.length > 0 && { errors: errors as unknown as JsonObject[] }),
  });
}

/** The decision of a governed change as its event keeps it. */
export function withPermission(decision: object | null, { policies, notices, requests }: Permission): object | null {
  if (requests.length === 0) return decision;
  return { ...decision, policies, ...(notices.length > 0 && { notices }), policyRequests: requests };
}

function rule(
  { policies: engine, entropy }: Dependencies,
  actor: Actor,
  policies: Policy[],
  facts: PolicyFacts,
  governed: Governed,
  suppose: boolean,
): Ruling {
  const request = toPolicyRequest(actor, entropy.now(), facts, governed);
  const verdict = suppose
    ? engine.suppose(actor.tenantId, policies, request)
    : engine.decide(actor.tenantId, policies, request);
  return { ...verdict, requests: [request] };
}

/** All of them permit, or what refuses. */
function joinRulings(rulings: Ruling[]): Ruling {
  const refused = rulings.filter(({ permitted }) => !permitted);
  const told = refused.length > 0 ? refused : rulings;
  return {
    permitted: refused.length === 0,
    policies: [...new Map(told.flatMap(({ policies }) => policies.map((each) => [each.id, each]))).values()],
    notices: [...new Set(told.flatMap(({ notices }) => notices))],
    errors: told.flatMap(({ errors }) => errors),
    requests: rulings.flatMap(({ requests }) => requests),
  };
}

export async function gatherPolicyFacts(rows: Reads, tenantId: string, governed: Governed[]): Promise<PolicyFacts> {
  const asked = governed.flatMap((each) => ('identity' in each && each.identity ? [each.identity] : []));
  const users = governed.flatMap((each) => [
    each.user,
    ...('other' in each && each.other ? [each.other] : []),
    ...('from' in each ? [each.from] : []),
  ]);
  const tenant = await rows.tenants.byId(tenantId);
  const identities = await rows.identities.ofUsers(tenantId, [...new Set(users.map(({ id }) => id))]);
  return {
    verifiedDomains: tenant ? linkingSettings(tenant).verifiedDomains : [],
    providers: await providersOf(rows, tenantId, asked),
    identitiesOf: (userId) => identities.get(userId) ?? [],
  };
}
