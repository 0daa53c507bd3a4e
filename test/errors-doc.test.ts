/** docs/errors.md is made from the code: every refusal of the closed table, and how each dialect says it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dialects } from '../src/dialects/index.ts';
import { type ErrorCode, errorTable } from '../src/domain/errors.ts';

const codes = Object.keys(errorTable) as ErrorCode[];

describe('the errors', () => {
  test('are documented as the code has them', async () => {
    await expect(renderTable()).toMatchFileSnapshot('../docs/errors.md');
  });

  test('have a status that fits their kind in every dialect', () => {
    const wrong = dialects.flatMap(({ name, wordOf }) =>
      codes
        .filter((code) => {
          const { status } = wordOf(code);
          const isServerTrouble = ['internal', 'unavailable', 'unsupported'].includes(errorTable[code].kind);
          return isServerTrouble
            ? status < 500 && errorTable[code].kind !== 'unsupported'
            : status < 400 || status > 499;
        })
        .map((code) => `${name} says ${wordOf(code).status} for ${code}`),
    );
    expect(wrong).toEqual([]);
  });

  test('are all raised somewhere', () => {
    const source = resolve(import.meta.dirname, '../src');
    const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.') && !name.endsWith('domain/errors.ts'))
      .map((name) => readFileSync(join(source, name), 'utf8'))
      .join('\n');
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});

function renderTable(): string {
  const rows = codes.map((code) => {
    const words = dialects.map(({ wordOf }) => {
      const word = wordOf(code);
      return word.code === null ? `${word.status}` : `${word.status} \`${word.code}\``;
    });
    return `| \`${code}\` | ${errorTable[code].means} | ${words.join(' | ')} |`;
  });
  return [
    '# Errors',
    '',
    '<!-- Made by test/errors-doc.test.ts from the code: renew it with `npx vitest run test/errors-doc.test.ts --update`. -->',
    '',
    'A refusal changes nothing. Each dialect says it in its own shape; the table shows the status and, where the dialect has codes,',
    'the code. GenAuth answers HTTP 200 and carries the status in `statusCode` of its envelope (HTTP 429 alone is itself). Every answer',
    'has an `X-Request-ID` header: it is in the log, and in the event of a change.',
    '',
    `| refusal | what it means | ${dialects.map(({ name }) => name).join(' | ')} |`,
    `|---|---|${dialects.map(() => '---|').join('')}`,
    ...rows,
    '',
  ].join('\n');
}
