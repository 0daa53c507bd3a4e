/**
 * A chosen file of users, one a line, which is never held whole: read once for its fingerprint and where its lines are, then in
 * pieces as the server takes them.
 */

export interface UserFile {
  file: File;
  /** Made of what is in it, as `selfsame import` does: either goes on with what the other began. */
  importId: string;
  lines: number;
  /** Where every thousandth line ends. */
  marks: number[];
}

export interface Piece {
  body: Uint8Array<ArrayBuffer>;
  lines: number;
  /** Where the next one begins. */
  end: number;
}

const newline = 10;
const linesPerMark = 1000;
const readBytes = 1_000_000;
/** As the server takes them. */
const pieceLinesMax = 1000;
const lineBytesMax = 1024 * 1024;
/** Less than the server takes, so that a pause does not wait long; more than any line that it takes. */
const pieceBytesMax = 2 * lineBytesMax;

/** Reads it through. `tell` says how many bytes are read. */
export async function readUserFile(file: File, tell: (bytes: number) => void, signal: AbortSignal): Promise<UserFile> {
  const { sha256 } = await import('@noble/hashes/sha2.js');
  const hash = sha256.create();
  const marks: number[] = [];
  let lines = 0;
  let last = newline;
  for (let at = 0; at < file.size; at += readBytes) {
    const bytes = await read(file, at, at + readBytes);
    signal.throwIfAborted();
    hash.update(bytes);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, end + 1)) {
      lines += 1;
      if (lines % linesPerMark === 0) marks.push(at + end + 1);
    }
    last = bytes.at(-1) ?? last;
    tell(at + bytes.length);
  }
  const digest = [...hash.digest()].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { file, importId: `sha256-${digest}`, lines: last === newline ? lines : lines + 1, marks };
}

/** Where the line begins that comes behind so many. */
export async function placeBehind({ file, marks }: UserFile, lines: number): Promise<number> {
  const mark = Math.min(Math.floor(lines / linesPerMark), marks.length);
  let missing = lines - mark * linesPerMark;
  let at = mark === 0 ? 0 : marks[mark - 1]!;
  while (missing > 0 && at < file.size) {
    const bytes = await read(file, at, at + readBytes);
    let end = 0;
    for (let found = bytes.indexOf(newline); found >= 0 && missing > 0; found = bytes.indexOf(newline, end)) {
      end = found + 1;
      missing -= 1;
    }
    at += missing > 0 ? bytes.length : end;
  }
  return at;
}

export async function readPiece(file: File, at: number): Promise<Piece> {
  const bytes = await read(file, at, at + pieceBytesMax);
  let lines = 0;
  let end = 0;
  for (let found = bytes.indexOf(newline); found >= 0 && lines < pieceLinesMax; found = bytes.indexOf(newline, end)) {
    end = found + 1;
    lines += 1;
  }
  const isRest = at + bytes.length === file.size;
  // The last line may lack its end.
  if (isRest && end < bytes.length && lines < pieceLinesMax) {
    end = bytes.length;
    lines += 1;
  }
  if (lines > 0) return { body: bytes.subarray(0, end), lines, end: at + end };
  // So much of a line that is far too long that the server refuses it as that.
  const body = bytes.slice(0, lineBytesMax + 2);
  body[body.length - 1] = newline;
  return { body, lines: 1, end: await endOfLine(file, at + bytes.length) };
}

/** These lines of the file, as they are in it. `numbers` go up. */
export async function pickLines(file: File, numbers: number[]): Promise<Blob> {
  const parts: Blob[] = [];
  let next = 0;
  let number = 1;
  let begin = 0;
  const finish = (end: number) => {
    if (numbers[next] === number) {
      parts.push(file.slice(begin, end));
      next += 1;
    }
    number += 1;
    begin = end;
  };
  for (let at = 0; at < file.size && next < numbers.length; at += readBytes) {
    const bytes = await read(file, at, at + readBytes);
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, end + 1)) finish(at + end + 1);
  }
  if (begin < file.size) finish(file.size);
  return new Blob(parts, { type: 'application/x-ndjson' });
}

async function endOfLine(file: File, from: number): Promise<number> {
  for (let at = from; at < file.size; at += readBytes) {
    const end = (await read(file, at, at + readBytes)).indexOf(newline);
    if (end >= 0) return at + end + 1;
  }
  return file.size;
}

async function read(file: File, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(from, to).arrayBuffer());
}
