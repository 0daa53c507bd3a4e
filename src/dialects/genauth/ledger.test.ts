/** docs/ledger/genauth.md says what the code does: a gap that opens or closes must be written down. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AuthenticationClient, ManagementClient } from 'authing-node-sdk';
import { fastify } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createConnectors } from '../../connectors/index.ts';
import { type ErrorCode, errorTable } from '../../domain/errors.ts';
import type { DialectContext } from '../dialect.ts';
import { signatureProblems, wordOf } from './errors.ts';
import { genauth } from './index.ts';
import { toProviderName } from './provider-names.ts';
import { unsupportedVerbs } from './unsupported-verbs.ts';
import { genderKey, profileFields, statusKey } from './user-fields.ts';

const ledger = readFileSync(join(import.meta.dirname, '../../../docs/ledger/genauth.md'), 'utf8');

/** The rows of the table under a heading, cells that are nothing but code without their backticks. */
function tableUnder(heading: string): string[][] {
  const section = ledger.split('\n## ').find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
  );
}

async function servedEndpoints(): Promise<string[]> {
  const app = fastify({ exposeHeadRoutes: false });
  const endpoints: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (!url.includes('*')) endpoints.push(`${String(method)} ${url.replace('/api/v3/', '')}`);
  });
  await app.register(async (own) => genauth.register(own, {} as DialectContext));
  return endpoints;
}

describe('the ledger', () => {
  test('has every endpoint that is served', async () => {
    expect(
      tableUnder('What is answered')
        .map(([endpoint]) => endpoint)
        .sort(),
    ).toEqual((await servedEndpoints()).sort());
  });

  test('names the methods of the SDK as they are called', () => {
    const methods = tableUnder('What is answered')
      .map(([, method]) => method!)
      .filter((method) => method !== '–');
    expect(methods.length).toBeGreaterThan(30);
    for (const method of methods) {
      const [, name, client] = /^`?(\w+)`?(?: \(`(\w+)`\))?$/.exec(method) ?? [];
      const { prototype } = client === 'AuthenticationClient' ? AuthenticationClient : ManagementClient;
      expect(prototype, method).toHaveProperty(name!);
    }
  });

  test('every path of the SDK is served or told as not supported', async () => {
    const code = readFileSync(
      join(import.meta.dirname, '../../../node_modules/authing-node-sdk/dist/ManagementClient.js'),
      'utf8',
    );
    const verbs = new Set([...code.matchAll(/"\/api\/v3\/([a-z0-9/-]+)"/g)].map(([, verb]) => verb!));
    const served = new Set((await servedEndpoints()).map((endpoint) => endpoint.split(' ')[1]!));
    expect(verbs.size).toBeGreaterThan(400);
    expect([...verbs].filter((verb) => !served.has(verb) && !unsupportedVerbs.includes(verb))).toEqual([]);
    expect(unsupportedVerbs.filter((verb) => served.has(verb))).toEqual([]);
  });

  test('has the word of every strategy', () => {
    const strategies = createConnectors({ fetch, now: () => new Date(), insecureDevelopmentEndpoints: false });
    expect(tableUnder('Words of sources')).toEqual(
      [...strategies.keys()].sort().map((name) => [name, toProviderName(name)]),
    );
  });

  test('has every profile field', () => {
    expect(tableUnder("Fields of a user's profile")).toEqual([
      ...Object.entries(profileFields),
      ['gender', genderKey],
      ['status', statusKey],
    ]);
  });

  test('has every apiCode', () => {
    const ofSignatures = Object.values(signatureProblems).map(({ apiCode, statusCode, en }) => [
      String(apiCode),
      String(statusCode),
      en,
    ]);
    const ofRefusals = (Object.keys(errorTable) as ErrorCode[])
      .map((code) => [String(wordOf(code).code), String(wordOf(code).status), errorTable[code].means])
      .filter(([apiCode]) => apiCode !== 'null');
    expect(tableUnder('Codes')).toEqual([...ofSignatures, ...ofRefusals].sort(([a], [b]) => Number(a) - Number(b)));
  });
});
