/** A line of a file becomes a row of an import, or why it could not be read as one; and what a batch takes of such lines. */
import { DomainError } from '../../domain/errors.ts';
import type { ImportRow } from '../imported-user.ts';
import type { Line } from './read-lines.ts';
import { readUserLine } from './read-user-line.ts';

/** Of one line. A user with a hundred identities and all their claims has room. */
export const lineBytesMax = 1024 * 1024;

/** What one transaction takes at most: enough that its commit is cheap, little enough that nobody waits for it long. */
export const batchLinesMax = 1000;
export const batchBytesMax = 8 * 1024 * 1024;

/** Nothing of a blank line. */
export function readRow({ number, text, problem }: Line): ImportRow[] {
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

/** The id that the line gives its user, as it is written there; null where it cannot be read, or is none that could be kept. */
export function readRowId(text: string | null): string | null {
  if (text === null) return null;
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    const isKeepable = typeof id === 'string' && id.length <= 64 && !id.includes('\0') && id.isWellFormed();
    return isKeepable ? id : null;
  } catch {
    return null;
  }
}
