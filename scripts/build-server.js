// Makes dist/ from src/, of which `npm run typecheck` checks the types: the server with the packages that it runs on in a few files
// (docs/adr/0101), and beside them, at the same place as under src/, every file that is not TypeScript (migrations, stylesheets,
// the empty cluster, the database's thread).
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { renderNotices } from './notices.js';
import { fingerprint, root, server } from './preparation.js';

const source = join(root, 'src');
const target = join(root, 'dist');

/** Stay packages: they read files of their own, by the place where they are. `jsonata` is in, and its thread takes the package, too. */
const external = ['@cedar-policy/cedar-wasm', '@electric-sql/pglite'];

// A build that does not get to its end is none.
rmSync(server.record, { force: true });

const assets = listFiles(source).filter((path) => !/\.tsx?$/.test(path));
for (const path of assets) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  copyFileSync(join(source, path), join(target, path));
}
const { files, packages } = await bundle();
const notices = 'third-party-notices.txt';
writeFileSync(join(target, notices), renderNotices(packages));

// What was built before goes last, so that a server that runs finds what it loads while this builds. It does go: a
// migration that another branch has would be run, if it stayed.
const built = new Set([...assets, ...files, notices]);
for (const path of listFiles(target)) if (!built.has(path) && !path.startsWith('.compiled')) rmSync(join(target, path));

writeFileSync(server.record, fingerprint(server));

/** Writes the program: which files, and the folders of the packages that are in them. */
async function bundle() {
  const build = await rolldown({
    input: join(source, 'main.ts'),
    platform: 'node',
    tsconfig: join(root, 'tsconfig.json'),
    external: (name) => external.some((each) => name === each || name.startsWith(`${each}/`)),
    plugins: [{ name: 'own-places', transform: keepPlace }],
    // Not of ours: a package that evals, and columns of the few lines that `keepPlace` writes.
    checks: { eval: false, sourcemapBroken: false },
  });
  // All in one folder, or `keepPlace` would have to know in which of them a module ends up.
  const { output } = await build.write({
    dir: target,
    format: 'esm',
    sourcemap: true,
    sourcemapExcludeSources: true,
    chunkFileNames: 'chunk-[name]-[hash].js',
  });
  await build.close();
  const folders = new Set();
  for (const chunk of output)
    for (const path of Object.keys(chunk.modules ?? {})) {
      const folder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0];
      if (folder) folders.add(folder.replace(/^\0/, ''));
    }
  return { files: output.map(({ fileName }) => fileName), packages: [...folders] };
}

/** A module of ours finds its files by its own place, also when it is a part of another file. */
function keepPlace(code, path) {
  if (!path.startsWith(source + sep) || !code.includes('import.meta.url')) return null;
  const place = relative(source, path)
    .split(sep)
    .join('/')
    .replace(/\.tsx?$/, '.js');
  return { code: code.replaceAll('import.meta.url', `new URL(${JSON.stringify(`./${place}`)}, import.meta.url).href`) };
}

function listFiles(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath ?? entry.path, entry.name)));
}
