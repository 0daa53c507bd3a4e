/** docs/ledger/auth0.md says what the code does: a gap that opens or closes must be written down. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { eventTypes } from '../../domain/event.ts';
import { logTypeOf } from './log-wire.ts';
import { partsOfScopes } from './scopes.ts';
import { reasons, unanswered } from './unanswered.ts';

const root = join(import.meta.dirname, '../../..');

/** The rows of the table under a heading, each cell without its backticks. */
function tableUnder(heading: string): string[][] {
  const ledger = readFileSync(join(root, 'docs/ledger/auth0.md'), 'utf8');
  const section = ledger.split('\n## ').find((part) => part.startsWith(`${heading}\n`));
  const rows = (section ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
  );
}

describe('the ledger', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());

  const ask = async (endpoint: string) => {
    const [method, path] = endpoint.split(' ');
    const answer = await fetch(it.baseUrl + path!.replace(/:\w+/g, 'x'), {
      method: method!,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${it.key.rawKey}` },
    });
    const text = await answer.text();
    return { status: answer.status, ...(text.startsWith('{') && JSON.parse(text)) };
  };

  test('has each endpoint that is not answered, with its reason', () => {
    const rows = unanswered.flatMap(({ methods, path, why }) =>
      methods.map((method) => [`${method} /api/v2${path}`, reasons[why]]),
    );
    expect(tableUnder('Endpoints that are not answered')).toEqual(rows);
  });

  test('tells truly what is not answered', async () => {
    const rows = tableUnder('Endpoints that are not answered');
    expect(rows.length).toBeGreaterThan(60);
    for (const [endpoint, because] of rows) {
      expect(await ask(endpoint!), endpoint).toMatchObject({
        statusCode: 501,
        error: 'Not Implemented',
        message: because,
        errorCode: 'not_supported',
      });
    }
  });

  test('tells truly what is answered', async () => {
    const rows = tableUnder('What is answered');
    expect(rows.length).toBeGreaterThan(15);
    for (const [endpoint] of rows) {
      const { status, errorCode } = await ask(endpoint!);
      expect([405, 501, 500], endpoint).not.toContain(status);
      expect(errorCode, endpoint).not.toBe('not_found');
    }
  });

  test('has a row for every call of the official SDK', () => {
    const calls = callsOfSdk();
    expect(calls.length).toBeGreaterThan(60);
    const rows = [...tableUnder('What is answered'), ...tableUnder('Endpoints that are not answered')];
    const known = new Set(rows.map(([endpoint]) => withoutNames(endpoint!)));
    expect(calls.filter((call) => !known.has(withoutNames(call)))).toEqual([]);
  });

  test('has what each scope stands for', () => {
    const rows = Object.entries(partsOfScopes).map(([scope, parts]) => [
      scope,
      parts.map((part) => `\`${part}\``).join(', '),
    ]);
    expect(
      tableUnder('Scopes').map(([scope, parts]) => [scope, parts!.includes('`') ? parts : `\`${parts}\``]),
    ).toEqual(rows);
  });

  test('has the type of each log', () => {
    expect(tableUnder('Logs')).toEqual(eventTypes.map((type) => [type, logTypeOf(type)]));
  });
});

function withoutNames(endpoint: string): string {
  return endpoint.replace(/:\w+/g, ':');
}

/** Every call of the SDK's groups that this dialect is about, as it stands in the SDK's code. */
function callsOfSdk(): string[] {
  const folder = join(root, 'node_modules/auth0/dist/cjs/management/api/resources');
  const groups = ['connections', 'jobs', 'logs', 'tickets', 'userBlocks', 'users'];
  const code = groups.flatMap((group) =>
    readdirSync(join(folder, group), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('Client.js'))
      .map((name) => readFileSync(join(folder, group, name), 'utf8')),
  );
  const calls = code.flatMap((text) =>
    [...text.matchAll(/environments\.\w+\.\w+, [`"]([^`"]+)[`"]\),\s*method: "([A-Z]+)"/g)].map(
      ([, path, method]) =>
        `${method} /api/v2/${path!.replace(/\$\{[^}]*\(([^)]*)\)\}/g, (_all, name) => `:${name.trim()}`)}`,
    ),
  );
  return [...new Set(calls)].sort();
}
