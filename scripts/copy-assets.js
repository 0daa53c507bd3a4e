// The part of the build that the TypeScript compiler leaves out: copies every file under src/ that is not TypeScript
// (migrations, stylesheets, the empty cluster) to the same place under dist/, removes from dist/ what src/ no longer has,
// and records what dist/ was built from.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint, root, server } from './preparation.js';

const source = join(root, 'src');
const target = join(root, 'dist');

for (const path of listFiles(source)) {
  if (/\.tsx?$/.test(path)) continue;
  mkdirSync(dirname(join(target, path)), { recursive: true });
  copyFileSync(join(source, path), join(target, path));
}

// A migration that another branch has would be run, if it stayed.
for (const path of listFiles(target)) {
  const origins = [path, path.replace(/\.js(\.map)?$/, '.ts'), path.replace(/\.js(\.map)?$/, '.tsx')];
  if (!origins.some((origin) => existsSync(join(source, origin)))) rmSync(join(target, path));
}

writeFileSync(server.record, fingerprint(server));

function listFiles(directory) {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(directory.length + 1));
}
