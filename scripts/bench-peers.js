// `npm run bench:peers`: installs and builds what is missing, the peers too, then races them beside us.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { installPackagesOf, prepare, root } from './preparation.js';

prepare({ withDevPackages: true });
installPackagesOf('bench');

const loader = join(root, 'test', 'support', 'run-typescript.js');
const program = join(root, 'bench', 'peers', 'races.ts');
const child = spawn(process.execPath, ['--import', loader, program, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl-C reaches the races by themselves, which then stop what they started.
process.on('SIGINT', () => {});
const [status] = await once(child, 'close');
process.exitCode = status ?? 1;
