/**
 * SEAM: who remembers. What a store must do, noun by noun; the conformance suite beside this file says it in tests.
 *
 * A store holds rows and hands them out; it decides nothing. `reads` answers from what is committed; `transaction` runs
 * work that sees and changes rows together or not at all. Every method names its tenant: a row of another is never met.
 */
import type { ApiKey } from '../domain/api-key.ts';
import type { Application, ApplicationConsent, ApplicationSubject } from '../domain/application.ts';
import type { ConnectionTest } from '../domain/connection-test.ts';
import type { Event, EventType } from '../domain/event.ts';
import type { Identity, IdentityKey, IdentitySummary, IdentityWithProvider, LinkedBy } from '../domain/identity.ts';
import type { Connection, IdentityProvider } from '../domain/identity-provider.ts';
import type { Json, JsonObject, Timestamp } from '../domain/json.ts';
import type { Operator } from '../domain/operator.ts';
import type { PendingLink, Separation } from '../domain/pending-link.ts';
import type { Policy } from '../domain/policy.ts';
import type { IdentityTokens } from '../domain/provider-tokens.ts';
import type { EmailSignIn, Session, SignIn } from '../domain/session.ts';
import type { Suggestion, SuggestionKind, SuggestionStatus, Sweep } from '../domain/suggestion.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { User } from '../domain/user.ts';
import type { UserFilter, UserSort } from '../domain/user-filter.ts';

export interface Store {
  /**
   * How much one transaction of work by the thousand takes, so that nobody waits for it long: the fewer, the less the database
   * can do at once.
   */
  bulkRowsMax: number;
  /** Committed rows. A read that begins after a write was acknowledged sees it. Look-ups by key are batched. */
  reads: Reads;
  /**
   * Runs `work` in one transaction: its changes are all made or, when it throws, none. Runs it again when the database
   * asks for that (a deadlock, a serialisation failure) or `work` throws `StaleFacts`.
   */
  transaction<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
  /**
   * As `transaction`, for small work that others seldom stand in the way of: it reads first and then writes, and is tried
   * without locks. Where the facts changed meanwhile, or it does what cannot be done so, it runs again in a transaction.
   */
  optimistic<T>(work: (rows: Rows) => Promise<T>, foreseen?: ForeseenFacts): Promise<T>;
  /** Runs `work` on reads that all see one moment, however long it takes and whatever is written meanwhile. */
  snapshot<T>(work: (reads: Reads) => Promise<T>): Promise<T>;
  /** As `snapshot`, for work that reads very much: it has two readers of the same moment, who read at once where the database can. */
  snapshotTwice<T>(work: (readers: [Reads, Reads]) => Promise<T>): Promise<T>;
  /** Tells every process on this database that an API key changed; without an id, all of a tenant that was deleted. */
  onApiKeyChanged(listener: (tenantId: string, apiKeyId: string | null) => void): void;
  /** Whether the database answers and its schema is the one that this code knows. */
  readiness(): Promise<{ ready: boolean; problems: string[] }>;
  close(): Promise<void>;
}

/** What optimistic work is known to look at before it begins: it is asked for at once. Of no consequence but speed. */
export interface ForeseenFacts {
  tenantId: string;
  /** With their identities. */
  users?: string[];
  /** With their providers. */
  identities?: IdentityKey[];
  /** Ids of identities that may have tokens. */
  tokens?: string[];
  /** An identity that signs in: with its provider, user, tokens and the tenant. */
  arriving?: IdentityKey;
}

/** Thrown by work in a transaction whose facts changed before they could be locked: it is run again. */
export class StaleFacts extends Error {}

/** Where a page begins and how long it is. `after` and `before` are ids, exclusive; the order is by id. */
export interface PageRequest {
  limit: number;
  after?: string | undefined;
  before?: string | undefined;
  descending?: boolean | undefined;
}

/** One page in the asked order, and whether more rows lie beyond each end. */
export interface Page<T> {
  items: T[];
  hasMore: boolean;
  hasPrevious: boolean;
}

export interface IdentitySearch {
  identityProviderId?: string | undefined;
  subject?: string | undefined;
  emailKey?: string | undefined;
  linkedBy?: LinkedBy | undefined;
  /** True: only identities without a user. */
  unlinked?: boolean | undefined;
}

export interface EventSearch {
  /** Events of this user, on either side of a merge, move or split. */
  userId?: string | undefined;
  identityId?: string | undefined;
  identityProviderId?: string | undefined;
  types?: EventType[] | undefined;
  /** Events that take this one back. */
  undoes?: string | undefined;
  /** Only events that changed this field of a user: in `after`, or in its `user`. */
  changed?: string | undefined;
  /** True: only events of arrivals and others that record a decision. */
  decided?: boolean | undefined;
  /** What this API key or operator did. */
  actorId?: string | undefined;
  /** Where the request that caused it came from. */
  ip?: string | undefined;
  /** Inclusive. */
  from?: Timestamp | undefined;
  /** Exclusive. */
  to?: Timestamp | undefined;
}

export interface SuggestionSearch {
  status?: SuggestionStatus | undefined;
  kind?: SuggestionKind | undefined;
  /** Suggestions that name this user, on either side. */
  userId?: string | undefined;
}

/** Two users, in no order that means anything. */
export type UserPair = readonly [userId: string, otherUserId: string];

export interface UserSearch {
  filter: UserFilter | null;
  /** By id when empty. */
  sort: UserSort[];
  offset: number;
  limit: number;
  /**
   * Counting takes longer the more there are. When false, the total counts no further than one beyond the page: enough to
   * know whether others follow.
   */
  counted?: boolean | undefined;
}

/** What users may be found by, each as it is compared. */
export interface UserNames {
  emailKeys: string[];
  phoneKeys: string[];
  usernameKeys: string[];
  externalIds: string[];
  originKeys: string[];
}

/** What operators look through users by. Without a handle it is everyone, in the order of ids. */
export interface UserBrowsing {
  handle: UserHandle | null;
  identityProviderId?: string | undefined;
  /** Absent: those that are live. */
  status?: User['status'] | 'merged' | undefined;
  /** Inclusive. */
  createdFrom?: Timestamp | undefined;
  /** Exclusive. */
  createdTo?: Timestamp | undefined;
  severalIdentities?: boolean | undefined;
}

/** All that one text may name users by. */
export interface UserHandle {
  /** The text itself: what a name, address, username or name of the caller's own begins with. */
  text: string;
  /** Of users or identities. */
  ids: string[];
  originKeys: string[];
  emailKey: string | null;
  phoneKeys: string[];
  subjects: string[];
  /** Only by identities of this provider. */
  identityProviderId: string | null;
}

export interface BrowsedUsers {
  items: User[];
  /** Where the next page begins; null on the last one. A page may be short, or empty, and others follow. */
  goOnAfter: string | null;
  /** So many begin with the text that some were not looked at. */
  cut: boolean;
}

export interface Counted {
  count: number;
  exactness: 'exact' | 'estimated' | 'at_least';
}

/** Of one hour and one kind of event. */
export interface HourOfDecisions {
  /** When it begins. */
  hour: Timestamp;
  action: string;
  /** How many were looked at, the first ones. */
  seen: number;
  /** How many of these were decided to be of that action. */
  decided: number;
  /** The last one looked at. */
  lastId: string | null;
}

export interface Troubles {
  identityProviderId: string;
  refused: Counted;
  /** Sign-ins that failed: of many at once only some are written. */
  failed: Counted;
  lastEventId: string;
}

/** How far the rows of a deleted tenant are gone through: a table, and the key of the last row that went. */
export interface DeletionPlace {
  table: number;
  after: readonly string[] | null;
}

/** `not_ours`: another process is at it, or it is gone already. */
export type DeletionStep =
  | { state: 'going_on'; deleted: number; place: DeletionPlace }
  | { state: 'gone' }
  | { state: 'not_ours' };

/** Whole lines, each with its end. */
export interface Lines {
  text: string;
  count: number;
}

/** The look-ups. All of them skip tombstones of merged users unless their name says otherwise. */
export interface Reads {
  /** A tenant that was deleted is not met, from the moment on that it was marked so. */
  tenants: {
    byId(tenantId: string): Promise<Tenant | null>;
    bySlug(slug: string): Promise<Tenant | null>;
    /** The tenant that has this host name in its settings. */
    byHost(host: string): Promise<Tenant | null>;
    /** Of the whole installation: for the command line and the master tenant, not on a request's path. */
    list(page: PageRequest): Promise<Page<Tenant>>;
    /** Deleted ones of which there still are rows, the first deleted first; or that of this slug. */
    beingDeleted(limit: number, slug?: string): Promise<{ id: string; slug: string }[]>;
    /** Those whose settings say how long events are kept. */
    forgetful(): Promise<Tenant[]>;
  };
  apiKeys: {
    byId(tenantId: string, id: string): Promise<ApiKey | null>;
    list(
      tenantId: string,
      page: PageRequest,
      search: { identityProviderId?: string | undefined },
    ): Promise<Page<ApiKey>>;
  };
  users: {
    /** The user, or its tombstone. */
    byIdOrTombstone(tenantId: string, id: string): Promise<User | null>;
    byId(tenantId: string, id: string): Promise<User | null>;
    byIds(tenantId: string, ids: string[]): Promise<User[]>;
    byEmailKey(tenantId: string, emailKey: string): Promise<User[]>;
    byPhoneKey(tenantId: string, phoneKey: string): Promise<User[]>;
    /** Users with any of these phone keys. */
    byPhoneKeys(tenantId: string, phoneKeys: string[]): Promise<User[]>;
    byUsernameKey(tenantId: string, usernameKey: string): Promise<User | null>;
    byExternalId(tenantId: string, externalId: string): Promise<User | null>;
    byOriginKey(tenantId: string, originKey: string): Promise<User | null>;
    /** Who has an identity with this subject at the provider, of whatever type of subject; by id. */
    bySubject(tenantId: string, identityProviderId: string, subject: string): Promise<User[]>;
    list(tenantId: string, page: PageRequest, search: { emailKey?: string | undefined }): Promise<Page<User>>;
    search(tenantId: string, search: UserSearch): Promise<{ items: User[]; total: number }>;
    /** With bounded work, however many there are. */
    browse(tenantId: string, page: PageRequest, browsing: UserBrowsing): Promise<BrowsedUsers>;
    /** Live users that have one of these names. */
    byNames(tenantId: string, names: UserNames): Promise<User[]>;
    /** The ids of live users, in their order. */
    idsAfter(tenantId: string, after: string | null, limit: number): Promise<string[]>;
    count(tenantId: string): Promise<number>;
    /** The tombstones below these users, also by way of others; a tombstone comes after the one that it points at. */
    tombstonesBelow(tenantId: string, ids: string[]): Promise<User[]>;
  };
  identities: {
    byId(tenantId: string, id: string): Promise<IdentityWithProvider | null>;
    byKey(tenantId: string, key: IdentityKey): Promise<IdentityWithProvider | null>;
    /** Every subject type of one subject at one provider. */
    bySubject(tenantId: string, identityProviderId: string, subject: string): Promise<IdentityWithProvider[]>;
    /** As `bySubject`, without the claims. */
    summariesBySubject(tenantId: string, identityProviderId: string, subject: string): Promise<IdentitySummary[]>;
    /** In order, the primary first; null when there is no such user (a tombstone counts as none). */
    ofUser(tenantId: string, userId: string): Promise<IdentityWithProvider[] | null>;
    /** As `ofUser`, for the path that every request of an application takes. */
    summariesOfUser(tenantId: string, userId: string): Promise<IdentitySummary[] | null>;
    ofUsers(tenantId: string, userIds: string[]): Promise<Map<string, IdentityWithProvider[]>>;
    list(tenantId: string, page: PageRequest, search: IdentitySearch): Promise<Page<IdentityWithProvider>>;
  };
  /** Users with their identities as lines of an export; those of a page are behind `after`, up to `last` if there is one. */
  userLines: {
    /** The id of the last user of a page of this size; null when fewer are left. */
    endOfPage(tenantId: string, after: string | null, size: number): Promise<string | null>;
    /** By id. */
    ofUsers(tenantId: string, after: string | null, last: string | null): Promise<Lines>;
    hasTombstones(tenantId: string): Promise<boolean>;
    /** Of the tombstones below the users of a page, also by way of others; a tombstone comes after the one that it points at. */
    ofTombstones(tenantId: string, after: string | null, last: string | null): Promise<Lines>;
  };
  identityTokens: {
    /** Of each identity the tokens obtained last come first. */
    ofIdentities(tenantId: string, identityIds: string[]): Promise<IdentityTokens[]>;
    byKey(tenantId: string, identityId: string, connectionId: string): Promise<IdentityTokens | null>;
  };
  identityProviders: {
    byId(tenantId: string, id: string): Promise<IdentityProvider | null>;
    /** One statement, also for none. */
    byIds(tenantId: string, ids: string[]): Promise<IdentityProvider[]>;
    byName(tenantId: string, name: string): Promise<IdentityProvider | null>;
    list(
      tenantId: string,
      page: PageRequest,
      search: { enabled?: boolean | undefined; strategies?: string[] | undefined },
    ): Promise<Page<IdentityProvider>>;
    countIdentities(tenantId: string, id: string): Promise<number>;
  };
  connections: {
    byId(tenantId: string, id: string): Promise<Connection | null>;
    byIdentifier(tenantId: string, identifier: string): Promise<Connection | null>;
    ofProvider(tenantId: string, identityProviderId: string): Promise<Connection[]>;
    ofTenant(tenantId: string): Promise<Connection[]>;
  };
  events: {
    byId(tenantId: string, id: string): Promise<Event | null>;
    /** The ids of those behind it, newest first. */
    idsBehind(tenantId: string, after: string, limit: number): Promise<string[]>;
    /** In order. */
    byIds(tenantId: string, ids: string[]): Promise<Event[]>;
    /** All events behind this id are there, of those up to it some are removed; null: none was ever removed. */
    keptAfter(tenantId: string): Promise<string | null>;
    list(tenantId: string, page: PageRequest, search: EventSearch): Promise<Page<Event>>;
    /** Newest first unless told; with how many there are in all, as `UserSearch` has it. */
    pageByOffset(
      tenantId: string,
      search: EventSearch & { offset: number; limit: number; descending: boolean; counted?: boolean | undefined },
    ): Promise<{ items: Event[]; total: number }>;
  };
  sessions: {
    byId(tenantId: string, id: string): Promise<Session | null>;
    ofUser(tenantId: string, userId: string): Promise<Session[]>;
  };
  signIns: { byId(tenantId: string, id: string): Promise<SignIn | null> };
  emailSignIns: { byId(tenantId: string, id: string): Promise<EmailSignIn | null> };
  connectionTests: { byId(tenantId: string, id: string): Promise<ConnectionTest | null> };
  pendingLinks: {
    byId(tenantId: string, id: string): Promise<PendingLink | null>;
    /** How many wait for proof at that time; counted no further than `most`. */
    countOpen(tenantId: string, at: Timestamp, most: number): Promise<number>;
    /** Those that wait for proof at that time. */
    listOpen(tenantId: string, at: Timestamp, page: PageRequest): Promise<Page<PendingLink>>;
  };
  /** How many there are: with bounded work, and so not always exactly. */
  statistics: {
    users(tenantId: string, most: number): Promise<Counted>;
    identities(tenantId: string, most: number): Promise<Counted>;
    openSuggestions(tenantId: string, most: number): Promise<Counted>;
    /** Events of these types by the action that they decided on, hour by hour; of each hour no more than `most`. Hours without any are left out. */
    decisions(
      tenantId: string,
      hours: Timestamp[],
      types: Readonly<Record<string, EventType>>,
      most: number,
    ): Promise<HourOfDecisions[]>;
    /** Arrivals that were refused or held since then, by provider; the newest `most` of each kind. */
    troubles(tenantId: string, since: Timestamp, most: number): Promise<Troubles[]>;
  };
  /** The users that this subject shall not join by rule. */
  separations: {
    ofSubject(tenantId: string, key: IdentityKey): Promise<Separation[]>;
    /** Pairs among these users: the one that has the subject, and the one that it shall not join. */
    among(tenantId: string, userIds: string[]): Promise<UserPair[]>;
  };
  policies: {
    byId(tenantId: string, id: string): Promise<Policy | null>;
    list(tenantId: string, page: PageRequest, search: { enabled?: boolean | undefined }): Promise<Page<Policy>>;
    /** What is in force, the highest priority first, then the oldest. */
    enabled(tenantId: string): Promise<Policy[]>;
  };
  suggestions: {
    byId(tenantId: string, id: string): Promise<Suggestion | null>;
    /** Open ones that nobody could approve any more (a user was merged, the identity linked) are left out. */
    list(tenantId: string, page: PageRequest, search: SuggestionSearch): Promise<Page<Suggestion>>;
    /**
     * Each of these users with the others that have an e-mail address or phone number of its own, where both may have
     * proved it: whether they have, their providers' linking rules tell. A key of more than `othersMax` others is left out.
     */
    lookalikes(tenantId: string, userIds: string[], othersMax: number): Promise<UserPair[]>;
    /** Pairs among these users and tombstones that somebody said are two people. */
    dismissedAmong(tenantId: string, userIds: string[]): Promise<UserPair[]>;
  };
  sweeps: {
    byId(tenantId: string, id: string): Promise<Sweep | null>;
    /** The newest one first. */
    list(tenantId: string, page: PageRequest): Promise<Page<Sweep>>;
  };
  applications: {
    byId(tenantId: string, id: string): Promise<Application | null>;
    byClientId(tenantId: string, clientId: string): Promise<Application | null>;
    list(tenantId: string, page: PageRequest): Promise<Page<Application>>;
  };
  applicationSubjects: {
    /** What the application was told of these users, tombstones too. */
    ofUsers(tenantId: string, applicationId: string, userIds: string[]): Promise<ApplicationSubject[]>;
    bySubject(tenantId: string, applicationId: string, subject: string): Promise<ApplicationSubject | null>;
  };
  applicationConsents: {
    of(tenantId: string, applicationId: string, userId: string): Promise<ApplicationConsent | null>;
  };
  openidRecords: { byKey(tenantId: string, kind: string, key: Uint8Array): Promise<OpenidRecord | null> };
  /** Few in an installation. */
  operators: {
    byUser(tenantId: string, userId: string): Promise<Operator | null>;
    /** By the user's id. */
    list(tenantId: string, page: PageRequest): Promise<Page<Operator>>;
    /** The first owners who can sign in: active users, and none that was merged away. */
    owners(tenantId: string, limit: number): Promise<Operator[]>;
  };
  idempotencyKeys: { byKey(tenantId: string, apiKeyId: string, key: string): Promise<IdempotentAnswer | null> };
  signingKeys: { ofTenant(tenantId: string): Promise<SigningKey[]> };
  /** The one that signs first: which was told so last. Those that have not yet signed come at the end, the newest first. */
  serviceProviderKeys: { ofTenant(tenantId: string): Promise<SealedServiceProviderKey[]> };
  imports: {
    /** Whoever writes a batch is waited for, so that the answer is not over before it is read. */
    byId(tenantId: string, id: string): Promise<ImportProgress | null>;
  };
  importRefusals: {
    /** In the order of lines, those behind line `after`. */
    list(tenantId: string, importId: string, page: { limit: number; after: number }): Promise<ImportRefusal[]>;
  };
}

/** An answer kept under an Idempotency-Key. `fingerprint` is of the request that it answered. */
export interface IdempotentAnswer {
  tenantId: string;
  apiKeyId: string;
  key: string;
  fingerprint: Uint8Array;
  answer: Json;
  createdAt: Timestamp;
}

export interface SigningKey {
  id: string;
  tenantId: string;
  algorithm: string;
  publicJwk: JsonObject;
  sealedPrivateJwk: string;
  createdAt: Timestamp;
}

/** A tenant's own key towards SAML providers. */
export interface SealedServiceProviderKey {
  id: string;
  tenantId: string;
  /** PEM. */
  certificate: string;
  sealedPrivateKey: string;
  createdAt: Timestamp;
  /** Null: it stands in the metadata, and has not signed yet. */
  signsSince: Timestamp | null;
}

/** A provider's statement that was taken, and must not be taken again. */
export interface TakenStatement {
  tenantId: string;
  identityProviderId: string;
  statementId: string;
  expiresAt: Timestamp;
}

/** A code, token or request under way of the OpenID provider. */
export interface OpenidRecord {
  tenantId: string;
  kind: string;
  /** The hash of what the client holds. */
  key: Uint8Array;
  /** The hash of the grant that it came of. */
  grantKey: Uint8Array | null;
  clientId: string | null;
  userId: string | null;
  payload: JsonObject;
  consumedAt: Timestamp | null;
  expiresAt: Timestamp;
}

export interface ImportProgress {
  tenantId: string;
  id: string;
  linesDone: number;
  /** Rows that made a user or changed one. */
  accepted: number;
  /** Of those, the ones whose user was there before. */
  updated: number;
  skipped: number;
  refused: number;
  updatedAt: Timestamp;
}

/** A row that an import could not take. */
export interface ImportRefusal {
  tenantId: string;
  importId: string;
  line: number;
  code: string;
  message: string;
  /** The row's own id as it was written, where it could be read. Nothing else of the row is kept. */
  rowId: string | null;
}

/** Within a transaction: the look-ups, locks, and changes. Locks are taken in the order keys, users, identities. */
export interface Rows extends Reads {
  /** Runs `work` so that, when it throws, its changes alone are undone and the transaction goes on. */
  savepoint<T>(work: (rows: Rows) => Promise<T>): Promise<T>;
  /**
   * Has `work` called once what was done so far is committed, never when it is undone; a promise is waited for before
   * `transaction` settles. For what must not happen twice and is none of the database's: it must not throw.
   */
  afterCommit(work: () => unknown): void;
  /** Holds these names until the end of the transaction, against everyone who asks for one of them. */
  lockKeys(tenantId: string, keys: Iterable<string>): Promise<void>;

  tenants: Reads['tenants'] & {
    insert(tenant: Tenant): Promise<void>;
    update(tenant: Tenant): Promise<void>;
    /** The tenant that has this host name in its settings, also one of which there still are rows. */
    holderOfHost(host: string): Promise<string | null>;
    /** Marks it deleted: nobody meets it any more, nor its API keys, applications and signing keys. */
    markDeleted(tenantId: string, at: Timestamp): Promise<void>;
    /** Removes up to `limit` rows of a tenant that is marked deleted, in the end the tenant's own. */
    deleteSome(tenantId: string, place: DeletionPlace, limit: number): Promise<DeletionStep>;
  };
  apiKeys: Reads['apiKeys'] & {
    insert(key: ApiKey): Promise<void>;
    update(key: ApiKey): Promise<void>;
    /** Stamps the last use of keys of any tenants; of no consequence for any decision. */
    touch(keys: Pick<ApiKey, 'tenantId' | 'id'>[], at: Timestamp): Promise<void>;
  };
  users: Reads['users'] & {
    /** Live users and tombstones, in the order of their ids, locked against change. Missing ones are left out. */
    lock(tenantId: string, ids: string[]): Promise<User[]>;
    insert(users: User[]): Promise<void>;
    /** As `insert`, and the identities of these users with them: for very many at once. */
    insertWithIdentities(users: User[], identities: Identity[]): Promise<void>;
    update(...users: User[]): Promise<void>;
    /** Removes the user with its tombstones and sessions. Its identities must have gone before. */
    delete(tenantId: string, id: string): Promise<void>;
    tombstonesOf(tenantId: string, id: string): Promise<User[]>;
  };
  identities: Reads['identities'] & {
    lock(tenantId: string, ids: string[]): Promise<Identity[]>;
    lockOfUser(tenantId: string, userId: string): Promise<Identity[]>;
    byKeys(tenantId: string, keys: IdentityKey[]): Promise<Identity[]>;
    insert(identities: Identity[]): Promise<void>;
    update(identities: Identity[]): Promise<void>;
    delete(tenantId: string, ids: string[]): Promise<void>;
    ofProvider(tenantId: string, identityProviderId: string, limit: number): Promise<Identity[]>;
  };
  identityTokens: Reads['identityTokens'] & {
    /** Locked against change. Behind identities in the order of locks. */
    lock(tenantId: string, identityId: string, connectionId: string): Promise<IdentityTokens | null>;
    insert(tokens: IdentityTokens): Promise<void>;
    update(tokens: IdentityTokens): Promise<void>;
    /** Removes what these identities have, of one connection when it is named; what it was. */
    take(tenantId: string, identityIds: string[], connectionId?: string): Promise<IdentityTokens[]>;
    /** Removes so many of those that a connection brought; what they were. */
    takeOfConnection(tenantId: string, connectionId: string, limit: number): Promise<IdentityTokens[]>;
    /** Removes those that waited for an identity's person until then and in vain; what they were. */
    takeWaiting(tenantId: string, before: Timestamp): Promise<IdentityTokens[]>;
  };
  identityProviders: Reads['identityProviders'] & {
    /** Locked against change; for one about to be changed or removed. */
    lock(tenantId: string, id: string): Promise<IdentityProvider | null>;
    insert(provider: IdentityProvider): Promise<void>;
    update(provider: IdentityProvider): Promise<void>;
    delete(tenantId: string, id: string): Promise<void>;
  };
  connections: Reads['connections'] & {
    lock(tenantId: string, id: string): Promise<Connection | null>;
    insert(connection: Connection): Promise<void>;
    update(connection: Connection): Promise<void>;
    delete(tenantId: string, id: string): Promise<void>;
  };
  events: Reads['events'] & {
    append(events: Event[]): Promise<void>;
    /**
     * Looks at up to `limit` events with ids below `before`, going on where the last call ended, and removes those of these
     * types, but none of the types `unless.in` that changed the field of a user. How many it looked at and removed.
     */
    removeSome(
      tenantId: string,
      old: {
        before: string;
        types: EventType[];
        unless: { field: string; in: readonly EventType[] };
        limit: number;
      },
    ): Promise<{ seen: number; removed: number } | 'not_ours'>;
  };
  sessions: Reads['sessions'] & {
    insert(session: Session): Promise<void>;
    /**
     * Ends it. Revoked are also those that it replaced, and one that was closed before; closing changes nothing of one that
     * is over. How many were changed.
     */
    end(
      session: Pick<Session, 'tenantId' | 'userId' | 'id'>,
      ending: 'closed' | 'revoked',
      at: Timestamp,
    ): Promise<number>;
    /** An open session, with those that it has replaced, is replaced by another one of the same user. */
    replace(session: Pick<Session, 'tenantId' | 'userId' | 'id'>, byId: string, at: Timestamp): Promise<number>;
    /** Writes down that it was seen then; nothing else of it. */
    touch(tenantId: string, id: string, at: Timestamp): Promise<void>;
    /** As `end`, for all of the user's. */
    endOfUser(tenantId: string, userId: string, ending: 'closed' | 'revoked', at: Timestamp): Promise<number>;
    /** Likewise those that were signed in with one of these identities. */
    endOfIdentities(
      tenantId: string,
      identityIds: string[],
      ending: 'closed' | 'revoked',
      at: Timestamp,
    ): Promise<void>;
  };
  signIns: Reads['signIns'] & {
    insert(signIn: SignIn): Promise<void>;
    /** Marks it used; false when it was used, or is gone. */
    use(tenantId: string, id: string, at: Timestamp): Promise<boolean>;
    /** Keeps what was posted for it; false when it was used, has something already, or is gone. */
    keepPosted(tenantId: string, id: string, sealedPosted: string): Promise<boolean>;
    deleteExpired(tenantId: string, before: Timestamp): Promise<void>;
    /** Deletes the oldest beyond the newest `most`, some at a time. */
    trim(tenantId: string, most: number): Promise<void>;
  };
  connectionTests: Reads['connectionTests'] & {
    /** Locked against change; for one about to be started or finished. */
    lock(tenantId: string, id: string): Promise<ConnectionTest | null>;
    insert(test: ConnectionTest): Promise<void>;
    update(test: ConnectionTest): Promise<void>;
    /** How many wait or go on at that time; counted no further than `most`. */
    countOpen(tenantId: string, at: Timestamp, most: number): Promise<number>;
    deleteOlderThan(tenantId: string, before: Timestamp): Promise<void>;
  };
  emailSignIns: Reads['emailSignIns'] & {
    /** Locked against change; for one about to be tried. */
    lock(tenantId: string, id: string): Promise<EmailSignIn | null>;
    insert(signIn: EmailSignIn): Promise<void>;
    update(signIn: EmailSignIn): Promise<void>;
    /** How many wait at that time; counted no further than `most`. */
    countOpen(tenantId: string, at: Timestamp, most: number): Promise<number>;
    deleteExpired(tenantId: string, before: Timestamp): Promise<void>;
  };
  pendingLinks: Reads['pendingLinks'] & {
    /** Locked against change; for one about to be tried or settled. */
    lock(tenantId: string, id: string): Promise<PendingLink | null>;
    insert(pending: PendingLink): Promise<void>;
    update(pending: PendingLink): Promise<void>;
    /** Settles what still waits for this identity as `superseded`. */
    supersede(tenantId: string, identityId: string, at: Timestamp): Promise<void>;
    deleteExpired(tenantId: string, before: Timestamp): Promise<void>;
  };
  separations: Reads['separations'] & {
    /** A pair that is there already stays as it is. */
    insert(separations: Separation[]): Promise<void>;
    delete(tenantId: string, key: IdentityKey, userId: string): Promise<void>;
  };
  policies: Reads['policies'] & {
    lock(tenantId: string, id: string): Promise<Policy | null>;
    insert(policy: Policy): Promise<void>;
    update(policy: Policy): Promise<void>;
    delete(tenantId: string, id: string): Promise<void>;
  };
  suggestions: Reads['suggestions'] & {
    lock(tenantId: string, ids: string[]): Promise<Suggestion[]>;
    /** Those of kind `arrival` that name this identity, locked in the order of their ids. */
    lockOfIdentity(tenantId: string, identityId: string): Promise<Suggestion[]>;
    /** Leaves out pairs that are there already, dismissed ones too; those that were new. */
    insert(suggestions: Suggestion[]): Promise<Suggestion[]>;
    update(suggestions: Suggestion[]): Promise<void>;
  };
  sweeps: Reads['sweeps'] & {
    lock(tenantId: string, id: string): Promise<Sweep | null>;
    insert(sweep: Sweep): Promise<void>;
    update(sweep: Sweep): Promise<void>;
  };
  applications: Reads['applications'] & {
    lock(tenantId: string, id: string): Promise<Application | null>;
    insert(application: Application): Promise<void>;
    update(application: Application): Promise<void>;
    /** Removes it with what it was given. */
    delete(tenantId: string, id: string): Promise<void>;
  };
  applicationSubjects: Reads['applicationSubjects'] & {
    /** Leaves it as it is where the user has one; false when another user has the subject. */
    insert(subject: ApplicationSubject): Promise<boolean>;
  };
  applicationConsents: Reads['applicationConsents'] & { save(consent: ApplicationConsent): Promise<void> };
  openidRecords: Reads['openidRecords'] & {
    save(record: OpenidRecord): Promise<void>;
    /** False when there is one with this key already. */
    insertNew(record: OpenidRecord): Promise<boolean>;
    /** Marks it used; false when it was used, or is gone. */
    consume(tenantId: string, kind: string, key: Uint8Array, at: Timestamp): Promise<boolean>;
    delete(tenantId: string, kind: string, key: Uint8Array): Promise<void>;
    deleteOfGrant(tenantId: string, grantKey: Uint8Array): Promise<void>;
    /** How many there were. */
    deleteOfUsers(tenantId: string, userIds: string[]): Promise<number>;
    deleteOfClient(tenantId: string, clientId: string): Promise<void>;
    /** Keeps this many of the requests that anybody may make (`AppRequest`, `Interaction`, …), those that last longest. */
    trimRequests(tenantId: string, most: number): Promise<void>;
    deleteExpired(tenantId: string, before: Timestamp): Promise<void>;
  };
  operators: Reads['operators'] & {
    insert(operator: Operator): Promise<void>;
    update(operator: Operator): Promise<void>;
    delete(tenantId: string, userId: string): Promise<void>;
  };
  idempotencyKeys: Reads['idempotencyKeys'] & {
    insert(answer: IdempotentAnswer): Promise<void>;
    deleteOlderThan(tenantId: string, before: Timestamp): Promise<void>;
  };
  signingKeys: Reads['signingKeys'] & { insert(key: SigningKey): Promise<void> };
  serviceProviderKeys: Reads['serviceProviderKeys'] & {
    insert(key: SealedServiceProviderKey): Promise<void>;
    startSigning(tenantId: string, id: string, at: Timestamp): Promise<void>;
    delete(tenantId: string, id: string): Promise<void>;
  };
  takenStatements: {
    /** False when it was taken before: of several at once, one alone gets true. */
    take(statement: TakenStatement): Promise<boolean>;
    deleteExpired(tenantId: string, before: Timestamp): Promise<void>;
  };
  imports: Reads['imports'] & {
    save(progress: ImportProgress): Promise<void>;
    /** Of one whose refusals are gone. */
    delete(tenantId: string, id: string): Promise<void>;
  };
  importRefusals: Reads['importRefusals'] & {
    insert(refusals: ImportRefusal[]): Promise<void>;
    /** Removes up to `limit` of an import's, and tells how many. */
    deleteSome(tenantId: string, importId: string, limit: number): Promise<number>;
  };
}

/** The store as work inside a transaction sees it: its own transactions join the one that is open. */
export function joinTransaction(store: Store, rows: Rows): Store {
  const joined = <T>(work: (rows: Rows) => Promise<T>) => rows.savepoint(work);
  return {
    ...store,
    reads: rows,
    transaction: joined,
    optimistic: joined,
    snapshot: (work) => work(rows),
    snapshotTwice: (work) => work([rows, rows]),
  };
}
