/** The verbs on policies: write, read, change, switch, remove. What is stored parses and fits the schema. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { createId } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Policy } from '../domain/policy.ts';
import { countStatements, type Mistake } from '../policies/policies.ts';
import type { Page, PageRequest, Rows } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { difference, record } from './record.ts';
import { requireUnchanged } from './require-unchanged.ts';

export {
  type Failure,
  type GovernedAction,
  governedActions,
  type Mistake,
  type PolicyName,
  policySchema,
  policyTextMax,
} from '../policies/policies.ts';
export { countStatements };

export interface CreatePolicy {
  /** Unique in the tenant. */
  name: string;
  description?: string | null;
  cedar: string;
  enabled?: boolean;
  priority?: number;
}

export interface UpdatePolicy extends Partial<CreatePolicy> {
  /** Refuses with `changed_meanwhile` unless it was last changed then: for whoever read it, and edits what they read. */
  ifUpdatedAt?: string;
}

/** What was written, and what in it is allowed and most likely not meant. */
export interface WrittenPolicy {
  policy: Policy;
  warnings: Mistake[];
}

/** What a tenant may have in force: every change and sign-in asks all of it. */
export const statementsInForceMax = 500;

export function createPolicyOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const change = (
    actor: Actor,
    id: string,
    apply: (before: Policy) => Policy,
    ifUpdatedAt?: string,
  ): Promise<WrittenPolicy> => {
    requireWrite(actor);
    return deps.store.transaction(async (rows) => {
      await lockPolicies(rows, actor);
      const before = await rows.policies.lock(actor.tenantId, id);
      if (!before) throw policyNotFound();
      requireUnchanged(before, ifUpdatedAt);
      const wanted = apply(before);
      const isNewText = wanted.cedar !== before.cedar;
      const changed = difference(before, { ...wanted, version: before.version + (isNewText ? 1 : 0) });
      if (!changed) return { policy: before, warnings: [] };
      const after: Policy = { ...before, ...changed.after, updatedAt: currentTime(deps) };
      const isSwitchedOn = after.enabled && !before.enabled;
      // What was stored under an earlier schema may fit no more: it is not put in force unseen.
      const warnings = isNewText || isSwitchedOn ? requireText(deps, after.cedar) : [];
      await rows.policies.update(after);
      await requireRoom(rows, actor);
      const switched = before.enabled === after.enabled ? 'updated' : after.enabled ? 'enabled' : 'disabled';
      await record(deps, rows, actor, { type: `policy.${switched}`, ...named(before, changed) });
      return { policy: after, warnings };
    });
  };

  return {
    async create(actor: Actor, input: CreatePolicy): Promise<WrittenPolicy> {
      requireWrite(actor);
      const warnings = requireText(deps, input.cedar);
      const now = currentTime(deps);
      const policy: Policy = {
        id: createId(deps.entropy),
        tenantId: actor.tenantId,
        name: requireName(input.name),
        description: input.description ?? null,
        cedar: input.cedar,
        enabled: input.enabled ?? true,
        priority: input.priority ?? 0,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      return deps.store.transaction(async (rows) => {
        await lockPolicies(rows, actor);
        await rows.policies.insert(policy);
        await requireRoom(rows, actor);
        await record(deps, rows, actor, { type: 'policy.created', after: policySnapshot(policy) });
        return { policy, warnings };
      });
    },

    async read(actor: Actor, id: string): Promise<Policy> {
      requireScope(actor, 'policies:read');
      const policy = await reads.policies.byId(actor.tenantId, id);
      if (!policy) throw policyNotFound();
      return policy;
    },

    async list(actor: Actor, page: PageRequest, search: { enabled?: boolean | undefined } = {}): Promise<Page<Policy>> {
      requireScope(actor, 'policies:read');
      return reads.policies.list(actor.tenantId, page, search);
    },

    /** Changes what the input names. A changed text is a new version. */
    async update(actor: Actor, id: string, input: UpdatePolicy): Promise<WrittenPolicy> {
      const apply = (before: Policy): Policy => ({
        ...before,
        name: input.name === undefined ? before.name : requireName(input.name),
        description: input.description === undefined ? before.description : input.description,
        cedar: input.cedar ?? before.cedar,
        enabled: input.enabled ?? before.enabled,
        priority: input.priority ?? before.priority,
      });
      return change(actor, id, apply, input.ifUpdatedAt);
    },

    async setEnabled(actor: Actor, id: string, enabled: boolean): Promise<Policy> {
      return (await change(actor, id, (before) => ({ ...before, enabled }))).policy;
    },

    async delete(actor: Actor, id: string): Promise<void> {
      requireWrite(actor);
      await deps.store.transaction(async (rows) => {
        const policy = await rows.policies.lock(actor.tenantId, id);
        if (!policy) throw policyNotFound();
        await rows.policies.delete(actor.tenantId, id);
        await record(deps, rows, actor, { type: 'policy.deleted', before: policySnapshot(policy) });
      });
    },
  };
}

export function policyNotFound(): DomainError {
  return new DomainError('policy_not_found', 'there is no such policy');
}

/** Refuses text that does not parse or fit the schema, with every mistake and its place. */
export function requireText(deps: Dependencies, cedar: string): Mistake[] {
  const { mistakes, warnings } = deps.policies.check(cedar);
  const [first] = mistakes;
  if (!first) return warnings;
  throw new DomainError('policy_invalid', `line ${first.line}, column ${first.column}: ${first.message}`, {
    mistakes: mistakes as unknown as JsonObject[],
  });
}

/** Policies stand over the whole tenant: a key of one identity provider has no say in them. */
export function requireWholeTenant(actor: Actor): void {
  if (actor.identityProviderId !== null) requireProvider(actor, 'the whole tenant');
}

function requireWrite(actor: Actor): void {
  requireScope(actor, 'policies:write');
  requireWholeTenant(actor);
}

/** Writers of policies take turns, so that two together do not put more in force than may be. */
function lockPolicies(rows: Rows, { tenantId }: Actor): Promise<void> {
  return rows.lockKeys(tenantId, ['policies']);
}

async function requireRoom(rows: Rows, { tenantId }: Actor): Promise<void> {
  const inForce = await rows.policies.enabled(tenantId);
  const statements = inForce.reduce((sum, { cedar }) => sum + countStatements(cedar), 0);
  if (statements <= statementsInForceMax) return;
  throw new DomainError(
    'invalid_input',
    `a tenant may have ${statementsInForceMax} statements in force: disable some policies first`,
    { field: 'cedar_policy_set' },
  );
}

function requireName(name: string): string {
  if (name.trim() !== '' && name.length <= 128) return name;
  throw new DomainError('invalid_input', 'the name must be 1 to 128 characters, not blank', { field: 'name' });
}

function policySnapshot({ tenantId: _, ...policy }: Policy): JsonObject {
  return policy as unknown as JsonObject;
}

/** The event has no column for a policy: which one it was stands on both sides of the change. */
function named(
  { id, name, version }: Policy,
  { before, after }: { before: JsonObject; after: JsonObject },
): { before: JsonObject; after: JsonObject } {
  return { before: { id, name, version, ...before }, after: { id, name, version, ...after } };
}
