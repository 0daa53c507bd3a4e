/** Links by the thousand in a handful of statements, with a result for each row. */
import { setImmediate } from 'node:timers/promises';
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { Identity, IdentityKey } from '../domain/identity.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import { isUuid } from '../domain/ids.ts';
import type { JsonObject } from '../domain/json.ts';
import { requireLinkable } from '../domain/linkable.ts';
import { linkingSettings } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { forbidden, type Gate, openGate, type Permission, unasked, withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { identityLockName, type LinkIdentity } from './identities.ts';
import { blankIdentity, requireSubject } from './new-identity.ts';
import type { PolicyFacts } from './policy-request.ts';
import { providersOf } from './providers-of.ts';
import { identitySnapshot, record } from './record.ts';
import { mayProveMore, suggestFor } from './suggest.ts';

export const bulkRowsMax = 10_000;

export type BulkResult =
  | { row: number; outcome: 'linked' | 'already_linked'; identityId: string }
  | { row: number; outcome: 'refused'; code: ErrorCode; message: string; notices?: string[] };

export interface BulkLink {
  rows: LinkIdentity[];
  /** True: one refused row and nothing is linked. */
  allOrNothing: boolean;
}

export function createBulkLinkOperation(deps: Dependencies) {
  return async function bulkLink(actor: Actor, { rows: wanted, allOrNothing }: BulkLink): Promise<BulkResult[]> {
    requireScope(actor, 'identities:write');
    if (wanted.length === 0 || wanted.length > bulkRowsMax) {
      throw new DomainError('invalid_input', `give 1 to ${bulkRowsMax} links in one call`, { field: 'links' });
    }
    return deps.store.transaction(async (rows) => {
      const known = await gather(rows, actor, wanted);
      const results: BulkResult[] = [];
      const written = new Map<string, Change>();
      const gate = await openGate(deps, rows, actor, () => gatherAbout(rows, actor, known));
      for (const [row, link] of wanted.entries()) {
        try {
          results.push({ row, ...linkOne(deps, actor, gate, known, written, link) });
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          const { code, message, notices } = error;
          results.push({ row, outcome: 'refused', code, message, ...(notices.length > 0 && { notices }) });
        }
        // The policies take their time over thousands of rows: others shall have their turn.
        if (gate.ask && row % rowsPerTurn === rowsPerTurn - 1) await setImmediate();
      }
      const refused = results.filter(({ outcome }) => outcome === 'refused');
      if (allOrNothing && refused.length > 0) {
        throw new DomainError(
          'bulk_refused',
          `${refused.length} of ${wanted.length} rows were refused, so nothing was linked`,
          {
            refused: refused as unknown as JsonObject[],
          },
        );
      }
      await write(deps, rows, actor, [...written.values()]);
      return results;
    });
  };
}

const rowsPerTurn = 100;

interface Change {
  before: Identity | null;
  after: Identity;
  permission: Permission;
}

interface Known {
  users: Map<string, User>;
  providers: Map<string, IdentityProvider>;
  /** What each user has, and gets as the rows are gone through. */
  owned: Map<string, Pick<Identity, 'identityProviderId'>[]>;
  identities: Map<string, Identity>;
  /** Where each user's next identity goes. */
  positions: Map<string, number>;
}

/** An id that is no UUID is an id of nobody: its row alone is refused. */
async function gather(rows: Rows, { tenantId }: Actor, wanted: LinkIdentity[]): Promise<Known> {
  const usable = wanted.filter(({ identityProviderId, subject }) => isUuid(identityProviderId) && subject.length > 0);
  const keys = [...new Map(usable.map((link) => [identityLockName(keyOf(link)), keyOf(link)])).entries()];
  const userIds = [...new Set(wanted.map(({ userId }) => userId))].filter(isUuid);
  await rows.lockKeys(
    tenantId,
    keys.map(([name]) => name),
  );
  const users = await rows.users.lock(tenantId, userIds);
  const identities = await rows.identities.byKeys(
    tenantId,
    keys.map(([, key]) => key),
  );
  const owned = await rows.identities.ofUsers(tenantId, userIds);
  const providers = await providersOf(rows, tenantId, [...usable, ...[...owned.values()].flat()]);
  return {
    users: new Map(users.filter(({ mergedInto }) => mergedInto === null).map((user) => [user.id, user])),
    providers,
    owned,
    identities: new Map(identities.map((identity) => [identityLockName(identity), identity])),
    positions: new Map([...owned].map(([userId, theirs]) => [userId, (theirs.at(-1)?.position ?? -1) + 1])),
  };
}

/** What the policies are told beside the row itself; goes along as rows are gone through. */
async function gatherAbout(rows: Rows, { tenantId }: Actor, { owned, providers }: Known): Promise<PolicyFacts> {
  const tenant = await rows.tenants.byId(tenantId);
  return {
    verifiedDomains: tenant ? linkingSettings(tenant).verifiedDomains : [],
    providers,
    identitiesOf: (userId) =>
      (owned.get(userId) ?? []).map(({ identityProviderId }) => ({ provider: providers.get(identityProviderId)! })),
  };
}

function linkOne(
  deps: Dependencies,
  actor: Actor,
  gate: Gate,
  known: Known,
  written: Map<string, Change>,
  { userId, ...link }: LinkIdentity,
): { outcome: 'linked' | 'already_linked'; identityId: string } {
  requireSubject(link.subject);
  requireProvider(actor, link.identityProviderId);
  const user = known.users.get(userId);
  if (!user) throw new DomainError('user_not_found', 'there is no such user');
  if (!known.providers.has(link.identityProviderId)) {
    throw new DomainError('identity_provider_not_found', 'there is no such identity provider');
  }
  const key = keyOf(link);
  const name = identityLockName(key);
  const before = known.identities.get(name) ?? null;
  const current = written.get(name)?.after ?? before;
  if (current?.userId === userId) return { outcome: 'already_linked', identityId: current.id };
  if (current?.userId) throw new DomainError('identity_linked_elsewhere', 'the identity belongs to another user');

  const theirs = [...(known.owned.get(userId) ?? []), key];
  requireLinkable(theirs, known.providers);
  const told = blankIdentity(deps, actor.tenantId, key, link);
  const position = known.positions.get(userId) ?? 0;
  const after: Identity = {
    ...(before ?? told),
    userId,
    email: told.email ?? before?.email ?? null,
    username: told.username ?? before?.username ?? null,
    displayName: told.displayName ?? before?.displayName ?? null,
    linkedBy: told.linkedBy,
    linkedAt: currentTime(deps),
    position,
    updatedAt: currentTime(deps),
  };
  const { linkedBy } = after;
  const permission = gate.ask?.({
    action: 'identity:link',
    by: 'actor',
    identity: after,
    user,
    linkedBy,
    matchedOn: [],
  });
  if (permission && !permission.permitted) throw forbidden(permission);
  known.owned.set(userId, theirs);
  known.positions.set(userId, position + 1);
  written.set(name, { before, after, permission: permission ?? unasked });
  return { outcome: 'linked', identityId: after.id };
}

async function write(deps: Dependencies, rows: Rows, actor: Actor, changes: Change[]): Promise<void> {
  const fresh = changes.filter(({ before }) => before === null).map(({ after }) => after);
  const attached = changes.filter(({ before }) => before !== null).map(({ after }) => after);
  if (fresh.length > 0) await rows.identities.insert(fresh);
  if (attached.length > 0) await rows.identities.update(attached);
  await record(
    deps,
    rows,
    actor,
    ...changes.map(({ before, after, permission }) => ({
      type: 'identity.linked' as const,
      userId: after.userId,
      identityId: after.id,
      identityProviderId: after.identityProviderId,
      before: before && identitySnapshot(before),
      after: identitySnapshot(after),
      decision: withPermission(null, permission),
    })),
  );
  const proving = changes.filter(({ before, after }) => mayProveMore(before, after)).map(({ after }) => after.userId!);
  await suggestFor(deps, rows, actor, proving);
}

function keyOf({ identityProviderId, subjectType = '', subject }: Omit<LinkIdentity, 'userId'>): IdentityKey {
  return { identityProviderId, subjectType, subject };
}
