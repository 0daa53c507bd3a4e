// Makes src/stores/postgres/empty-cluster.tar.br, a cluster with our schema and no rows: run it by hand
// (node scripts/make-empty-cluster.js, half a minute) whenever there is a migration more, or another version of PGlite. Tests compare both.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import '../test/support/run-typescript.js';

const postgres = new URL('../src/stores/postgres/', import.meta.url);
const { openEmbedded } = await import(new URL('embedded.ts', postgres).href);
const { migrate } = await import(new URL('migrate.ts', postgres).href);
const target = fileURLToPath(new URL('empty-cluster.tar.br', postgres));
const manifest = new URL('../node_modules/@electric-sql/pglite/package.json', import.meta.url);
const work = mkdtempSync(join(tmpdir(), 'selfsame-cluster-'));
try {
  const cluster = join(work, 'postgres');
  await (await PGlite.create(cluster)).close();
  const database = await openEmbedded(work);
  await migrate(database);
  await database.pool.query('VACUUM (FREEZE, ANALYZE)');
  await database.pool.query('CHECKPOINT');
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
