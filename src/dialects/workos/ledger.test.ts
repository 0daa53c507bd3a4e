/** docs/ledger/workos.md says what the code does: a gap that opens or closes must be written down. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { createConnectors } from '../../connectors/index.ts';
import { nameOf } from './event-wire.ts';
import { wordOfStrategy } from './identities.ts';
import { reasons, unanswered } from './unanswered.ts';

const root = join(import.meta.dirname, '../../..');

/** The rows of the table under a heading, each cell without its backticks. */
function tableUnder(heading: string): string[][] {
  const ledger = readFileSync(join(root, 'docs/ledger/workos.md'), 'utf8');
  const section = ledger.split('\n## ').find((part) => part.startsWith(`${heading}\n`));
  const rows = (section ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

const orDash = (word: string | null | undefined) => word ?? '–';

describe('the ledger', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());

  const codeOf = async (method: string, path: string, key?: string) => {
    const answer = await fetch(it.baseUrl + path.replace(/:\w+/g, 'x'), {
      method,
      headers: { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) },
    });
    const text = await answer.text();
    return { status: answer.status, ...(text && JSON.parse(text)) };
  };

  test('has each endpoint that is not answered, with its reason', () => {
    const rows = unanswered.flatMap(({ methods, path, why }) =>
      methods.map((method) => [`${method} ${path}`, reasons[why]]),
    );
    expect(tableUnder('Endpoints that are not answered')).toEqual(rows);
  });

  test('tells truly what is not answered', async () => {
    const rows = tableUnder('Endpoints that are not answered');
    expect(rows.length).toBeGreaterThan(50);
    for (const [endpoint, because] of rows) {
      const [method, path] = endpoint!.split(' ');
      for (const key of [undefined, it.key.rawKey]) {
        expect(await codeOf(method!, path!, key), endpoint).toEqual({
          status: 501,
          code: 'not_supported',
          message: because,
        });
      }
    }
  });

  test('tells truly what is answered', async () => {
    const rows = tableUnder('What is answered');
    expect(rows.length).toBeGreaterThan(10);
    for (const [endpoint] of rows) {
      const [method, path] = endpoint!.split(' ');
      const { code } = await codeOf(method!, path!, it.key.rawKey);
      expect(['not_supported', 'not_found', 'method_not_allowed'], endpoint).not.toContain(code);
    }
  });

  test('misses no path that the official SDK asks for', async () => {
    const paths = pathsOfSdk();
    expect(paths.length).toBeGreaterThan(40);
    for (const path of paths) {
      expect((await codeOf('GET', path, it.key.rawKey)).code, path).not.toBe('not_found');
    }
  });

  test('has the word for each strategy', () => {
    const strategies = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
    const rows = [...strategies.keys()].sort().map((strategy) => [strategy, orDash(wordOfStrategy[strategy])]);
    expect(tableUnder('Identities')).toEqual(rows);
  });

  test('has the name of each event', () => {
    expect(tableUnder('Events')).toEqual(Object.entries(nameOf).map(([type, name]) => [type, orDash(name)]));
  });
});

/** Every path under our prefixes that stands in the SDK's code, with `:x` for what it fills in. */
function pathsOfSdk(): string[] {
  const folder = join(root, 'node_modules/@workos-inc/node/lib');
  const code = readdirSync(folder)
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const literals = code.matchAll(/["'`}](\/(?:user_management|sso|events)(?:\/(?:\$\{[^}]*\}|[\w-])+)*)(?=["'`?])/g);
  return [...new Set([...literals].map(([, path]) => path!.replace(/\$\{[^}]*\}/g, ':x')))].sort();
}
