/** Feeds an import from a stream of lines, batch by batch, from where it stands to the end or until told to stop. */
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
  source: AsyncIterable<Buffer>;
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
  let lines: Line[] = [];
  let batchBytes = 0;
  let from = run.linesDone;

  const flush = async (): Promise<void> => {
    if (lines.length === 0) return;
    const batch = lines;
    const to = batch.at(-1)!.number;
    const outcomes = await imports.take(actor, {
      importId: run.importId,
      from,
      to,
      rows: batch.flatMap(readRow),
      onExisting: run.onExisting,
      unique: run.unique,
      report: (refused) => run.report.write(refused.map((row) => toRefusal(row, batch))),
      ...(dryRun && { dryRun }),
    });
    run.report.settle();
    for (const { outcome } of outcomes) tally[outcome] += 1;
    from = to;
    lines = [];
    batchBytes = 0;
    run.onProgress(tally);
  };

  for await (const line of readLines(run.source, { bytesMax: lineBytesMax })) {
    tally.lines = line.number;
    tally.bytes += line.bytes;
    if (line.number <= run.linesDone) continue;
    lines.push(line);
    batchBytes += line.bytes;
    if (lines.length < batchLinesMax && batchBytes < batchBytesMax) continue;
    await flush();
    if (run.shouldStop()) return { ...tally, stopped: true };
  }
  await flush();
  return tally;
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
