/**
 * The budget of the first page: everything that the browser loads before Home is shown, gzipped. The build prints the sum
 * and fails past the limit.
 */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Loaded with the first page although nothing imports it statically: the page itself. Its chart comes when it is there. */
const firstPage = /\/pages\/home\/home-page\.tsx$/;

export function limitFirstPage({ maxKilobytes }: { maxKilobytes: number }): Plugin {
  return {
    name: 'limit-first-page',
    apply: 'build',
    writeBundle(_options, bundle) {
      const sizes = measureFirstPage(bundle);
      const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
      for (const [name, size] of [...sizes].sort((a, b) => b[1] - a[1]))
        console.log(`  ${inKilobytes(size).padStart(9)}  ${name}`);
      console.log(`${inKilobytes(total)} gzipped for the first page, of ${maxKilobytes} KB at most`);
      if (total > maxKilobytes * 1000)
        this.error(`the first page has grown past ${maxKilobytes} KB: load what it does not need by import()`);
    },
  };
}

function measureFirstPage(bundle: Rolldown.OutputBundle): Map<string, number> {
  const sizes = new Map<string, number>();
  const add = (name: string): void => {
    const file = bundle[name];
    if (!file || sizes.has(name)) return;
    sizes.set(name, gzipSync(file.type === 'chunk' ? file.code : file.source).length);
    if (file.type !== 'chunk') return;
    for (const imported of file.imports) add(imported);
    for (const sheet of file.viteMetadata?.importedCss ?? []) add(sheet);
  };
  for (const [name, file] of Object.entries(bundle)) {
    if (name.endsWith('.html')) add(name);
    if (file.type === 'chunk' && (file.isEntry || firstPage.test(file.facadeModuleId ?? ''))) add(name);
  }
  return sizes;
}

function inKilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
