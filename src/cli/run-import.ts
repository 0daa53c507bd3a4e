/**
 * Feeds an import from a stream of lines, batch by batch, from where it stands to the end or until told to stop. While the
 * database writes a batch, the next one is read: at most two are held.
 */
import type { Readable } from 'node:stream';
import type { Actor } from '../domain/actor.ts';
import { createLedger } from '../operations/import-ledger.ts';
import type { ImportBatch } from '../operations/import-users.ts';
import type { ImportRow } from '../operations/imported-user.ts';
import type { Operations } from '../operations/index.ts';
import { type Line, readLines } from '../operations/user-lines/read-lines.ts';
import { batchBytesMax, batchLinesMax, lineBytesMax, readRow, readRowId } from '../operations/user-lines/read-row.ts';
import type { RefusalReport } from './refusal-report.ts';

export interface ImportRun extends Pick<ImportBatch, 'importId' | 'onExisting' | 'unique'> {
  /** Of bytes. It is destroyed at the end, also where not all of it was read. */
  source: Readable;
  /** Lines that an earlier run has done. */
  linesDone: number;
  dryRun: boolean;
  report: RefusalReport;
  /** Asked between batches. */
  shouldStop(): boolean;
  onProgress(tally: Tally): void;
}

export interface Tally {
  lines: number;
  bytes: number;
  created: number;
  updated: number;
  skipped: number;
  refused: number;
  stopped: boolean;
}

export async function runImport(
  { imports }: Pick<Operations, 'imports'>,
  actor: Actor,
  run: ImportRun,
): Promise<Tally> {
  const tally: Tally = { lines: 0, bytes: 0, created: 0, updated: 0, skipped: 0, refused: 0, stopped: false };
  const dryRun = run.dryRun ? createLedger() : undefined;
  let from = run.linesDone;
  let expectKnown = false;

  const take = async ({ to, rows, lines }: Batch): Promise<void> => {
    const first = from + 1;
    const { outcomes, metKnown } = await imports.take(actor, {
      importId: run.importId,
      from,
      to,
      rows,
      onExisting: run.onExisting,
      unique: run.unique,
      expectKnown,
      rowIdOf: (line) => readRowId(lines[line - first]?.text ?? null),
      report: (refused) =>
        run.report.write(refused.map(({ line, code, message, id }) => ({ line, code, reason: message, id }))),
      ...(dryRun && { dryRun }),
    });
    run.report.settle();
    for (const { outcome } of outcomes) tally[outcome] += 1;
    from = to;
    expectKnown = metKnown;
  };

  const batches = readBatches(run.source, run.linesDone);
  const readOne = (): Promise<IteratorResult<Batch, void>> => {
    const batch = batches.next();
    // Whoever waits for it is told; it may fail while nobody does.
    batch.catch(() => {});
    return batch;
  };
  try {
    for (let next = readOne(); ; ) {
      const { done, value: batch } = await next;
      if (done) return tally;
      next = readOne();
      tally.lines = batch.to;
      tally.bytes = batch.bytesRead;
      if (batch.lines.length === 0) continue;
      await take(batch);
      run.onProgress(tally);
      if (!batch.isLast && run.shouldStop()) return { ...tally, stopped: true };
    }
  } finally {
    run.source.destroy();
  }
}

interface Batch {
  /** Lines of the source up to its end, and their bytes. */
  to: number;
  bytesRead: number;
  lines: Line[];
  /** Of these lines, without the blank ones. */
  rows: ImportRow[];
  isLast: boolean;
}

/** Lines as rows, without those that are done; the last batch may be empty. */
async function* readBatches(source: Readable, linesDone: number): AsyncGenerator<Batch, void> {
  let batch: Batch = { to: 0, bytesRead: 0, lines: [], rows: [], isLast: false };
  let batchBytes = 0;
  for await (const line of readLines(source, { bytesMax: lineBytesMax })) {
    batch.to = line.number;
    batch.bytesRead += line.bytes;
    if (line.number <= linesDone) continue;
    batch.lines.push(line);
    batch.rows.push(...readRow(line));
    batchBytes += line.bytes;
    if (batch.lines.length < batchLinesMax && batchBytes < batchBytesMax) continue;
    yield batch;
    batch = { ...batch, lines: [], rows: [] };
    batchBytes = 0;
  }
  yield { ...batch, isLast: true };
}
