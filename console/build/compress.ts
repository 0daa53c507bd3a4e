/** Every file of the build once more, compressed, so that the server sends it without work. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const worthIt = /\.(?:js|css|svg)$/;

export function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    // What was written: other plugins still change the bundle while it is generated.
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle)) {
        const path = join(dir!, name);
        const content = worthIt.test(name) ? readFileSync(path) : Buffer.alloc(0);
        if (content.length < 1000) continue;
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
      }
    },
  };
}
