import { readFileSync } from 'node:fs';

/** Of the package: the file is two folders up, from the source as from the build. */
export function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
