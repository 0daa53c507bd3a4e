/**
 * What somebody who imports may do is what they may do by any other call: each user that is made, and each identity that one
 * gets, meets the policies and the limits of providers as if it came alone. The command line is the installation's own: it
 * is asked nothing.
 */
import type { Actor } from '../domain/actor.ts';
import type { Identity } from '../domain/identity.ts';
import { requireLinkable } from '../domain/linkable.ts';
import { linkingSettings } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { forbidden, openGate, type Permission, unasked } from './authorise.ts';
import type { Dependencies } from './dependencies.ts';
import type { Governed } from './policy-request.ts';
import { providersOf } from './providers-of.ts';

export interface ImportGate {
  /** There are policies to ask, which takes its time. */
  isSlow: boolean;
  /** Refuses, or tells what the event of the new user shall say of it. */
  permitCreation(user: User, identities: Identity[]): Permission;
  /** The same of the event of each identity that the user gets. */
  permitLinks(user: User, identities: Identity[]): Permission[];
  /** The user has these from now on. */
  enter(userId: string, identities: Identity[]): void;
}

const nothingAsked: ImportGate = {
  isSlow: false,
  permitCreation: () => unasked,
  permitLinks: (_user, identities) => identities.map(() => unasked),
  enter: () => {},
};

/** `identities` are those of the rows, `users` whom they may meet. */
export async function openImportGate(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  identities: Identity[],
  users: User[],
): Promise<ImportGate> {
  if (actor.kind === 'system') return nothingAsked;
  const userIds = users.map(({ id }) => id);
  const owned = new Map<string, Pick<Identity, 'identityProviderId'>[]>(
    userIds.length > 0 ? await rows.identities.ofUsers(actor.tenantId, userIds) : [],
  );
  const providers = await providersOf(rows, actor.tenantId, [...identities, ...[...owned.values()].flat()]);
  const identitiesOf = (userId: string) =>
    (owned.get(userId) ?? []).map(({ identityProviderId }) => ({ provider: providers.get(identityProviderId)! }));
  const { ask } = await openGate(deps, rows, actor, async () => {
    const tenant = await rows.tenants.byId(actor.tenantId);
    return { verifiedDomains: tenant ? linkingSettings(tenant).verifiedDomains : [], providers, identitiesOf };
  });

  const permit = (governed: Governed[]): Permission => {
    if (ask === null) return unasked;
    const rulings = governed.map(ask);
    const refused = rulings.find(({ permitted }) => !permitted);
    if (refused) throw forbidden(refused);
    const policies = new Map(rulings.flatMap((ruling) => ruling.policies).map((policy) => [policy.id, policy]));
    return {
      policies: [...policies.values()],
      notices: [...new Set(rulings.flatMap(({ notices }) => notices))],
      requests: rulings.flatMap(({ requests }) => requests),
    };
  };
  return {
    isSlow: ask !== null,
    permitCreation(user, theirs) {
      requireLinkable(theirs, providers);
      const asked = theirs.length > 0 ? theirs : [null];
      return permit(asked.map((identity) => ({ action: 'user:create', by: 'actor', user, identity })));
    },
    permitLinks(user, theirs) {
      requireLinkable([...(owned.get(user.id) ?? []), ...theirs], providers);
      return theirs.map((identity) => {
        const { linkedBy } = identity;
        return permit([{ action: 'identity:link', by: 'actor', identity, user, linkedBy, matchedOn: [] }]);
      });
    },
    enter(userId, theirs) {
      owned.set(userId, [...(owned.get(userId) ?? []), ...theirs]);
    },
  };
}
