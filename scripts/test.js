// `npm test`: installs and builds what is missing, then runs Vitest with the arguments given (`npm test -- path`).
// The last line is `N passed, N failed`, also when the run itself breaks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from './preparation.js';

const counts = { passed: 0, failed: 0 };
process.on('exit', (code) => {
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
});

prepare({ withDevPackages: true });

const directory = mkdtempSync(join(tmpdir(), 'selfsame-counts-'));
const countsFile = join(directory, 'counts.json');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const reporters = ['--reporter=default', `--reporter=${join(root, 'test', 'support', 'count-reporter.ts')}`];
const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, SELFSAME_TEST_COUNTS: countsFile },
});
// Ctrl-C reaches Vitest by itself, which then stops: stay to count.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
const [status] = await once(child, 'close');
try {
  Object.assign(counts, JSON.parse(readFileSync(countsFile, 'utf8')));
} catch {
  // It broke before the first test ended.
}
rmSync(directory, { recursive: true, force: true });
process.exitCode = counts.failed > 0 ? 1 : (status ?? 1);
