// `npm start`: the server from a fresh clone, with nothing but Node and npm on the machine. Installs and builds what is
// missing, then becomes the server: the same process, so that signals and the exit code are the server's own.
import module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root } from './preparation.js';

prepare({ withDevPackages: false });
// What was compiled is kept for the next start, where Node can do that (22.1).
module.enableCompileCache?.(join(root, 'dist', '.compiled'));
await import(pathToFileURL(join(root, 'dist', 'main.js')).href);
