// The README's pieces, as printed: extracted, and run against a server that was started as the README says.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from './support/browser.ts';
import { type DevelopmentServer, startDevelopment } from './support/selfsame.ts';

const root = resolve(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pieces = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code!);

// Inside the project, as the README has it: that is where the vendors' SDKs are found.
mkdirSync(join(root, 'test-output'), { recursive: true });
const place = mkdtempSync(join(root, 'test-output', 'readme-'));
let server: DevelopmentServer;

beforeAll(async () => {
  server = await startDevelopment(join(place, '.selfsame'));
  for (const connection of ['google-oauth2', 'github', 'oidc'])
    await new Browser(server.baseUrl).signIn(connection, 'ada');
});

afterAll(async () => {
  await server?.stop();
  rmSync(place, { recursive: true, force: true });
});

async function runFile(file: string): Promise<{ code: number; output: string; problems: string }> {
  const child = spawn(process.execPath, [file], { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let problems = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    problems += chunk;
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, output, problems };
}

describe("the README's pieces", () => {
  test('ask four APIs', () => {
    expect(pieces.map((code) => /from '([^n][^']+)'|\/v1/.exec(code)?.[0])).toEqual([
      "from '@workos-inc/node'",
      "from 'auth0'",
      "from 'authing-node-sdk'",
      '/v1',
    ]);
  });

  test.each(pieces.map((code, index) => [index + 1, code]))(
    'piece %i shows who Ada is at Google and GitHub',
    async (index, code) => {
      const file = join(place, `ask-${index}.mjs`);
      writeFileSync(file, code);
      const { code: exit, output, problems } = await runFile(file);
      expect({ exit, problems }).toEqual({ exit: 0, problems: '' });
      expect(output).toMatch(/google/i);
      expect(output).toMatch(/github/i);
      expect(output).toContain('58301');
    },
  );

  test('the line that the start prints asks for the users', async () => {
    // Taken apart rather than run: a machine with Node alone has no curl.
    const [, url = '', rest = ''] = / Ask +curl -s (\S+) ([\s\S]*?)\n {2}Read /.exec(server.stdout()) ?? [];
    const headers = [...rest.matchAll(/-H '([^:]+): ([^']+)'/g)].map(
      ([, name, value]) => [name!, value!] as [string, string],
    );
    const answer = await fetch(url, { headers });
    expect(answer.status).toBe(200);
    const { data } = (await answer.json()) as { data: { email: string }[] };
    expect(data.map(({ email }) => email)).toContain('ada@example.com');
  });
});

test('what the README shows of the start is what the start says', () => {
  const [, shown = ''] = /```text\n(Selfsame [\s\S]*?)```/.exec(readme) ?? [];
  const words = (text: string) => [...text.matchAll(/^ {2}(\w[\w ]*?) {2,}/gm)].map(([, word]) => word);
  expect(words(shown)).toEqual(words(server.stdout()));
});

test('every file and page that the README and CONTRIBUTING point to is there', () => {
  for (const page of ['README.md', 'CONTRIBUTING.md']) {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(
      ([, link]) => link!,
    );
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  }
  expect(readdirSync(join(root, 'bin'))).toContain('selfsame.js');
});
