/** The OpenAPI document, what is generated from it, and the page that shows it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDocument } from '../../src/dialects/native/document.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const root = new URL('../../', import.meta.url);
const committed = readFileSync(new URL('docs/openapi.json', root), 'utf8');

describe('what is committed is what the code says: run `npm run generate` when this fails', () => {
  test('docs/openapi.json', async () => {
    expect(`${JSON.stringify(await createDocument(), null, 2)}\n`).toBe(committed);
  });

  test('client/src/openapi.ts', async () => {
    const { generateTypes } = (await import(new URL('client/generate.js', root).href)) as {
      generateTypes(document: object): Promise<string>;
    };
    const types = await generateTypes(JSON.parse(committed));
    expect(types).toBe(readFileSync(new URL('client/src/openapi.ts', root), 'utf8'));
  });
});

describe('the document', () => {
  const document = JSON.parse(committed);
  const operations = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    (methods) => Object.values(methods),
  );

  test('is OpenAPI 3.1, and everything that it refers to is in it', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = [...committed.matchAll(/"\$ref": "([^"]+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const place = reference.slice(2).split('/');
      expect(
        place.reduce((at, name) => at?.[name], document),
        reference,
      ).toBeDefined();
    }
  });

  test('names each operation once, and says what it needs', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      expect(operation).toMatchObject({
        summary: expect.stringMatching(/^[A-Z]/),
        tags: [expect.any(String)],
        'x-scopes': expect.any(Array),
      });
    }
  });

  test('has what the ledger says is answered', () => {
    const ledger = readFileSync(new URL('docs/ledger/native.md', root), 'utf8');
    const listed = [...ledger.matchAll(/^\| `([A-Z]+) (\/v1\/\S+)` \|/gm)];
    expect(listed.length).toBeGreaterThan(10);
    for (const [, method, path] of listed) expect(document.paths[path!], path).toHaveProperty(method!.toLowerCase());
  });

  test('has every refusal by reference', () => {
    for (const { operationId, responses } of operations as { operationId: string; responses?: object }[]) {
      const refused = Object.entries(responses ?? {}).filter(([status]) => !status.startsWith('2'));
      const statuses = refused.map(([status]) => status);
      expect(statuses, operationId).toEqual(expect.arrayContaining(['400', '401', '403', '500', '503']));
      for (const [, response] of refused) expect(Object.keys(response)).toEqual(['$ref']);
    }
  });
});

describe('served', () => {
  let it: TestApp;
  beforeAll(async () => {
    it = await startTestApp();
  });
  afterAll(() => it.close());

  test('the document, to anybody', async () => {
    const response = await fetch(`${it.baseUrl}/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(JSON.parse(committed));
  });

  test('the page: every operation and resource, no script, nothing from elsewhere', async () => {
    const response = await fetch(`${it.baseUrl}/docs`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    const page = await response.text();
    const document = JSON.parse(committed);
    for (const methods of Object.values(document.paths as Record<string, Record<string, { operationId: string }>>))
      for (const { operationId } of Object.values(methods)) expect(page).toContain(`id="${operationId}"`);
    for (const name of Object.keys(document.components.schemas)) expect(page).toContain(`id="${name}"`);
    expect(page).not.toMatch(/<script|<link|<img|\son\w+=|src=|javascript:/i);
    const anchors = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]!);
    for (const anchor of new Set(anchors)) expect(page).toContain(`id="${anchor}"`);
  });
});
