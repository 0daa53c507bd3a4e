// PGlite's file system on Node, made durable. Its NODEFS has no fsync operation, so every fsync PostgreSQL asks for is a
// silent success (electric-sql/pglite#1107). This gives it one. It leans on the inside of Emscripten's file system:
// PGlite is pinned to an exact version and a test counts the calls that reach the disk.
//
// JavaScript, as what imports it: see `session-thread.js`.
import { fdatasyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

export class DurableNodeFs extends NodeFS {
  async init(...args) {
    const { emscriptenOpts, ...rest } = await super.init(...args);
    const installFsync = (module) => {
      const nodeFs = module.NODEFS;
      // INVARIANT: once an fsync has failed, all do. The kernel may have dropped what it could not write, and would call
      // the next one a success. A PostgreSQL server ends itself for that reason; here every later commit is an error.
      let failure;
      // `tryFSOperation` turns an error of Node into the errno that PostgreSQL understands.
      nodeFs.stream_ops.fsync = ({ nfd }) =>
        nodeFs.tryFSOperation(() => {
          if (failure !== undefined) throw failure;
          try {
            fdatasyncSync(nfd);
          } catch (error) {
            failure = error;
            throw error;
          }
          return 0;
        });
    };
    return { ...rest, emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), installFsync] } };
  }
}

/**
 * `-F` would turn fsync off. WAL is flushed through `fsync` because that is the operation we have; Emscripten's
 * `fdatasync` never reaches the file system layer.
 */
export const durableStartParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['-c', 'fsync=on'],
  ...['-c', 'wal_sync_method=fsync'],
];
