/**
 * An import whose file comes in pieces: each is one batch, begins where the import stands and ends at the end of a line. Whoever
 * sends them may stop between two and go on another day, or lose an answer and ask how far it came. What was refused is
 * kept until the import is forgotten.
 */
import { setImmediate } from 'node:timers/promises';
import { type Actor, requireScope } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import type { Timestamp } from '../domain/json.ts';
import type { ImportProgress, ImportRefusal } from '../stores/store.ts';
import type { Dependencies } from './dependencies.ts';
import { createLedger } from './import-ledger.ts';
import type { createImportOperations, ImportBatch, ImportOutcome, RefusedRow } from './import-users.ts';
import type { ImportRow } from './imported-user.ts';
import { type Line, readLines } from './user-lines/read-lines.ts';
import { batchLinesMax, lineBytesMax, readRow, readRowId } from './user-lines/read-row.ts';

export type { ImportRefusal } from '../stores/store.ts';

export interface ImportPiece extends Pick<ImportBatch, 'importId' | 'from' | 'onExisting' | 'unique'> {
  /** Whole lines; the last one of the file may lack its end. */
  bytes: Buffer;
  /** Writes nothing, and sees of the file this piece alone. */
  dryRun: boolean;
}

export interface TakenPiece {
  /** Of the file, with those of the piece. */
  linesDone: number;
  created: number;
  updated: number;
  skipped: number;
  refused: RefusedRow[];
  /** Where the import stands now. */
  standing: ImportStanding;
}

/** How far an import has come. What never began has come nowhere, and `updatedAt` is null. */
export type ImportStanding = Omit<ImportProgress, 'tenantId' | 'updatedAt'> & { updatedAt: Timestamp | null };

const linesPerTurn = 100;
const refusalsPerStep = 5000;

export function createImportPieceOperations(
  deps: Dependencies,
  { take }: Pick<ReturnType<typeof createImportOperations>, 'take'>,
) {
  const { store } = deps;
  return {
    /** Throws `changed_meanwhile`, with the lines that are done, when the import does not stand at `from`. */
    async takePiece(actor: Actor, { bytes, dryRun, ...piece }: ImportPiece): Promise<TakenPiece> {
      requireScope(actor, 'users:write');
      requireScope(actor, 'identities:write');
      if (actor.identityProviderId !== null)
        throw new DomainError(
          'identity_provider_mismatch',
          'the credential is bound to an identity provider, and an import has identities of all of them',
        );
      const { lines, rows } = await readPiece(bytes, piece.from);
      const to = piece.from + lines.length;
      const { outcomes, progress } = await take(actor, {
        ...piece,
        to,
        rows,
        expectKnown: piece.onExisting !== 'refuse',
        rowIdOf: (line) => readRowId(lines[line - piece.from - 1]?.text ?? null),
        keepsRefusals: true,
        ...(dryRun && { dryRun: createLedger(), isApart: true }),
      });
      const count = (wanted: ImportOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length;
      return {
        linesDone: to,
        created: count('created'),
        updated: count('updated'),
        skipped: count('skipped'),
        refused: outcomes.filter((outcome) => outcome.outcome === 'refused'),
        standing: progress ?? unbegun(piece.importId),
      };
    },

    async standing(actor: Actor, importId: string): Promise<ImportStanding> {
      requireScope(actor, 'users:read');
      return (await store.reads.imports.byId(actor.tenantId, importId)) ?? unbegun(importId);
    },

    /** The rows that pieces of it could not bring in, in the order of lines, behind the line `after`. */
    async refusals(
      actor: Actor,
      importId: string,
      { limit, after }: { limit: number; after: number },
    ): Promise<{ items: ImportRefusal[]; hasMore: boolean }> {
      requireScope(actor, 'users:read');
      const found = await store.reads.importRefusals.list(actor.tenantId, importId, { limit: limit + 1, after });
      return { items: found.slice(0, limit), hasMore: found.length > limit };
    },

    /** Whoever sends the file again begins with its first line. Users that came in stay. */
    async forget(actor: Actor, importId: string): Promise<void> {
      requireScope(actor, 'users:write');
      requireScope(actor, 'identities:write');
      const { tenantId } = actor;
      for (let removed = refusalsPerStep; removed === refusalsPerStep; )
        removed = await store.transaction(async (rows) => {
          // Nobody goes on with it meanwhile.
          await rows.imports.byId(tenantId, importId);
          const some = await rows.importRefusals.deleteSome(tenantId, importId, refusalsPerStep);
          if (some < refusalsPerStep) await rows.imports.delete(tenantId, importId);
          return some;
        });
    },
  };
}

async function readPiece(bytes: Buffer, linesBefore: number): Promise<{ lines: Line[]; rows: ImportRow[] }> {
  const lines: Line[] = [];
  const rows: ImportRow[] = [];
  for await (const line of readLines([bytes], { bytesMax: lineBytesMax, linesBefore })) {
    if (lines.length === batchLinesMax)
      throw new DomainError('invalid_input', `a piece has ${batchLinesMax} lines at most: send the others after it`, {
        lines_max: batchLinesMax,
      });
    lines.push(line);
    rows.push(...readRow(line));
    // A piece of eight megabytes takes its time: others shall have their turn.
    if (lines.length % linesPerTurn === 0) await setImmediate();
  }
  return { lines, rows };
}

function unbegun(id: string): ImportStanding {
  return { id, linesDone: 0, accepted: 0, updated: 0, skipped: 0, refused: 0, updatedAt: null };
}
