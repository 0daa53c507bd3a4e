// `npm run bench:publish -- bench/results/<date>.json`: writes a run into docs/performance.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { installPackagesOf, prepare, root } from './preparation.js';

prepare({ withDevPackages: true });
installPackagesOf('bench');

const loader = join(root, 'test', 'support', 'run-typescript.js');
const program = join(root, 'bench', 'publish.js');
const child = spawn(process.execPath, ['--import', loader, program, ...process.argv.slice(2)], { stdio: 'inherit' });
const [status] = await once(child, 'close');
process.exitCode = status ?? 1;
