// Puts a run of the bench into docs/performance.md: its tables between two marks, its plots beside them.
// `npm run bench:publish -- bench/results/<date>.json …`; later files add the parts that earlier ones do not have.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawPlots } from './plots.js';
import { formatMachine, toTables } from './results.ts';

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const folder = fileURLToPath(new URL('../docs/performance/', import.meta.url));
const begin = '<!-- results: written by `npm run bench:publish` -->';
const end = '<!-- end of results -->';

const runs = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
if (runs.length === 0) throw new Error('name the files that `npm run bench` has written');
const sections = new Map(
  runs.toReversed().flatMap(({ machine, sections: of }) => of.map((section) => [section.title, { machine, section }])),
);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const plots = drawPlots([...sections.values()].map(({ section }) => section));
for (const { file, svg } of plots) writeFileSync(`${folder}${file}`, svg);

const [before, after] = splitAt(readFileSync(page, 'utf8'));
const text = [
  begin,
  '',
  ...runs.map(({ machine }) => formatMachine(machine).replaceAll('\n', '  \n')),
  ...plots.map(({ file, alt }) => `\n![${alt}](performance/${file})`),
  ...[...sections.values()].map(({ section }) => toMarkdown(section)),
  '',
  end,
].join('\n');
writeFileSync(page, `${before}${text}${after}`);

function toMarkdown(section) {
  const tables = toTables(section).map(([headings, ...rows]) =>
    [headings, headings.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n'),
  );
  return [`\n### ${section.title}`, `${section.about}.`, ...tables].join('\n\n');
}

function splitAt(markdown) {
  const from = markdown.indexOf(begin);
  const to = markdown.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${page} has lost its marks`);
  return [markdown.slice(0, from), markdown.slice(to + end.length)];
}
