// `npm run bench`: installs and builds what is missing, the peers too, then measures; `npm run bench -- --help` says what can be asked.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { installPackagesOf, prepare, root } from './preparation.js';

prepare({ withDevPackages: true });
installPackagesOf('bench');

const loader = join(root, 'test', 'support', 'run-typescript.js');
const child = spawn(process.execPath, ['--import', loader, join(root, 'bench', 'bench.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl-C reaches the benchmark by itself, which then stops what it started.
process.on('SIGINT', () => {});
const [status] = await once(child, 'close');
process.exitCode = status ?? 1;
