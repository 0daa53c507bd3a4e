/** What the policies in force would say to a request that somebody makes up. Writes nothing. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { JsonObject } from '../domain/json.ts';
import type { User } from '../domain/user.ts';
import type { EntityName, GovernedAction, Verdict } from '../policies/policies.ts';
import { gatherFactsOf } from './authorise.ts';
import type { Dependencies } from './dependencies.ts';
import { identityNotFound } from './identities.ts';
import { userNotFound } from './locked-users.ts';
import { requireWholeTenant } from './policies.ts';
import { describeClaimed, describePerson, describeRequest } from './policy-request.ts';

export interface SupposedRequest {
  action: GovernedAction;
  /** The caller when absent. */
  principal?: EntityName;
  /** The identity or user named below when absent. */
  resource?: EntityName;
  /** Whose facts the context starts with. */
  userId?: string;
  otherUserId?: string;
  identityId?: string;
  /** Laid over those facts, part by part. */
  context?: JsonObject;
}

export interface Evaluation extends Verdict {
  /** In words. */
  reason: string;
  /** What was asked in the end. */
  context: JsonObject;
}

export function createEvaluateOperation(deps: Dependencies) {
  const { reads } = deps.store;
  return async function evaluate(actor: Actor, input: SupposedRequest): Promise<Evaluation> {
    requireScope(actor, 'policies:read');
    if (input.userId ?? input.otherUserId) requireScope(actor, 'users:read');
    if (input.identityId) requireScope(actor, 'identities:read');
    requireWholeTenant(actor);
    const { tenantId } = actor;
    const user = await find(input.userId, (id) => reads.users.byId(tenantId, id), userNotFound);
    const other = await find(input.otherUserId, (id) => reads.users.byId(tenantId, id), userNotFound);
    const identity = await find(input.identityId, (id) => reads.identities.byId(tenantId, id), identityNotFound);
    const facts = await gatherFactsOf(
      reads,
      tenantId,
      [identity].filter((each) => each !== null),
      [user, other].filter((each) => each !== null),
    );
    const known: JsonObject = {
      request: describeRequest(actor, deps.entropy.now()),
      ...usual[input.action],
      ...(user && { user: describePerson(facts, user) }),
      ...(other && { [input.action === 'identity:move' ? 'from' : 'other']: describePerson(facts, other) }),
      ...(identity && { identity: describeClaimed(facts, identity) }),
    };
    const context = layOver(known, input.context ?? {});
    const verdict = deps.policies.answer(tenantId, await reads.policies.enabled(tenantId), {
      principal: input.principal ?? { type: 'Actor', id: actor.id ?? 'system' },
      action: input.action,
      resource: input.resource ?? resourceOf(input.action, user, identity),
      context,
    });
    if ('misfit' in verdict) {
      const message = `the request does not fit the schema of policies: ${verdict.misfit}`;
      throw new DomainError('invalid_input', message, { field: 'context' });
    }
    return { ...verdict, reason: inWords(verdict), context };
  };
}

/** What an action says of itself, unless told otherwise. */
const usual: Partial<Record<GovernedAction, JsonObject>> = {
  'identity:link': { linked_by: 'manual', matched_on: [] },
  'identity:unlink': { outcome: 'detach' },
};

async function find<T>(
  id: string | undefined,
  read: (id: string) => Promise<T | null>,
  missing: () => DomainError,
): Promise<T | null> {
  if (id === undefined) return null;
  const found = await read(id);
  if (found === null) throw missing();
  return found;
}

function layOver(known: JsonObject, given: JsonObject): JsonObject {
  const isRecord = (value: unknown): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const parts = Object.entries(given).map(([name, value]) => {
    const before = known[name];
    return [name, isRecord(before) && isRecord(value) ? { ...before, ...value } : value];
  });
  return { ...known, ...Object.fromEntries(parts) };
}

function resourceOf(action: GovernedAction, user: User | null, identity: Identity | null): EntityName {
  const type = action.startsWith('identity:') ? 'Identity' : 'User';
  const id = (type === 'Identity' ? identity : user)?.id;
  if (id !== undefined) return { type, id };
  throw new DomainError('invalid_input', `name a resource, such as \`${type}:<id>\``, { field: 'resource' });
}

function inWords({ permitted, policies, errors }: Verdict): string {
  const names = policies.map(({ name }) => `\`${name}\``).join(', ');
  if (errors.length > 0) return `a policy could not be evaluated${names && `: ${names}`}`;
  if (!permitted) return `forbidden by ${names}`;
  return names ? `no policy forbids it; ${names} applies` : 'no policy forbids it';
}
