/** What `decideLink` needs to know about an arrival: read under lock for one that happened, without for a hypothetical one. */
import type { Claims } from '../domain/claims.ts';
import { rememberedChange } from '../domain/event-retention.ts';
import type { Identity, IdentityKey, IdentityWithProvider } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import type { LinkFacts } from '../domain/link.ts';
import type { LinkCandidate } from '../domain/link-candidate.ts';
import { type ArrivingKey, arrivingKeys, matchKeys, provedEmail } from '../domain/linking-rule.ts';
import { emailKey } from '../domain/normalise.ts';
import { type LinkingSettings, linkingSettings } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import { type Reads, type Rows, StaleFacts } from '../stores/store.ts';
import { identityLockName } from './identities.ts';
import { liveTenant } from './live-tenant.ts';
import { claimsOf } from './new-identity.ts';

export interface Arrival {
  provider: IdentityProvider;
  connection: Pick<Connection, 'enabled' | 'loginOnly'>;
  claims: Claims;
}

/** `LinkFacts` with the whole rows that applying the decision needs. */
export interface GatheredFacts extends LinkFacts {
  provider: IdentityProvider;
  known: Identity | null;
  owner: User | null;
  /** The candidates' own rows and identities, by user. */
  candidateUsers: Map<string, User>;
  candidateIdentities: Map<string, IdentityWithProvider[]>;
}

/** Locks in the order names, users, identities, so that arrivals never wait in a circle with links and unlinks. */
export async function lockFacts(rows: Rows, tenantId: string, arrival: Arrival): Promise<GatheredFacts> {
  const { tenant, key, keys } = await readRule(rows, tenantId, arrival);
  // Two first arrivals of one person, through two providers or two tabs, take turns here.
  await rows.lockKeys(tenantId, [identityLockName(key), ...keys.map(({ key: name, value }) => `${name}:${value}`)]);

  const seen = await findKnown(rows, tenantId, key);
  const matching = seen?.userId ? [] : await findCandidates(rows, tenantId, keys);
  const locked = await rows.users.lock(tenantId, [
    ...(seen?.userId ? [seen.userId] : []),
    ...matching.map(({ id }) => id),
  ]);
  const [known] = await rows.identities.byKeys(tenantId, [seen ?? key]);
  if ((known?.userId ?? null) !== (seen?.userId ?? null))
    throw new StaleFacts('the identity changed its user meanwhile');
  const candidates = locked.filter(
    ({ id, mergedInto }) => mergedInto === null && matching.some((match) => match.id === id),
  );
  return describe(rows, tenantId, arrival, tenant, {
    known: known ?? null,
    owner: locked.find(({ id }) => id === known?.userId) ?? null,
    candidates,
  });
}

/** The same facts as they are committed, locking nothing. */
export async function readFacts(reads: Reads, tenantId: string, arrival: Arrival): Promise<GatheredFacts> {
  const { tenant, key, keys } = await readRule(reads, tenantId, arrival);
  const known = await findKnown(reads, tenantId, key);
  const owner = known?.userId ? await reads.users.byId(tenantId, known.userId) : null;
  const candidates = known?.userId ? [] : await findCandidates(reads, tenantId, keys);
  return describe(reads, tenantId, arrival, tenant, { known, owner, candidates });
}

interface Rule {
  tenant: LinkingSettings;
  key: IdentityKey;
  keys: ArrivingKey[];
}

async function readRule(reads: Reads, tenantId: string, { provider, claims }: Arrival): Promise<Rule> {
  const tenant = linkingSettings(await liveTenant(reads, tenantId));
  const { subjectType, subject } = claims;
  return {
    tenant,
    key: { identityProviderId: provider.id, subjectType, subject },
    // All keys, also those that the rule does not match on: a user that is made must not slip past another one's name.
    keys: arrivingKeys({ ...provider.linkingRule, matchOn: [...matchKeys] }, claims, tenant.verifiedDomains),
  };
}

async function findKnown(reads: Reads, tenantId: string, key: IdentityKey): Promise<Identity | null> {
  return (await reads.identities.byKey(tenantId, key)) ?? (await underAnotherType(reads, tenantId, key));
}

/**
 * The subject as an administrator linked it, under a name for its type that the provider does not use: a provider that
 * tells no types has one kind of subject, so it is the same one. Null when it is several users'.
 */
async function underAnotherType(
  reads: Reads,
  tenantId: string,
  { identityProviderId, subjectType, subject }: IdentityKey,
): Promise<Identity | null> {
  if (subjectType !== '') return null;
  const typed = await reads.identities.bySubject(tenantId, identityProviderId, subject);
  return new Set(typed.map(({ userId }) => userId)).size === 1 ? typed[0]! : null;
}

/** Over this many users of one address nobody is joined or asked about one by one. */
const candidatesMax = 20;

async function findCandidates(reads: Reads, tenantId: string, keys: ArrivingKey[]): Promise<User[]> {
  const found = new Map<string, User>();
  for (const { key, value } of keys) {
    const users =
      key === 'email'
        ? await reads.users.byEmailKey(tenantId, value)
        : key === 'phone'
          ? await reads.users.byPhoneKey(tenantId, value)
          : [
              key === 'username'
                ? await reads.users.byUsernameKey(tenantId, value)
                : await reads.users.byExternalId(tenantId, value),
            ];
    // Those who have proved it first: a crowd of mere claimants must not hide the one whose address it is.
    const ordered = users
      .filter((user) => user !== null)
      .sort((a, b) => Number(b.emailVerified) - Number(a.emailVerified));
    for (const user of ordered.slice(0, candidatesMax)) found.set(user.id, user);
  }
  return [...found.values()];
}

async function describe(
  reads: Reads,
  tenantId: string,
  arrival: Arrival,
  tenant: LinkingSettings,
  { known, owner, candidates }: { known: Identity | null; owner: User | null; candidates: User[] },
): Promise<GatheredFacts> {
  const { provider, connection, claims } = arrival;
  const ids = candidates.map(({ id }) => id);
  const mayAskBlindly = known?.userId == null && provesNothing(arrival, tenant);
  const looks = ids.length > 0 || mayAskBlindly;
  const theirs = looks ? await reads.identities.ofUsers(tenantId, ids) : new Map<string, IdentityWithProvider[]>();
  const key: IdentityKey = {
    identityProviderId: provider.id,
    subjectType: claims.subjectType,
    subject: claims.subject,
  };
  const separations = looks ? await reads.separations.ofSubject(tenantId, known ?? key) : [];
  const otherIds = new Set([...theirs.values()].flat().map(({ identityProviderId }) => identityProviderId));
  otherIds.delete(provider.id);
  const others = looks ? await reads.identityProviders.byIds(tenantId, [...otherIds]) : [];
  const providers = new Map([provider, ...others].map((each) => [each.id, each]));

  const described: LinkCandidate[] = [];
  for (const user of candidates) {
    const identities = theirs.get(user.id) ?? [];
    described.push({
      user,
      identitiesCount: identities.length,
      identitiesAtProvider: identities.filter(({ identityProviderId }) => identityProviderId === provider.id).length,
      linkingDomains: identities.map(({ identityProviderId: id }) => providers.get(id)!.linkingRule.linkingDomain),
      separated: separations.find(({ userId }) => userId === user.id)?.cause ?? null,
      // What proves nothing takes over nothing, so whose account it would be is not looked into.
      established: mayAskBlindly || (await isEstablished(reads, user, identities, providers, tenant)),
    });
  }
  return {
    tenant,
    provider,
    connection,
    claims,
    known,
    owner,
    candidates: described,
    candidateUsers: new Map(candidates.map((user) => [user.id, user])),
    candidateIdentities: theirs,
  };
}

/**
 * INVARIANT: for an arrival that may end in a blind question, the same statements run whether or not anybody has its keys:
 * how long it takes must not tell.
 */
function provesNothing({ provider, claims }: Arrival, { verifiedDomains }: LinkingSettings): boolean {
  const { linkingRule } = provider;
  return (
    linkingRule.mode !== 'never' && arrivingKeys(linkingRule, claims, verifiedDomains).every(({ proved }) => !proved)
  );
}

/** Whether the user is somebody's own account, whose unproved address is a claim made later or by mistake. */
async function isEstablished(
  reads: Reads,
  user: User,
  identities: Identity[],
  providers: ReadonlyMap<string, IdentityProvider>,
  { verifiedDomains }: LinkingSettings,
): Promise<boolean> {
  if (user.email === null || user.emailVerified) return user.emailVerified;
  const own = emailKey(user.email);
  const provesAnother = identities.some((identity) => {
    const { linkingRule } = providers.get(identity.identityProviderId)!;
    const proved = provedEmail(linkingRule, claimsOf(identity), verifiedDomains);
    return proved !== null && proved !== own;
  });
  if (provesAnother) return true;
  // A profile that follows its provider changes with a sign-in or a link; those events keep it under `user`.
  const search = { userId: user.id, types: [...rememberedChange.in], changed: rememberedChange.field };
  return (await reads.events.list(user.tenantId, { limit: 1 }, search)).items.length > 0;
}
