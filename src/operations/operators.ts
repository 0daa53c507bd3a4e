/**
 * The verbs on operators: who works in the console, and as what. They are users of one tenant, that of the slug `operators`, and
 * the console is an application of it, which is kept here too.
 */
import { type Actor, requireScope, systemActor } from '../domain/actor.ts';
import type { Application } from '../domain/application.ts';
import { DomainError } from '../domain/errors.ts';
import { requireEmailKey } from '../domain/normalise.ts';
import {
  apiAudience,
  consoleClientId,
  type Operator,
  type OperatorRole,
  operatorsSlug,
  scopesOfRole,
} from '../domain/operator.ts';
import type { Scope } from '../domain/scopes.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import { joinTransaction, type Page, type PageRequest, type Rows } from '../stores/store.ts';
import { createApplicationOperations } from './applications.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { lockOperators, requireAnotherOwner } from './last-owner.ts';
import { tenantNotFound } from './live-tenant.ts';
import { userNotFound } from './locked-users.ts';
import { notAnOperator } from './operator-access.ts';
import { record } from './record.ts';
import { createTenantOperations } from './tenants.ts';
import { createUserOperations } from './users.ts';
import { listWaysIn } from './ways-in.ts';

/** An operator with who that is; null: the user was merged into another, who has no role for it. */
export interface OperatorWithUser extends Operator {
  user: User | null;
}

export interface NewOperator {
  email: string;
  name?: string;
  role: OperatorRole;
}

const label = 'console';
const minuteSeconds = 60;

export function createOperatorOperations(deps: Dependencies) {
  const { reads } = deps.store;
  const applications = createApplicationOperations(deps);

  const findTenant = (): Promise<Tenant | null> => reads.tenants.bySlug(operatorsSlug);

  /** The operators' tenant, for whoever may look at it. */
  const requireTenant = async (actor: Actor, scope: Scope): Promise<Tenant> => {
    requireScope(actor, scope);
    const tenant = await findTenant();
    const isTheirs = actor.kind === 'operator' || actor.kind === 'system' || actor.tenantId === tenant?.id;
    if (!isTheirs || actor.identityProviderId !== null)
      throw new DomainError(
        'insufficient_scope',
        'operators are the business of operators, and of API keys of their tenant',
      );
    if (!tenant) throw tenantNotFound();
    return tenant;
  };

  const withUsers = async (tenantId: string, found: Operator[]): Promise<OperatorWithUser[]> => {
    const users = await reads.users.byIds(
      tenantId,
      found.map(({ userId }) => userId),
    );
    const byId = new Map(users.map((user) => [user.id, user]));
    return found.map((operator) => ({ ...operator, user: byId.get(operator.userId) ?? null }));
  };

  const change = <T>(tenant: Tenant, work: (rows: Rows) => Promise<T>): Promise<T> =>
    deps.store.transaction(async (rows) => {
      await lockOperators(rows, tenant.id);
      return work(rows);
    });

  return {
    findTenant,

    /** The operator who calls, and what they may do in the tenant that they work in. */
    async me(actor: Actor): Promise<{ operator: Operator; user: User; scopes: Scope[] }> {
      const tenant = actor.kind === 'operator' ? await findTenant() : null;
      if (!tenant || actor.id === null) throw notAnOperator();
      const [operator, user] = await Promise.all([
        reads.operators.byUser(tenant.id, actor.id),
        reads.users.byId(tenant.id, actor.id),
      ]);
      if (!operator || !user) throw notAnOperator();
      return { operator, user, scopes: [...scopesOfRole(operator.role, actor.tenantId === tenant.id)] };
    },

    async list(actor: Actor, page: PageRequest): Promise<Page<OperatorWithUser>> {
      const tenant = await requireTenant(actor, 'operators:read');
      const found = await reads.operators.list(tenant.id, page);
      return { ...found, items: await withUsers(tenant.id, found.items) };
    },

    /** Gives a user of the operators' tenant this role, instead of another one that they have. */
    async set(actor: Actor, userId: string, role: OperatorRole): Promise<OperatorWithUser> {
      const tenant = await requireTenant(actor, 'operators:write');
      return change(tenant, async (rows) => {
        const user = await rows.users.byId(tenant.id, userId);
        if (!user) throw userNotFound();
        const before = await rows.operators.byUser(tenant.id, userId);
        if (before?.role === role) return { ...before, user };
        if (before?.role === 'owner') await requireAnotherOwner(rows, tenant.id, userId);
        const now = currentTime(deps);
        const after: Operator = {
          tenantId: tenant.id,
          userId,
          role,
          createdAt: before?.createdAt ?? now,
          updatedAt: now,
        };
        const recorder = { ...actor, tenantId: tenant.id };
        if (before) {
          await rows.operators.update(after);
          const roles = { before: { role: before.role }, after: { role } };
          await record(deps, rows, recorder, { type: 'operator.role_changed', userId, ...roles });
        } else {
          await rows.operators.insert(after);
          await record(deps, rows, recorder, { type: 'operator.added', userId, after: { role } });
        }
        return { ...after, user };
      });
    },

    /** The same of whoever has this address in the operators' tenant; made there, with the address as proved, where nobody has. */
    async setByEmail(actor: Actor, { email, name, role }: NewOperator): Promise<OperatorWithUser> {
      const tenant = await requireTenant(actor, 'operators:write');
      return deps.store.transaction(async (rows) => {
        const joined = { ...deps, store: joinTransaction(deps.store, rows) };
        const found = await rows.users.byEmailKey(tenant.id, requireEmailKey(email));
        if (found.length > 1)
          throw new DomainError('email_taken', 'several users have this address: give the role to one by id');
        const within = { ...actor, tenantId: tenant.id };
        const profile = { email, emailVerified: true, ...(name !== undefined && { name }) };
        const user = found[0] ?? (await createUserOperations(joined).create(within, { profile })).user;
        return createOperatorOperations(joined).set(actor, user.id, role);
      });
    },

    /** The operators' tenant, made where there is none. For the system alone: an installation has one. */
    async keepTenant(actor: Actor): Promise<Tenant> {
      if (actor.kind !== 'system')
        throw new DomainError('insufficient_scope', 'the command line makes the operators’ tenant');
      const existing = await findTenant();
      if (existing) return existing;
      try {
        return await createTenantOperations(deps).create(actor, { name: 'Operators', slug: operatorsSlug });
      } catch (error) {
        // Another process was first.
        const theirs = error instanceof DomainError && error.code === 'tenant_slug_taken' ? await findTenant() : null;
        if (!theirs) throw error;
        return theirs;
      }
    },

    /** What people sign in to the console by: those of the ways in of their tenant that are open. */
    async waysIn(): Promise<string[]> {
      const tenant = await findTenant();
      const ways = tenant ? await listWaysIn(deps, tenant.id) : [];
      return ways.map(({ provider }) => provider.displayName);
    },

    /** Takes the role away: whatever was signed in to the console with it is refused from now on. */
    async remove(actor: Actor, userId: string): Promise<void> {
      const tenant = await requireTenant(actor, 'operators:write');
      await change(tenant, async (rows) => {
        const before = await rows.operators.byUser(tenant.id, userId);
        if (!before) throw new DomainError('operator_not_found', 'there is no such operator');
        if (before.role === 'owner') await requireAnotherOwner(rows, tenant.id, userId);
        await rows.operators.delete(tenant.id, userId);
        const recorder = { ...actor, tenantId: tenant.id };
        await record(deps, rows, recorder, { type: 'operator.removed', userId, before: { role: before.role } });
      });
    },

    /** Where operators sign in, and as which application; null while there is none. Asks no actor: for the console's page. */
    async findConsole(): Promise<{ tenant: Tenant; application: Application } | null> {
      const tenant = await findTenant();
      const application = tenant && (await reads.applications.byClientId(tenant.id, consoleClientId));
      return application ? { tenant, application } : null;
    },

    /**
     * Makes the console an application of the operators' tenant, or puts right what it has become; null while nobody works in
     * the console. `baseUrl`: without a trailing slash.
     */
    async keepConsole(baseUrl: string): Promise<Application | null> {
      const tenant = await findTenant();
      if (!tenant || (await reads.operators.list(tenant.id, { limit: 1 })).items.length === 0) return null;
      const actor = systemActor(tenant.id, label);
      const wanted = {
        name: 'Console',
        authMethod: 'none' as const,
        redirectUris: [`${baseUrl}/console/callback`],
        postLogoutRedirectUris: [`${baseUrl}/console`, `${baseUrl}/console/`],
        webOrigins: [new URL(baseUrl).origin],
        grantTypes: ['authorization_code' as const, 'refresh_token' as const],
        apis: [{ audience: apiAudience, scopes: [] }],
        firstParty: true,
        pkceRequired: true,
        subjectFormat: 'native' as const,
        mergedSubject: 'keep' as const,
        accessTokenSeconds: 10 * minuteSeconds,
        refreshTokenSeconds: 12 * 60 * minuteSeconds,
      };
      const existing = await reads.applications.byClientId(tenant.id, consoleClientId);
      if (existing) return (await applications.update(actor, existing.id, wanted)).application;
      try {
        return (await applications.create(actor, { ...wanted, clientId: consoleClientId })).application;
      } catch (error) {
        // Another process was first.
        const theirs = error instanceof DomainError && error.code === 'client_id_taken';
        if (!theirs) throw error;
        return reads.applications.byClientId(tenant.id, consoleClientId);
      }
    },
  };
}
