/** The verbs on tenants. Only keys of the master tenant see and make others. */
import { type Actor, requireScope } from '../domain/actor.ts';
import { requireSoundSettings } from '../domain/check-linking-rule.ts';
import { DomainError } from '../domain/errors.ts';
import { createId } from '../domain/ids.ts';
import { isSameJson, type JsonObject } from '../domain/json.ts';
import { operatorsSlug } from '../domain/operator.ts';
import { hostsOf, isHost, type Tenant } from '../domain/tenant.ts';
import type { Page, PageRequest, Reads, Rows } from '../stores/store.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { liveTenant, tenantNotFound } from './live-tenant.ts';
import { difference, record } from './record.ts';
import { requireUnchanged } from './require-unchanged.ts';

export interface CreateTenant {
  name: string;
  slug: string;
  isMaster?: boolean;
  settings?: JsonObject;
}

export interface UpdateTenant {
  name?: string;
  settings?: JsonObject;
  /** Refuses with `changed_meanwhile` unless it was last changed then: for whoever read it, and edits what they read. */
  ifUpdatedAt?: string;
}

export function createTenantOperations(deps: Dependencies) {
  const { reads } = deps.store;

  const mayReach = async (actor: Actor, tenantId: string): Promise<boolean> =>
    tenantId === actor.tenantId || reachesAll(actor) || ((await reads.tenants.byId(actor.tenantId))?.isMaster ?? false);

  const update = async (actor: Actor, id: string, input: UpdateTenant): Promise<Tenant> => {
    requireScope(actor, 'tenants:write');
    if (!(await mayReach(actor, id))) throw tenantNotFound();
    if (input.settings) requireSoundSettings({ settings: input.settings });
    const own = await reads.tenants.byId(actor.tenantId);
    const isOperator = reachesAll(actor) || (own?.isMaster ?? false);
    return deps.store.transaction(async (rows) => {
      if (input.ifUpdatedAt !== undefined) await rows.lockKeys(nilId, [`tenant:${id}`]);
      const before = await rows.tenants.byId(id);
      if (!before) throw tenantNotFound();
      requireUnchanged(before, input.ifUpdatedAt);
      const after = {
        ...before,
        name: input.name ?? before.name,
        settings: input.settings ?? before.settings,
        updatedAt: currentTime(deps),
      };
      const change = difference(before, after);
      if (!change) return before;
      // A host name leads everybody who goes there to this tenant: whose it is, only who runs the installation can know.
      if (!isOperator && !isSameJson(hostsOf(before), hostsOf(after)))
        throw new DomainError('insufficient_scope', 'only keys of the master tenant change `hosts`');
      if (change.after.settings !== undefined) await requireHosts(rows, after);
      await rows.tenants.update(after);
      await record(deps, rows, { ...actor, tenantId: id }, { type: 'tenant.updated', ...change });
      return after;
    });
  };

  return {
    /** Makes a tenant. `actor` is of the master tenant, or the system: then the new tenant records it itself. */
    async create(actor: Omit<Actor, 'tenantId'> & { tenantId?: string }, input: CreateTenant): Promise<Tenant> {
      const id = createId(deps.entropy);
      if (actor.kind !== 'system') {
        requireScope({ ...actor, tenantId: actor.tenantId ?? id }, 'tenants:write');
        if (!(await mayReach({ ...actor, tenantId: actor.tenantId ?? id }, id))) {
          throw new DomainError('insufficient_scope', 'only keys of the master tenant create tenants');
        }
      }
      requireSlug(input.slug);
      const now = currentTime(deps);
      const tenant: Tenant = {
        id,
        name: input.name,
        slug: input.slug,
        isMaster: input.isMaster ?? false,
        settings: input.settings ?? {},
        createdAt: now,
        updatedAt: now,
      };
      requireSoundSettings(tenant);
      return deps.store.transaction(async (rows) => {
        await requireHosts(rows, tenant);
        await rows.tenants.insert(tenant);
        await record(
          deps,
          rows,
          { ...actor, tenantId: id },
          { type: 'tenant.created', after: tenant as unknown as JsonObject },
        );
        return tenant;
      });
    },

    async read(actor: Actor, id: string): Promise<Tenant> {
      requireScope(actor, 'tenants:read');
      const tenant = (await mayReach(actor, id)) ? await reads.tenants.byId(id) : null;
      if (!tenant) throw tenantNotFound();
      return tenant;
    },

    /** The actor's own, for whoever sets up its ways in. */
    async own(actor: Actor): Promise<Tenant> {
      requireScope(actor, 'identity_providers:read');
      return liveTenant(reads, actor.tenantId);
    },

    /** All tenants for an operator and a key of the master tenant; for any other key, its own. */
    async list(actor: Actor, page: PageRequest): Promise<Page<Tenant>> {
      requireScope(actor, 'tenants:read');
      const own = await reads.tenants.byId(actor.tenantId);
      if (own?.isMaster || reachesAll(actor)) return reads.tenants.list(page);
      return { items: own ? [own] : [], hasMore: false, hasPrevious: false };
    },

    /** The tenant of this slug, or without one the oldest beside the operators' own. Asks no actor: for pages, which show its name to anybody. */
    async find(slug: string | null): Promise<Tenant | null> {
      if (slug !== null) return reads.tenants.bySlug(slug);
      const { items } = await reads.tenants.list({ limit: 2 });
      return items.find((tenant) => tenant.slug !== operatorsSlug) ?? items[0] ?? null;
    },

    /** The tenant that is reached by this host name, or null. Asks no actor. */
    byHost: (host: string): Promise<Tenant | null> => reads.tenants.byHost(host),

    /** How many days events are kept from now on; null: for ever. Its other settings stay. */
    async keepEvents(actor: Actor, id: string, days: number | null): Promise<Tenant> {
      if (!(await mayReach(actor, id))) throw tenantNotFound();
      const { settings } = await liveTenant(reads, id);
      const { events: _events, ...others } = settings;
      return update(actor, id, { settings: days === null ? others : { ...others, events: { keep_days: days } } });
    },

    update,

    /**
     * Deletes the tenant with everything that is its own, for good. It is gone for everybody at once, its keys and tokens
     * too; its rows go in batches behind that (`upkeep.ts`), and its slug and host names are free again when they are gone.
     * The event is the master tenant's, or where there is none its own.
     */
    async delete(actor: Actor, id: string): Promise<void> {
      requireScope(actor, 'tenants:write');
      if (!(await mayReach(actor, id))) throw tenantNotFound();
      const own = await reads.tenants.byId(actor.tenantId);
      if (!reachesAll(actor) && !own?.isMaster)
        throw new DomainError('insufficient_scope', 'only keys of the master tenant delete tenants');
      const recorder = actor.tenantId !== id && own ? own.id : await masterAmong(reads);
      await deps.store.transaction(async (rows) => {
        // Two at once take turns: the second finds no tenant.
        await rows.lockKeys(nilId, [`tenant:${id}`]);
        const tenant = await liveTenant(rows, id);
        if (actor.kind === 'operator' && tenant.slug === operatorsSlug)
          throw new DomainError(
            'tenant_is_operators',
            'operators sign in to this tenant: delete it by `selfsame tenant delete`',
          );
        if (tenant.isMaster)
          throw new DomainError('tenant_is_master', 'the master tenant cannot be deleted: its keys make the others');
        const { name, slug } = tenant;
        await record(
          deps,
          rows,
          { ...actor, tenantId: recorder ?? id },
          { type: 'tenant.deleted', before: { id, name, slug } },
        );
        await rows.tenants.markDeleted(id, currentTime(deps));
        rows.afterCommit(() => deps.shared.forget({ what: 'tenant', tenantId: id }));
      });
    },
  };
}

/** Whether it works in all tenants, whichever one it is in. Its scopes say what it may do there. */
function reachesAll({ kind }: Pick<Actor, 'kind'>): boolean {
  return kind === 'system' || kind === 'operator';
}

/** The oldest tenant whose keys see the others. */
async function masterAmong(reads: Reads): Promise<string | null> {
  for (let after: string | undefined; ; ) {
    const { items, hasMore } = await reads.tenants.list({ limit: 100, after });
    const master = items.find(({ isMaster }) => isMaster);
    if (master || !hasMore) return master?.id ?? null;
    after = items.at(-1)!.id;
  }
}

/** INVARIANT: a host name leads to one tenant. Whoever wants one of them waits for the others. */
async function requireHosts(rows: Rows, tenant: Tenant): Promise<void> {
  const { hosts } = tenant.settings;
  if (hosts === undefined) return;
  if (!Array.isArray(hosts) || hosts.length > 20 || !hosts.every(isHost))
    throw new DomainError('invalid_input', '`hosts` lists up to 20 host names in lower case, like id.example.com', {
      field: 'settings.hosts',
    });
  await rows.lockKeys(
    nilId,
    hosts.map((host) => `host:${host}`),
  );
  for (const host of hostsOf(tenant)) {
    const holder = await rows.tenants.holderOfHost(host);
    if (holder !== null && holder !== tenant.id)
      throw new DomainError('host_taken', `another tenant is reached by \`${host}\``, { host });
  }
}

/** Stands for the whole installation where a lock wants a tenant. */
const nilId = '00000000-0000-0000-0000-000000000000';

function requireSlug(slug: string): void {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(slug)) return;
  throw new DomainError('invalid_input', 'the slug must be 1 to 63 lower-case letters, digits or dashes', {
    field: 'slug',
  });
}
