// What has to be there before the server or the tests can run: the packages of package-lock.json in node_modules/, dist/
// built from src/, and console/dist/ from console/ and client/. Each step is taken only when something has changed. Node and npm alone are needed, so this
// imports nothing but Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Each is built by itself, so that who changes one does not wait for the other. `record` keeps what it was built from. */
export const server = {
  script: 'build:server',
  record: join(root, 'dist', '.built-from'),
  files: ['package-lock.json', 'tsconfig.json', 'scripts/build-server.js', 'scripts/notices.js'],
  folders: ['src'],
};
export const webConsole = {
  script: 'build:console',
  record: join(root, 'console', 'dist', '.built-from'),
  files: ['package-lock.json', 'console/index.html', 'console/vite.config.ts', 'console/tsconfig.json'],
  folders: ['client/src', 'console/build', 'console/public', 'console/src'],
};

const nodeVersionMin = [20, 19];

/** Ends the process with one line when it cannot be prepared. */
export function prepare({ withDevPackages }) {
  requireNode();
  const installed = readPackages('node_modules/.package-lock.json');
  if (!isInstalled(installed, withDevPackages)) {
    const first = installed === null;
    // Who has the dev packages keeps them: `npm ci` begins by removing everything.
    const dev = withDevPackages || Object.values(installed ?? {}).some((entry) => entry.dev);
    step(first ? 'installing packages (first start only) …' : 'installing packages (package-lock.json has changed) …');
    runNpm('install the packages', [
      'ci',
      ...(dev ? [] : ['--omit=dev']),
      '--loglevel=error',
      '--no-audit',
      '--no-fund',
    ]);
  }
  for (const part of [server, webConsole]) {
    if (readText(part.record) === fingerprint(part)) continue;
    step(part === server ? 'building …' : 'building the console …');
    runNpm('build', ['run', '--silent', part.script]);
  }
}

/** Of a folder with a package.json and a lock of its own, which no workspace and no other command needs. */
export function installPackagesOf(folder) {
  if (isInstalled(readPackages(join(folder, 'node_modules/.package-lock.json')), true, folder)) return;
  step(`installing the packages of ${folder} …`);
  runNpm(`install the packages of ${folder}`, ['ci', '--loglevel=error', '--no-audit', '--no-fund'], folder);
}

/** What a part is made from, in one value: changes with any file's name, size or time. */
export function fingerprint({ files, folders }) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  for (const path of files) add(path);
  for (const folder of folders)
    for (const entry of readdirSync(join(root, folder), { recursive: true }).sort()) add(join(folder, entry));
  return hash.digest('hex');
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > nodeVersionMin[0] || (major === nodeVersionMin[0] && minor >= nodeVersionMin[1])) return;
  fail(`Node ${nodeVersionMin.join('.')} or newer is needed: this is ${process.versions.node}`);
}

function isInstalled(installed, withDevPackages, folder = '.') {
  if (installed === null) return false;
  for (const [path, wanted] of Object.entries(readPackages(join(folder, 'package-lock.json')) ?? {})) {
    if (path === '' || (!withDevPackages && (wanted.dev || wanted.devOptional))) continue;
    const found = installed[path];
    // Optional ones are for other operating systems, mostly.
    if (found === undefined && wanted.optional) continue;
    if (found === undefined || found.version !== wanted.version) return false;
  }
  return true;
}

/** npm writes the second of these two files last, so an installation that was interrupted has none. */
function readPackages(path) {
  const text = readText(join(root, path));
  return text === null ? null : JSON.parse(text).packages;
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function runNpm(what, [command, ...options], folder = '.') {
  // The npm that runs us, if one does. Its summary of an installation is noise; a compiler's errors are on stdout too.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [program, ...before] = npm;
  const stdout = command === 'ci' ? 'ignore' : 2;
  const { status, error } = spawnSync(program, [...before, command, ...options], {
    cwd: join(root, folder),
    stdio: ['ignore', stdout, 2],
  });
  if (status !== 0) fail(`could not ${what}: ${error?.message ?? 'see above'}`);
}

function step(line) {
  process.stderr.write(`${line}\n`);
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
