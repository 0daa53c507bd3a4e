// The scripts behind `npm start`, in a project of their own: this one's scripts and packages around a main of ten lines.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryDirectory } from './support/temporary-directory.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const main = `
import { readdirSync } from 'node:fs';
const keepAlive = setInterval(() => {}, 1000);
process.on('SIGINT', () => { clearInterval(keepAlive); console.log('drained'); });
console.log(readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.sql')).join(' '));
if (process.argv.includes('--fail')) process.exit(7);
`;

function makeProject(): string {
  const project = temporaryDirectory();
  for (const name of ['package.json', 'tsconfig.json', 'scripts']) {
    cpSync(join(root, name), join(project, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  // As if these were exactly the packages that are asked for: nothing here may install into the real node_modules.
  cpSync(join(root, 'node_modules', '.package-lock.json'), join(project, 'package-lock.json'));
  mkdirSync(join(project, 'src'));
  writeFileSync(join(project, 'src', 'main.ts'), main);
  writeFileSync(join(project, 'src', '0001-first.sql'), 'SELECT 1;');
  for (const name of ['client/src', 'console/build', 'console/public', 'console/src'])
    mkdirSync(join(project, name), { recursive: true });
  writeFileSync(join(project, 'console', 'index.html'), '<!doctype html><title>Console</title>');
  writeFileSync(join(project, 'console', 'vite.config.ts'), 'export default {};');
  writeFileSync(join(project, 'console', 'tsconfig.json'), '{}');
  return project;
}

interface Run {
  readonly child: ChildProcess;
  readonly firstLine: string;
  /** What it did before it became the server. */
  readonly steps: string[];
  readonly output: () => string;
  readonly ended: Promise<[number | null, NodeJS.Signals | null]>;
}

async function start(project: string, ...args: string[]): Promise<Run> {
  const child = spawn(process.execPath, ['scripts/start.js', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close') as Run['ended'];
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  const lines = createInterface({ input: child.stdout });
  const [firstLine] = (await Promise.race([once(lines, 'line'), ended.then(() => [''])])) as [string];
  return { child, firstLine, steps: stderr.split('\n').filter(Boolean), output: () => stdout, ended };
}

async function interrupt({ child, ended, output }: Run): Promise<void> {
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(output()).toContain('drained');
}

test('builds what has changed and nothing else, then is the server', async () => {
  const project = makeProject();
  const first = await start(project);
  expect(first).toMatchObject({ steps: ['building …', 'building the console …'], firstLine: '0001-first.sql' });
  await interrupt(first);

  const second = await start(project);
  expect(second).toMatchObject({ steps: [], firstLine: '0001-first.sql' });
  await interrupt(second);

  // Another branch: one file more, one less.
  writeFileSync(join(project, 'src', '0002-second.sql'), 'SELECT 2;');
  rmSync(join(project, 'src', '0001-first.sql'));
  const third = await start(project);
  expect(third).toMatchObject({ steps: ['building …'], firstLine: '0002-second.sql' });
  await interrupt(third);

  writeFileSync(join(project, 'console', 'index.html'), '<!doctype html><title>Another</title>');
  const fourth = await start(project);
  expect(fourth).toMatchObject({ steps: ['building the console …'], firstLine: '0002-second.sql' });
  await interrupt(fourth);
});

test('ends as the server ends', async () => {
  const { ended } = await start(makeProject(), '--fail');
  expect(await ended).toEqual([7, null]);
});

test('a source that does not compile is shown and not started, and not taken for built the next time', async () => {
  const project = makeProject();
  writeFileSync(join(project, 'src', 'main.ts'), `import './wrong.ts';\n${main}`);
  writeFileSync(join(project, 'src', 'wrong.ts'), 'export const wrong: = 1;\n');
  utimesSync(join(project, 'src', 'wrong.ts'), 1, 1);
  for (let time = 0; time < 2; time += 1) {
    const { ended, steps, firstLine } = await start(project);
    expect(await ended).toEqual([1, null]);
    expect(firstLine).toBe('');
    expect(steps[0]).toBe('building …');
    expect(steps.join('\n')).toContain('wrong.ts');
    expect(steps.at(-1)).toBe('could not build: see above');
  }
  expect(existsSync(join(project, 'dist', '.built-from'))).toBe(false);
});
