// What is built of the sources: the same program in a few files, with every file that it reads where it looks for it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from './support/selfsame.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who needs more has imported something that the build does not take in, or has split the program anew: look at which. */
const modulesMax = 40;

function buildServer(): string {
  const project = temporaryDirectory();
  const names = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts', 'src'];
  for (const name of names) cpSync(join(root, name), join(project, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-server.js'], {
    cwd: project,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return project;
}

test('starts from a few files and no package, and finds its threads, engines and pages', {
  timeout: 300_000,
}, async () => {
  const project = buildServer();
  const dataDir = temporaryDirectory();
  const [port, demoPort] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'test/support/list-modules.js'), join(project, 'dist/main.js'), 'start'],
    {
      env: {
        PATH: process.env.PATH,
        SELFSAME_DATA_DIR: dataDir,
        PORT: String(port),
        SELFSAME_DEMO_PORT: String(demoPort),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const welcomed = (async () => {
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes('Ctrl-C stops it')) return true;
    return errors;
  })();
  expect(await welcomed).toBe(true);

  const dist = pathToFileURL(join(project, 'dist/')).href;
  const loaded = [...errors.matchAll(/^loads (.*)$/gm)].map(([, url]) => url!);
  expect(loaded.filter((url) => !url.startsWith(dist))).toEqual([]);
  expect(loaded.length).toBeGreaterThan(1);
  expect(loaded.length).toBeLessThan(modulesMax);

  // The embedded database answers, in its thread; Cedar reads a policy; JSONata maps, in its own.
  const firstRun = JSON.parse(readFileSync(join(dataDir, 'first-run.json'), 'utf8'));
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${firstRun.base_url}${path}`, {
      method,
      headers: {
        'x-api-key': firstRun.api_key,
        'x-tenant-id': firstRun.tenant_id,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  expect((await send('GET', '/v1/users')).status).toBe(200);
  const policy = await send('POST', '/v1/policies', {
    name: 'everything',
    cedar_policy_set: 'permit(principal, action, resource);',
  });
  expect(policy).toMatchObject({ status: 201 });
  const [connection] = JSON.parse((await send('GET', '/v1/connections')).text).data;
  const mapped = await send('POST', `/v1/connections/${connection.id}/mapping/preview`, {
    claims: { raw: { login: 'ADA' } },
    claim_mapping: { username: '$lowercase(login)' },
  });
  expect(mapped).toMatchObject({ status: 200, text: expect.stringContaining('"username":"ada"') });
});

test('names each package that it contains, with its licence', { timeout: 120_000 }, () => {
  const notices = readFileSync(join(buildServer(), 'dist/third-party-notices.txt'), 'utf8');
  for (const name of ['fastify', 'typebox', 'oidc-provider', 'libphonenumber-js', 'pg'])
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(.*(MIT|Apache|BSD|ISC).*\\)$`, 'm'));
  expect(notices).not.toContain('(see below)');
});
