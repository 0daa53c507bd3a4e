/** Takes identities away from a user, with the outcome that the caller chose. */
import { type Actor, requireProvider, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Identity, IdentityWithProvider } from '../domain/identity.ts';
import type { IdentityProvider } from '../domain/identity-provider.ts';
import { provedEmail, provedPhone } from '../domain/linking-rule.ts';
import { emailKey, phoneKey } from '../domain/normalise.ts';
import type { Separation } from '../domain/pending-link.ts';
import { type LinkingSettings, linkingSettings } from '../domain/tenant.ts';
import { decideUnlink, type UnlinkDecision, type UnlinkOutcome } from '../domain/unlink.ts';
import type { User } from '../domain/user.ts';
import type { Rows } from '../stores/store.ts';
import { authorise, withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { destroyTokens } from './destroy-tokens.ts';
import { identityNotFound, lastIdentity, withProvider } from './identities.ts';
import { liveTenant } from './live-tenant.ts';
import { lockUser } from './locked-users.ts';
import { claimsOf } from './new-identity.ts';
import { createBlankUser } from './new-user.ts';
import { originKeyOf } from './origin-key.ts';
import { providersOf } from './providers-of.ts';
import { type Fact, identitySnapshot, record, userSnapshot } from './record.ts';

export interface Unlink {
  userId: string;
  /** One identity, or all that the user has at a provider (of one subject type, when it is named). */
  which: { identityId: string } | { identityProviderId: string; subjectType?: string };
  outcome?: UnlinkOutcome;
  /** Says in as many words that the user may be left without any identity. */
  allowLast?: boolean;
  /** Refuse to take the primary identity. */
  keepPrimary?: boolean;
}

export interface Unlinked {
  identities: Identity[];
  /** What the user has left, in order. */
  remaining: IdentityWithProvider[];
  /** The users that `split` made, one for each identity. */
  splitUsers: User[];
}

export function createUnlinkOperation(deps: Dependencies) {
  return async function unlink(actor: Actor, input: Unlink): Promise<Unlinked> {
    requireScope(actor, 'identities:write');
    const outcome = input.outcome ?? 'detach';
    const foreseen = {
      tenantId: actor.tenantId,
      users: [input.userId],
      tokens: 'identityId' in input.which ? [input.which.identityId] : [],
    };
    return deps.store.optimistic(async (rows) => {
      // INVARIANT: the user's lock comes first, so two unlinks of its last two identities see each other.
      const user = await lockUser(rows, actor.tenantId, input.userId);
      const all = await rows.identities.lockOfUser(actor.tenantId, input.userId);
      const chosen = all.filter((identity) => matches(identity, input.which));
      if (chosen.length === 0) throw identityNotFound();
      for (const { identityProviderId } of chosen) requireProvider(actor, identityProviderId);
      if (input.keepPrimary && chosen.includes(all[0]!)) {
        throw new DomainError(
          'primary_identity',
          'the primary identity cannot be unlinked: make another one primary first',
        );
      }

      const others = all.filter((identity) => !chosen.includes(identity));
      const providers = await providersOf(rows, actor.tenantId, others);
      await destroyTokens(
        deps,
        rows,
        actor.tenantId,
        chosen.map(({ id }) => id),
      );
      const splitUsers: User[] = [];
      const facts: Fact[] = [];
      for (const [index, identity] of chosen.entries()) {
        const decision = decideUnlink({
          userId: input.userId,
          identity,
          identitiesCount: all.length - index,
          outcome,
          allowLast: input.allowLast ?? false,
        });
        if (decision.action === 'refuse') throw refusal(decision.because);
        // Each before it is taken away, so that the policies see what the user has left by then.
        const permission = await authorise(deps, rows, actor, { action: 'identity:unlink', identity, user, outcome });
        const { after, splitUser } = await apply(deps, rows, actor, identity, outcome);
        if (splitUser) splitUsers.push(splitUser);
        facts.push({
          type: 'identity.unlinked',
          userId: input.userId,
          counterpartUserId: splitUser?.id ?? null,
          identityId: identity.id,
          identityProviderId: identity.identityProviderId,
          before: identitySnapshot(identity),
          after: after && { ...identitySnapshot(after), ...(splitUser && { user: userSnapshot(splitUser) }) },
          decision: withPermission(decision, permission),
        });
      }
      // Whoever took them apart must not find them together again after the next sign-in.
      await rows.separations.insert(chosen.map((identity) => separate(deps, identity, input.userId, 'unlinked')));
      await rows.sessions.endOfIdentities(
        actor.tenantId,
        chosen.map(({ id }) => id),
        'revoked',
        currentTime(deps),
      );
      await record(deps, rows, actor, ...facts);
      return {
        identities: chosen,
        remaining: others.map((identity) => withProvider(identity, providers.get(identity.identityProviderId)!)),
        splitUsers,
      };
    }, foreseen);
  };
}

/** The pair that shall not be joined by rule. */
export function separate(
  deps: Dependencies,
  { tenantId, identityProviderId, subjectType, subject }: Identity,
  userId: string,
  cause: Separation['cause'],
): Separation {
  return { tenantId, identityProviderId, subjectType, subject, userId, cause, createdAt: currentTime(deps) };
}

function matches(identity: Identity, which: Unlink['which']): boolean {
  if ('identityId' in which) return identity.id === which.identityId;
  if (identity.identityProviderId !== which.identityProviderId) return false;
  return which.subjectType === undefined || identity.subjectType === which.subjectType;
}

function refusal(because: Extract<UnlinkDecision, { action: 'refuse' }>['because']): DomainError {
  return because === 'last_identity' ? lastIdentity() : identityNotFound();
}

async function apply(
  deps: Dependencies,
  rows: Rows,
  actor: Actor,
  identity: Identity,
  outcome: UnlinkOutcome,
): Promise<{ after: Identity | null; splitUser?: User }> {
  if (outcome === 'delete') {
    await rows.identities.delete(actor.tenantId, [identity.id]);
    return { after: null };
  }
  const freed: Identity = { ...identity, userId: null, linkedAt: null, position: 0, updatedAt: currentTime(deps) };
  if (outcome === 'detach') {
    await rows.identities.update([freed]);
    return { after: freed };
  }
  const splitUser = await bornOf(deps, rows, actor.tenantId, identity);
  const after: Identity = { ...freed, userId: splitUser.id, linkedBy: 'manual', linkedAt: currentTime(deps) };
  await rows.users.insert([splitUser]);
  await rows.identities.update([after]);
  return { after, splitUser };
}

/** A user of its own for an identity: what the provider said of it, and nothing of the user that it leaves. */
export async function bornOf(deps: Dependencies, rows: Rows, tenantId: string, identity: Identity): Promise<User> {
  const provider = (await rows.identityProviders.byId(tenantId, identity.identityProviderId))!;
  const tenant = linkingSettings(await liveTenant(rows, tenantId));
  return {
    ...nameless(deps, provider, tenant, identity),
    originKey: await originKeyOf(rows, tenantId, provider, identity.subject),
  };
}

/** The user that the identity would be, before it has the name that it keeps for life. */
export function nameless(
  deps: Dependencies,
  { linkingRule }: IdentityProvider,
  { verifiedDomains }: LinkingSettings,
  identity: Identity,
): User {
  const claims = claimsOf(identity);
  // What is no address or number stays with the identity, as it was said: a user with one could not be changed any more.
  const isAddress = identity.email !== null && emailKey(identity.email) !== null;
  const isNumber = identity.phone !== null && phoneKey(identity.phone) !== null;
  return {
    ...createBlankUser(deps, identity.tenantId),
    email: isAddress ? identity.email : null,
    emailVerified: provedEmail(linkingRule, claims, verifiedDomains) !== null,
    phone: isNumber ? identity.phone : null,
    phoneVerified: provedPhone(linkingRule, claims) !== null,
    name: identity.displayName,
    givenName: claims.givenName ?? null,
    familyName: claims.familyName ?? null,
    nickname: identity.username,
    picture: claims.picture ?? null,
    locale: claims.locale ?? null,
  };
}
