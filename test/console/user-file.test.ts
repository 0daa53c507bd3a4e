// A file of users as the console reads it: cut anywhere, it is the same lines that the server counts.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { pickLines, placeBehind, readPiece, readUserFile } from '../../console/src/pages/transfer/user-file.ts';
import { readLines } from '../../src/operations/user-lines/read-lines.ts';
import { lineBytesMax } from '../../src/operations/user-lines/read-row.ts';

const many = Array.from({ length: 2345 }, (_, index) => `{"username":"é${index}"}${index % 7 === 0 ? '\n' : ''}`);
const long = (bytes: number) => JSON.stringify({ name: 'x'.repeat(bytes) });
const files: [string, string][] = [
  ['of one line', '{}\n'],
  ['whose last line has no end', 'a\nb'],
  ['with blank lines at its end', 'a\n\n\n'],
  ['of exactly two thousand lines', '{}\n'.repeat(2000)],
  ['of very many lines', many.join('\n')],
  ['of some megabytes', `${`${long(3000)}\n`.repeat(1500)}`],
  ['with lines that are far too long', `a\n${long(5_000_000)}\n${long(lineBytesMax)}\nb\n${long(3_000_000)}`],
];

test.each(files)('a file %s comes whole, in pieces that the server takes', async (_what, text) => {
  const bytes = Buffer.from(text);
  const file = new File([bytes], 'users.jsonl');
  let told = 0;
  const chosen = await readUserFile(
    file,
    (read) => {
      told = read;
    },
    new AbortController().signal,
  );
  const lines: { number: number; bytes: number; problem?: string }[] = [];
  for await (const line of readLines([bytes], { bytesMax: lineBytesMax })) lines.push(line);
  expect(told).toBe(bytes.length);
  expect(chosen.importId).toBe(`sha256-${createHash('sha256').update(bytes).digest('hex')}`);
  expect(chosen.lines).toBe(lines.length);

  let done = 0;
  for (let at = 0; at < file.size; ) {
    expect(await placeBehind(chosen, done)).toBe(at);
    const piece = await readPiece(file, at);
    expect(piece.lines).toBeLessThanOrEqual(1000);
    expect(piece.body.length).toBeLessThanOrEqual(8 * 1024 * 1024);
    const counted: { number: number; problem?: string }[] = [];
    const options = { bytesMax: lineBytesMax, linesBefore: done };
    for await (const line of readLines([Buffer.from(piece.body)], options)) counted.push(line);
    expect(counted.map(({ number, problem }) => [number, problem])).toEqual(
      lines.slice(done, done + piece.lines).map(({ number, problem }) => [number, problem]),
    );
    done += piece.lines;
    at = piece.end;
  }
  expect(done).toBe(lines.length);

  const picked = lines.filter(({ number }) => number % 3 === 1).map(({ number }) => number);
  const ends = lines.map((_line, index) => lines.slice(0, index + 1).reduce((sum, line) => sum + line.bytes, 0));
  const wanted = picked.map((number) => bytes.subarray(number === 1 ? 0 : ends[number - 2], ends[number - 1]));
  expect(Buffer.from(await (await pickLines(file, picked)).arrayBuffer()).equals(Buffer.concat(wanted))).toBe(true);
});
