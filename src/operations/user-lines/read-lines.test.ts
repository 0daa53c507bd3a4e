import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { type Line, readLines } from './read-lines.ts';

async function linesOf(chunks: (string | Buffer)[], bytesMax = 10): Promise<Line[]> {
  const source = Readable.from(chunks.map((chunk) => Buffer.from(chunk as string)));
  const lines: Line[] = [];
  for await (const line of readLines(source, { bytesMax })) lines.push(line);
  return lines;
}

test('lines are found wherever the chunks are cut, inside of a character too', async () => {
  const bytes = Buffer.from('añb\n\nc€d\nlast');
  const whole = await linesOf([bytes]);
  expect(whole.map(({ number, text }) => [number, text])).toEqual([
    [1, 'añb'],
    [2, ''],
    [3, 'c€d'],
    [4, 'last'],
  ]);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    expect(await linesOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
  }
  expect(await linesOf([...bytes].map((byte) => Buffer.from([byte])))).toEqual(whole);
});

test('the bytes of all lines are the bytes of the stream', async () => {
  const text = 'one\r\ntwo\n\nfour is far too long\nfive';
  const lines = await linesOf([text.slice(0, 7), text.slice(7)]);
  expect(lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(text.length);
});

test('a line over the limit is told and the next one is read', async () => {
  const lines = await linesOf(['0123456789\n', '0123456', '7890\n', 'x'.repeat(100), 'y\n', 'ok']);
  expect(lines.map(({ text, problem }) => problem ?? text)).toEqual(['0123456789', 'too_long', 'too_long', 'ok']);
});

test('what is not UTF-8 is told; a byte order mark is no part of the first line', async () => {
  const lines = await linesOf([Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62])]);
  expect(lines.map(({ text, problem }) => problem ?? text)).toEqual(['a', 'not_utf8', 'b']);
});
