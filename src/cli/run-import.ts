/**
 * Feeds an import from a stream of lines, batch by batch, from where it stands to the end or until told to stop. While the
 * database writes a batch, the next one is read: at most two are held.
 */
import type { Readable } from 'node:stream';
import type { Actor } from '../domain/actor.ts';
import { DomainError } from '../domain/errors.ts';
import { createLedger } from '../operations/import-ledger.ts';
import type { ImportBatch, ImportOutcome, ImportRow } from '../operations/import-users.ts';
import type { Operations } from '../operations/index.ts';
import type { Refusal, RefusalReport } from './refusal-report.ts';
import { type Line, readLines } from './user-lines/read-lines.ts';
import { readUserLine } from './user-lines/read-user-line.ts';

/** Of one line. A user with a hundred identities and all their claims has room. */
export const lineBytesMax = 1024 * 1024;

/** What one transaction takes at most: enough that its commit is cheap, little enough that nobody waits for it long. */
const batchLinesMax = 1000;
const batchBytesMax = 8 * 1024 * 1024;

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
    const { outcomes, metKnown } = await imports.take(actor, {
      importId: run.importId,
      from,
      to,
      rows,
      onExisting: run.onExisting,
      unique: run.unique,
      expectKnown,
      report: (refused) => run.report.write(refused.map((row) => toRefusal(row, lines))),
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

/** Nothing of a blank line. */
function readRow({ number, text, problem }: Line): ImportRow[] {
  if (problem === 'too_long')
    return [refuse(number, new DomainError('body_too_large', `the line is over ${lineBytesMax} bytes`))];
  if (text === null) return [refuse(number, new DomainError('malformed_json', 'the line is not UTF-8 text'))];
  if (text.trim() === '') return [];
  try {
    return [{ line: number, user: readUserLine(text) }];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [refuse(number, error)];
  }
}

function refuse(line: number, refusal: DomainError): ImportRow {
  return { line, refusal };
}

function toRefusal({ line, code, message }: Extract<ImportOutcome, { outcome: 'refused' }>, batch: Line[]): Refusal {
  const text = batch.find(({ number }) => number === line)?.text ?? null;
  return { line, code, reason: message, id: text === null ? null : idOf(text) };
}

function idOf(text: string): string | null {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === 'string' && id.length <= 64 ? id : null;
  } catch {
    return null;
  }
}
