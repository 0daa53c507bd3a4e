// `npm run screenshots`: the tour in docs/console.md. Starts a server in development mode on an embedded database of its own,
// tells it a small story by its API, signs in as Olive and takes a picture of each page of `screenshots/pages.js` into
// docs/console/; then writes the tour. A page that the console does not have is left out. Names of pages given as arguments
// are taken alone: `npm run screenshots -- home review`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { prepare, root } from './preparation.js';

prepare({ withDevPackages: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    new URL('../test/support/run-typescript.js', import.meta.url).href,
    fileURLToPath(new URL('screenshots/take.js', import.meta.url)),
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
