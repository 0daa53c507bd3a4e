/** Cuts a stream of bytes into lines without holding more of it than one line, however long the lines are. */

/** A line without its end. `text` is null when the line is over the limit or is not UTF-8. */
export interface Line {
  /** From 1, in the whole file. */
  number: number;
  text: string | null;
  problem?: 'too_long' | 'not_utf8';
  /** Of the line with its end. */
  bytes: number;
}

const lineFeed = 0x0a;

interface LineOptions {
  bytesMax: number;
  /** Lines before those of the source, of which it is a piece. */
  linesBefore?: number;
}

export async function* readLines(
  source: AsyncIterable<Buffer> | Iterable<Buffer>,
  { bytesMax, linesBefore = 0 }: LineOptions,
): AsyncGenerator<Line> {
  let number = linesBefore;
  let kept: Buffer[] = [];
  let bytes = 0;

  const take = (part: Buffer): void => {
    bytes += part.length;
    // What is over the limit is counted and let go.
    if (bytes <= bytesMax) kept.push(part);
    else kept = [];
  };
  const finish = (endBytes: number): Line => {
    number += 1;
    const line: Line = { number, bytes: bytes + endBytes, ...decode(kept, bytes > bytesMax, number === 1) };
    kept = [];
    bytes = 0;
    return line;
  };

  for await (const chunk of source) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      take(chunk.subarray(start, end));
      yield finish(1);
      start = end + 1;
    }
    if (start < chunk.length) take(chunk.subarray(start));
  }
  if (bytes > 0) yield finish(0);
}

function decode(parts: Buffer[], tooLong: boolean, isFirst: boolean): Pick<Line, 'text' | 'problem'> {
  if (tooLong) return { text: null, problem: 'too_long' };
  const text = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  try {
    // A byte order mark is no part of the first line; anywhere else it is left for the JSON parser to refuse.
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: !isFirst }).decode(text) };
  } catch {
    return { text: null, problem: 'not_utf8' };
  }
}
