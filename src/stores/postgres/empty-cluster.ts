// The files of a PostgreSQL cluster with our schema and no rows, shipped in `empty-cluster.tar.br` (made by
// `scripts/make-empty-cluster.js`). Unpacking takes a quarter of a second; running initdb as WebAssembly on the first
// start takes several seconds and 880 MB of memory, and all migrations one more.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const archiveUrl = new URL('./empty-cluster.tar.br', import.meta.url);

/**
 * Makes `clusterDir` unless it exists, whole or not at all: it is written under another name, forced to disk and renamed.
 * The caller holds the lock of the directory above.
 */
export async function createEmptyCluster(clusterDir: string): Promise<void> {
  if (existsSync(join(clusterDir, 'PG_VERSION'))) return;
  const unfinished = `${clusterDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const directories = [unfinished];
  mkdirSync(unfinished, { mode: 0o700 });
  const files: Promise<void>[] = [];
  for (const entry of readTar(brotliDecompressSync(readFileSync(archiveUrl)))) {
    const path = join(unfinished, entry.name);
    if (entry.content === undefined) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      directories.push(path);
    } else {
      files.push(writeDurably(path, entry.content));
    }
  }
  await Promise.all(files);
  for (const directory of directories) syncDirectory(directory);
  renameSync(unfinished, clusterDir);
  syncDirectory(dirname(clusterDir));
}

interface TarEntry {
  readonly name: string;
  /** Absent for a directory. */
  readonly content?: Buffer;
}

/** POSIX ustar as far as the archive uses it: files and directories with names under 100 bytes, directories first. */
function* readTar(archive: Buffer): Generator<TarEntry> {
  const blockBytes = 512;
  let offset = 0;
  while (offset < archive.length && archive[offset] !== 0) {
    const field = (start: number, length: number) =>
      archive.toString('latin1', offset + start, offset + start + length).replace(/\0.*$/s, '');
    const name = field(0, 100);
    const bytes = Number.parseInt(field(124, 12), 8);
    const isDirectory = field(156, 1) === '5';
    offset += blockBytes;
    yield isDirectory ? { name } : { name, content: archive.subarray(offset, offset + bytes) };
    offset += Math.ceil(bytes / blockBytes) * blockBytes;
  }
}

async function writeDurably(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
}

function syncDirectory(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
