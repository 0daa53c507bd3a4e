// Makes src/stores/postgres/empty-cluster.tar.br: run it by hand (node scripts/make-empty-cluster.js, half a minute)
// whenever the pinned version of PGlite changes. A test compares the version it was made with.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

const target = fileURLToPath(new URL('../src/stores/postgres/empty-cluster.tar.br', import.meta.url));
const manifest = new URL('../node_modules/@electric-sql/pglite/package.json', import.meta.url);
const work = mkdtempSync(join(tmpdir(), 'selfsame-cluster-'));
try {
  const cluster = join(work, 'cluster');
  const database = await PGlite.create(cluster);
  await database.exec('VACUUM (FREEZE, ANALYZE)');
  await database.exec('CHECKPOINT');
  await database.close();
  writeFileSync(join(cluster, 'pglite-version'), JSON.parse(readFileSync(manifest, 'utf8')).version);
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  const options = ['--format=ustar', '--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  const archive = execFileSync('tar', [...options, '-c', '-C', cluster, '.'], { maxBuffer: 1 << 28 });
  const packed = brotliCompressSync(archive, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: archive.length,
    },
  });
  writeFileSync(target, packed);
  console.log(`${target}: ${packed.length} bytes, ${archive.length} unpacked`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
