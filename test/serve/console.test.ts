// The console's files as the server hands them out, and what it says about signing in.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OperatorsStage, startWithOperators } from '../support/operators.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const page =
  '<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/console/assets/a-1.js"></script>';

function makeConsole(directory: string): string {
  mkdirSync(join(directory, 'assets'));
  mkdirSync(join(directory, '.vite'));
  writeFileSync(join(directory, 'index.html'), page);
  writeFileSync(join(directory, 'mark.svg'), '<svg/>');
  writeFileSync(join(directory, '.vite', 'manifest.json'), '{}');
  writeFileSync(join(directory, 'assets', 'a-1.js'), 'void 0;');
  writeFileSync(join(directory, 'assets', 'a-1.js.br'), brotliCompressSync('void 0;'));
  return directory;
}

describe('a console that is built', () => {
  let it: TestApp;
  let stage: OperatorsStage;
  const directory = mkdtempSync(join(tmpdir(), 'selfsame-console-'));
  beforeAll(async () => {
    ({ it, stage } = await startWithOperators({ consoleDir: makeConsole(directory) }));
  });
  afterAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    await stage?.close();
    await it?.close();
  });
  // As if it were the installation's own address: at the operators' own the browser would be sent there.
  const get = (path: string, headers: Record<string, string> = {}) =>
    it.app.server.inject({ url: path, headers: { host: 'selfsame.example.com', ...headers } });

  test('has one page at every place in it, with a policy by which nothing runs but what came from here', async () => {
    for (const path of ['/console', '/console/', '/console/users/1?tab=raw', '/console/callback?code=1']) {
      const answer = await get(path);
      expect([path, answer.statusCode, answer.headers['content-type']]).toEqual([
        path,
        200,
        'text/html; charset=utf-8',
      ]);
      expect(answer.headers['cache-control']).toBe('no-cache');
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain(`connect-src 'self' ${stage.url};`);
      const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? [];
      expect(answer.body).toBe(page.replace('__CSP_NONCE__', nonce!));
    }
    const nonces = await Promise.all([get('/console'), get('/console')]);
    expect(nonces[0]!.body).not.toBe(nonces[1]!.body);
  });

  test('has files that never change under their names, compressed where the browser takes that', async () => {
    const plain = await get('/console/assets/a-1.js');
    expect([plain.statusCode, plain.body]).toEqual([200, 'void 0;']);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-type']).toMatch(/javascript/);
    const small = await get('/console/assets/a-1.js', { 'accept-encoding': 'br' });
    expect(small.headers['content-encoding']).toBe('br');
    expect(small.headers.vary).toMatch(/accept-encoding/i);
    expect(brotliDecompressSync(small.rawPayload).toString()).toBe('void 0;');
    expect((await get('/console/mark.svg')).headers['content-type']).toBe('image/svg+xml');
  });

  test('hands out nothing else: no file that is not there, none beside it, none that is hidden', async () => {
    const missing = await get('/console/assets/b-2.js');
    expect([missing.statusCode, missing.headers['cache-control']]).toEqual([404, 'no-cache']);
    for (const path of [
      '/console/../package.json',
      '/console/%2e%2e/package.json',
      '/console/assets/..%2f..%2fpackage.json',
    ])
      expect((await get(path)).body).not.toContain('"name"');
    expect((await get('/console/.vite/manifest.json')).body).not.toBe('{}');
  });

  test('is told where operators sign in, and as which application', async () => {
    const answer = await get('/console/config.json');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toEqual({
      issuer: `${stage.url}/`,
      client_id: 'console',
      scope: 'openid profile email offline_access',
      resource: 'urn:selfsame:api',
      redirect_uri: 'https://selfsame.example.com/console/callback',
      post_logout_redirect_uri: 'https://selfsame.example.com/console',
    });
  });

  test('is at the installation’s own address: at a tenant’s the browser is sent there', async () => {
    const answer = await get('/console/users?q=a', { host: new URL(stage.url).host });
    expect([answer.statusCode, answer.headers.location]).toEqual([
      302,
      'https://selfsame.example.com/console/users?q=a',
    ]);
  });

  test('is put right at a start: what somebody made of its application is undone', async () => {
    const application = (await it.operations.operators.findConsole())!.application;
    await it.operations.applications.update(stage.actor, application.id, {
      redirectUris: ['https://evil.example.com/callback'],
      firstParty: false,
    });
    const kept = await it.operations.operators.keepConsole(it.publicUrl);
    expect(kept).toMatchObject({ redirectUris: [`${it.publicUrl}/console/callback`], firstParty: true });
  });

  test('and the browser is sent nowhere while nothing leads to where operators sign in', async () => {
    const { settings } = stage.tenant;
    await it.operations.tenants.update(stage.actor, stage.tenant.id, { settings: {} });
    expect((await get('/console/config.json')).json()).toEqual({ problem: 'no_address' });
    await it.operations.tenants.update(stage.actor, stage.tenant.id, { settings });
  });
});

test('where it is not built, or nobody works in it, that is said', async () => {
  const it = await startTestApp({ on: 'embedded', consoleDir: join(temporaryDirectory(), 'none') });
  const answer = await fetch(`${it.baseUrl}/console/users`);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('npm run build');
  const config = await (await fetch(`${it.baseUrl}/console/config.json`)).json();
  expect(config).toEqual({ problem: 'no_operators' });
  // A tenant of this name that is somebody's already is none of ours: nobody in it has a role.
  const { operators, tenants, applications } = it.operations;
  const { tenantId: _none, ...system } = { ...it.actor };
  const theirs = await tenants.create(system, { name: 'Operators Ltd', slug: 'operators' });
  expect(await operators.keepConsole(it.publicUrl)).toBeNull();
  expect(await applications.byClientId(theirs.id, 'console')).toBeNull();
  await it.close();
});
