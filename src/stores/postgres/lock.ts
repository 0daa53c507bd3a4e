// One process at a time in a data directory. PGlite takes no lock of its own: two processes that open one directory
// both work, and lose each other's acknowledged rows.
//
// A holder listens on a Unix socket of its own name in `<dataDir>/lock/`. Whether a name there is alive is asked of the
// kernel, by connecting: the socket of a process that ended in any way, also by SIGKILL, refuses. So there is no pid to
// be reused, nothing to clean up by hand, and it holds between containers that share a volume on one host.
//
// INVARIANT: a process publishes its own name first and reads the others' after, and takes the lock only when no other
// name answers. Of two that start at the same instant at least one therefore sees the other. Names are never used
// again, so that removing a dead one cannot remove a live one.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable } from './database.ts';

export interface DataDirLock {
  release(): Promise<void>;
}

// A socket's address holds 107 bytes on Linux and 103 on macOS.
const socketPathBytesMax = 100;
const answerWaitMs = 2_000;
const contenderWaitMs = 5_000;
const contenderPollMs = 10;

/** Takes the lock or throws `DatabaseUnavailable('data_dir_in_use')` with the pid of the holder. */
export async function lockDataDir(dataDir: string, attemptsLeft = 3): Promise<DataDirLock> {
  const directory = join(resolve(dataDir), 'lock');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(dataDir, error);
  }
  const alias = openAlias(directory);
  const name = `${process.pid}-${randomBytes(6).toString('hex')}.sock`;
  const holder = new Holder();
  const release = async () => {
    rmSync(join(directory, name), { force: true });
    await holder.close();
    alias.close();
  };
  try {
    // Published under its final name only once it listens: between bind and listen a socket refuses like a dead one.
    await holder.listen(join(alias.path, `${name}.new`));
    renameSync(join(directory, `${name}.new`), join(directory, name));
    await awaitTurn(dataDir, directory, alias.path, name);
  } catch (error) {
    await release();
    // Our unpublished name was swept away by a process that just took the lock: ask again, and learn its pid.
    if (isMissing(error) && attemptsLeft > 0) return lockDataDir(dataDir, attemptsLeft - 1);
    throw error instanceof DatabaseUnavailable ? error : unusable(dataDir, error);
  }
  holder.state = 'held';
  removeUnpublished(directory);
  return { release };
}

/** Returns when no other name is alive. Of several that contend, the first by name waits and the others give up. */
async function awaitTurn(dataDir: string, directory: string, aliasPath: string, own: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += contenderPollMs) {
    let othersAlive = 0;
    for (const name of readdirSync(directory)) {
      if (!name.endsWith('.sock') || name === own) continue;
      const state = await askState(join(aliasPath, name));
      if (state === 'dead') {
        rmSync(join(directory, name), { force: true });
        continue;
      }
      othersAlive += 1;
      if (state === 'held' || name < own || waitedMs >= contenderWaitMs) throw inUse(dataDir, name);
    }
    if (othersAlive === 0) return;
    await sleep(contenderPollMs);
  }
}

/** The socket that proves a process alive. Tells whoever connects whether it has the lock or only wants it. */
class Holder {
  state: 'contending' | 'held' = 'contending';
  readonly #server = net.createServer((connection) => {
    connection.on('error', () => {});
    connection.end(this.state);
  });

  async listen(path: string): Promise<void> {
    await new Promise<void>((done, fail) => {
      this.#server.once('error', fail);
      this.#server.listen(path, done);
    });
    this.#server.on('error', () => {});
    this.#server.unref();
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise((done) => this.#server.close(done));
  }
}

type State = 'dead' | 'contending' | 'held' | 'leaving';

/**
 * A holder too busy to answer in time is alive all the same: the kernel accepts the connection for it. One that hangs up
 * without an answer is just giving up, or dying: the next time it is asked it will be gone.
 */
function askState(path: string): Promise<State> {
  return new Promise((done, fail) => {
    let answer = '';
    const connection = net.connect(path);
    const finish = (state: State) => {
      connection.destroy();
      done(state);
    };
    connection.setTimeout(answerWaitMs, () => finish('held'));
    connection.on('data', (chunk) => {
      answer += chunk.toString();
    });
    connection.on('end', () => finish(answer === 'held' || answer === 'contending' ? answer : 'leaving'));
    connection.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') finish('dead');
      else if (error.code === 'EACCES' || error.code === 'EPERM') fail(error);
      else finish('leaving');
    });
  });
}

/** A way to the directory that is short enough for a socket's address. */
function openAlias(directory: string): { path: string; close(): void } {
  if (Buffer.byteLength(directory) + 40 <= socketPathBytesMax) return { path: directory, close: () => {} };
  const parent = mkdtempSync(join(tmpdir(), 'selfsame-'));
  const path = join(parent, 'lock');
  symlinkSync(directory, path);
  return { path, close: () => rmSync(parent, { recursive: true, force: true }) };
}

/** Leftovers of processes that were killed before they listened. One that is about to publish finds its name gone. */
function removeUnpublished(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (name.endsWith('.new')) rmSync(join(directory, name), { force: true });
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function inUse(dataDir: string, name: string): DatabaseUnavailable {
  const pid = name.slice(0, name.indexOf('-'));
  return new DatabaseUnavailable(
    'data_dir_in_use',
    `data directory \`${dataDir}\` is in use by process ${pid}: stop that one first, or choose another directory`,
  );
}

function unusable(dataDir: string, cause: unknown): DatabaseUnavailable {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new DatabaseUnavailable(
    'data_dir_unusable',
    `data directory \`${dataDir}\` cannot be used (${code}): it must be writable by this user, on a file system with Unix sockets`,
    { cause },
  );
}
