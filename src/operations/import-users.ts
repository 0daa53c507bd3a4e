/**
 * Users with their identities come in by the batch. A batch is one transaction: its rows, their events and how far the
 * import has come are written together, so that an import that was killed goes on exactly where it was. A row that
 * cannot be taken is refused alone, with its reason.
 */
import { setImmediate } from 'node:timers/promises';
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError, type ErrorCode } from '../domain/errors.ts';
import type { Identity } from '../domain/identity.ts';
import type { User } from '../domain/user.ts';
import { type ImportProgress, type ImportRefusal, type Rows, StaleFacts } from '../stores/store.ts';
import { withPermission } from './authorise.ts';
import { currentTime, type Dependencies } from './dependencies.ts';
import { type Draft, draft, gatherSources, wantedBy } from './import-drafts.ts';
import {
  createLedger,
  createLookUp,
  enterIdentity,
  enterUser,
  gatherLedger,
  importLockName,
  isEmptyLedger,
  type Ledger,
  type LookUp,
  lockWanted,
} from './import-ledger.ts';
import { type ImportGate, openImportGate } from './import-permission.ts';
import type { ImportRow } from './imported-user.ts';
import { type UniqueField, withProfile } from './new-user.ts';
import { difference, type Fact, identitySnapshot, record, userSnapshot } from './record.ts';

/**
 * What becomes of a row whose user is there already: it is refused, passed over, or the user gets what the row says and
 * the identities that it lacks. A user is the same by its id; a row without one goes by external id, then by its first
 * identity.
 */
export type OnExisting = 'refuse' | 'skip' | 'update';

export interface ImportBatch {
  importId: string;
  /** Lines done before the batch; refused unless the import stands there. */
  from: number;
  /** Lines done after it; those without a row were blank. */
  to: number;
  rows: ImportRow[];
  onExisting: OnExisting;
  /** What must not be another user's, beside username, external id and identities, which never may. */
  unique: readonly UniqueField[];
  /**
   * Whether rows of the batch may well be there already, as some of the batch before were. Where not, nobody is looked for: the
   * unique keys of the database refuse whoever is there, and then the batch is taken again by looking.
   */
  expectKnown: boolean;
  /** The id that a row was given, as it is written there: asked of refused rows alone. */
  rowIdOf(line: number): string | null;
  /** Told before the batch is made final, and again when the database asks for it to be run again. */
  report?(refused: RefusedRow[]): Promise<void>;
  /** The store keeps what was refused, beside how far the import has come. */
  keepsRefusals?: boolean;
  /** Writes nothing. What earlier batches took is kept here, so that rows far apart are seen to collide. */
  dryRun?: Ledger;
  /** What a dry run took before is not in its ledger: a tombstone of somebody who is unknown may be of one of them. */
  isApart?: boolean;
}

export type ImportOutcome = { line: number; outcome: 'created' | 'updated' | 'skipped' } | RefusedRow;

export interface TakenBatch {
  /** In the order of the rows. */
  outcomes: ImportOutcome[];
  /** Whether anything that the rows name was there before. */
  metKnown: boolean;
  /** How far the import has come by it; of a dry run, as it was before. Null: it never began. */
  progress: ImportProgress | null;
}

export interface RefusedRow {
  line: number;
  outcome: 'refused';
  code: ErrorCode;
  message: string;
  /** The row's own id as it was written, where it could be read. */
  id: string | null;
}

export function createImportOperations(deps: Dependencies) {
  return {
    /** How far an import has come; null when it never began. */
    async progress(actor: Actor, importId: string): Promise<ImportProgress | null> {
      requireScope(actor, 'users:read');
      return deps.store.reads.imports.byId(actor.tenantId, importId);
    },

    /** Takes a batch. Throws `changed_meanwhile` when the import does not stand at `from`. */
    async take(actor: Actor, batch: ImportBatch): Promise<TakenBatch> {
      requireScope(actor, 'users:write');
      requireScope(actor, 'identities:write');
      let look = batch.expectKnown || batch.dryRun !== undefined || batch.unique.length > 0;
      return deps.store.transaction(async (rows) => {
        const before = await requireStanding(rows, actor, batch);
        const sources = await gatherSources(rows, actor, batch.rows);
        const drafts = batch.rows.map((row) => draft(deps, actor, sources, row));
        const wanted = wantedBy(drafts);
        await lockWanted(rows, actor.tenantId, wanted, batch.unique, importLockName(batch.importId));
        // What has not begun has no row that could be locked: of two who begin it at once, the second sees here that it did.
        if (before === null) await requireStanding(rows, actor, batch);
        // No unique key tells of whom a tombstone stands for.
        const looks = look || drafts.some((each) => 'user' in each && each.user.mergedInto !== null);
        const known = looks ? await gatherLedger(rows, actor.tenantId, wanted, batch.unique) : createLedger();
        const work = createWork(known, batch.dryRun ?? createLedger());
        const gate = await openImportGate(deps, rows, actor, wanted.identities, [...known.users.values()]);
        const outcomes: ImportOutcome[] = [];
        for (const each of drafts) {
          outcomes.push(settle(deps, work, gate, batch, each));
          // The policies take their time over many rows: others shall have their turn.
          if (gate.isSlow && outcomes.length % rowsPerTurn === 0) await setImmediate();
        }
        const metKnown = !isEmptyLedger(known);
        const refused = outcomes.filter((outcome) => outcome.outcome === 'refused');
        if (batch.dryRun) {
          await batch.report?.(refused);
          return { outcomes, metKnown, progress: before };
        }
        // Whatever makes it run again, the next time it looks.
        look = true;
        await write(deps, rows, actor, work);
        const progress = goOn(deps, actor, batch, before, outcomes);
        await rows.imports.save(progress);
        if (batch.keepsRefusals) await rows.importRefusals.insert(refused.map((row) => toKept(progress, row)));
        await batch.report?.(refused);
        return { outcomes, metKnown, progress };
      });
    },
  };
}

const rowsPerTurn = 100;

/** Where an import stands, which is where the batch goes on. */
async function requireStanding(rows: Rows, { tenantId }: Actor, batch: ImportBatch): Promise<ImportProgress | null> {
  const progress = await rows.imports.byId(tenantId, batch.importId);
  const linesDone = progress?.linesDone ?? 0;
  if (!batch.dryRun && linesDone !== batch.from)
    throw new DomainError(
      'changed_meanwhile',
      `the import stands behind line ${linesDone}: another process goes on with it, or did`,
      { lines_done: linesDone },
    );
  return progress;
}

function goOn(
  deps: Dependencies,
  { tenantId }: Actor,
  { importId, to }: ImportBatch,
  before: ImportProgress | null,
  outcomes: ImportOutcome[],
): ImportProgress {
  const count = (wanted: ImportOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length;
  const updated = count('updated');
  return {
    tenantId,
    id: importId,
    linesDone: to,
    accepted: (before?.accepted ?? 0) + count('created') + updated,
    updated: (before?.updated ?? 0) + updated,
    skipped: (before?.skipped ?? 0) + count('skipped'),
    refused: (before?.refused ?? 0) + count('refused'),
    updatedAt: currentTime(deps),
  };
}

function toKept({ tenantId, id: importId }: ImportProgress, { line, code, message, id }: RefusedRow): ImportRefusal {
  // A name that the message repeats may be cut in the middle of a character.
  return { tenantId, importId, line, code, message: message.toWellFormed(), rowId: id };
}

/** What a batch comes to, row by row. */
interface Work {
  lookUp: LookUp;
  /** What rows of this import took. */
  entered: Ledger;
  inserted: Map<string, User>;
  updated: Map<string, User>;
  identities: Identity[];
  facts: Fact[];
}

function createWork(known: Ledger, entered: Ledger): Work {
  return {
    lookUp: createLookUp(entered, known),
    entered,
    inserted: new Map(),
    updated: new Map(),
    identities: [],
    facts: [],
  };
}

function settle(deps: Dependencies, work: Work, gate: ImportGate, batch: ImportBatch, each: Draft): ImportOutcome {
  try {
    if ('refusal' in each) throw each.refusal;
    const existing = batch.onExisting === 'refuse' ? undefined : findExisting(work.lookUp, each);
    if (!existing) create(work, gate, batch, each);
    else if (batch.onExisting === 'skip' || !update(deps, work, gate, batch, each, existing))
      return { line: each.line, outcome: 'skipped' };
    return { line: each.line, outcome: existing ? 'updated' : 'created' };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { line } = each;
    return { line, outcome: 'refused', code: error.code, message: error.message, id: batch.rowIdOf(line) };
  }
}

type Readable = Extract<Draft, { user: User }>;

function findExisting(lookUp: LookUp, { row, user, identities }: Readable): User | undefined {
  const [first] = identities;
  const id =
    row.id ??
    (user.externalId && lookUp.holder('external_id', user.externalId)) ??
    (first && lookUp.owner(first)) ??
    undefined;
  return id ? lookUp.user(id) : undefined;
}

function create(
  work: Work,
  gate: ImportGate,
  { unique, isApart }: ImportBatch,
  { user: drafted, originKeys, identities }: Readable,
): void {
  const { lookUp, entered } = work;
  if (lookUp.user(drafted.id)) throw new DomainError('user_id_taken', 'another user has this id');
  if (drafted.mergedInto !== null && !isApart && !lookUp.user(drafted.mergedInto))
    throw new DomainError('user_not_found', '`merged_into` names no user that is there or came in an earlier line');
  const originKey = originKeys.find((key) => lookUp.holder('origin_key', key) === undefined) ?? drafted.originKey;
  const user = { ...drafted, originKey };
  if (user.mergedInto === null) lookUp.requireFree(user, unique);
  requireFreeIdentities(lookUp, identities);
  const permission = gate.permitCreation(user, identities);

  enterUser(entered, user, unique);
  for (const identity of identities) enterIdentity(entered, identity);
  gate.enter(user.id, identities);
  work.inserted.set(user.id, user);
  work.identities.push(...identities);
  work.facts.push({
    type: 'user.created',
    userId: user.id,
    counterpartUserId: user.mergedInto,
    identityId: identities[0]?.id ?? null,
    identityProviderId: identities[0]?.identityProviderId ?? null,
    after: { user: userSnapshot(user), identities: identities.map(identitySnapshot) },
    decision: withPermission(null, permission),
  });
}

/** Gives an existing user what the row says. False when it has all of that. */
function update(
  deps: Dependencies,
  work: Work,
  gate: ImportGate,
  { unique }: ImportBatch,
  { row, identities }: Readable,
  before: User,
): boolean {
  const { lookUp, entered } = work;
  if (before.mergedInto !== null && row.mergedInto === before.mergedInto) return false;
  if (before.mergedInto !== null || row.mergedInto !== undefined)
    throw new DomainError('user_merged', 'an import neither merges users that exist nor changes merged ones');
  const after: User = {
    ...withProfile(before, row.profile),
    status: row.status ?? before.status,
    updatedAt: currentTime(deps),
  };
  const change = difference(before, after);
  const added = identities
    .filter((identity) => lookUp.owner(identity) !== before.id)
    .map((identity, index) => ({
      ...identity,
      userId: before.id,
      position: lookUp.position(before.id) + index,
    }));
  lookUp.requireFree(after, unique);
  requireFreeIdentities(lookUp, added);
  if (!change && added.length === 0) return false;
  const permissions = gate.permitLinks(before, added);

  for (const identity of added) enterIdentity(entered, identity);
  gate.enter(before.id, added);
  work.identities.push(...added);
  if (change) {
    enterUser(entered, after, unique);
    (work.inserted.has(after.id) ? work.inserted : work.updated).set(after.id, after);
    work.facts.push({ type: 'user.updated', userId: after.id, ...change });
  }
  for (const [index, identity] of added.entries()) {
    const { id, identityProviderId } = identity;
    const fact = { userId: before.id, identityId: id, identityProviderId, after: identitySnapshot(identity) };
    work.facts.push({ type: 'identity.linked', ...fact, decision: withPermission(null, permissions[index]!) });
  }
  return true;
}

function requireFreeIdentities(lookUp: LookUp, identities: Identity[]): void {
  const keys = new Set<string>();
  for (const { id, identityProviderId, subjectType, subject } of identities) {
    const key = JSON.stringify([identityProviderId, subjectType, subject]);
    if (keys.has(key) || keys.has(id))
      throw new DomainError('invalid_input', 'the row has the same identity twice', { field: 'identities' });
    keys.add(key).add(id);
    const owner = lookUp.owner({ identityProviderId, subjectType, subject });
    if (owner) throw new DomainError('identity_linked_elsewhere', 'an identity of the row belongs to another user');
    if (owner === null)
      throw new DomainError('identity_linked_elsewhere', 'an identity of the row is known already: link it instead');
    if (lookUp.hasIdentityId(id))
      throw new DomainError('invalid_input', 'another identity has the id of one of the row', { field: 'identities' });
  }
}

async function write(deps: Dependencies, rows: Rows, actor: Actor, work: Work): Promise<void> {
  try {
    if (work.updated.size > 0) await rows.users.update(...work.updated.values());
    const { inserted, identities } = work;
    const ofOthers = identities.filter(({ userId }) => !inserted.has(userId!));
    const ofInserted = ofOthers.length === 0 ? identities : identities.filter(({ userId }) => inserted.has(userId!));
    if (inserted.size > 0) await rows.users.insertWithIdentities([...inserted.values()], ofInserted);
    if (ofOthers.length > 0) await rows.identities.insert(ofOthers);
  } catch (error) {
    // Somebody took a name of the batch between our look and our write: looked at again, that row alone is refused.
    if (error instanceof DomainError && error.kind === 'conflict') throw new StaleFacts(error.message);
    throw error;
  }
  await record(deps, rows, actor, ...work.facts);
}
