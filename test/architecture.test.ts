/** The layout as a rule: who may import whom. The table is the rule and its check in one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/**
 * What the files under a path may import of our own, longest path first. `self` is the part that the file is of: the path
 * and, for `<x>`, one folder each, so that siblings never meet. A part not named here may import nothing.
 */
const mayImport: [path: string, imports: string[]][] = [
  ['src/domain/', ['self']],
  ['src/vault/', ['self', 'src/domain/']],
  ['src/mail/', ['self']],
  ['src/policies/', ['self', 'src/domain/']],
  ['src/mapping/', ['self', 'src/domain/']],
  ['src/stores/store.ts', ['src/domain/']],
  ['src/stores/conformance.ts', ['src/domain/', 'src/stores/store.ts']],
  ['src/stores/<x>/', ['self', 'src/domain/', 'src/stores/store.ts']],
  ['src/connectors/index.ts', ['src/connectors/']],
  ['src/connectors/strategies/<x>/', ['self', 'src/domain/', 'src/connectors/']],
  ['src/connectors/<x>/', ['self', 'src/domain/', 'src/connectors/*.ts']],
  ['src/connectors/', ['src/domain/', 'src/connectors/*.ts']],
  [
    'src/operations/',
    [
      'self',
      'src/domain/',
      'src/vault/',
      'src/policies/',
      'src/mapping/mapping.ts',
      'src/stores/store.ts',
      'src/connectors/connector.ts',
      'src/mail/mailer.ts',
    ],
  ],
  ['src/dialects/index.ts', ['src/dialects/']],
  ['src/dialects/dialect.ts', ['src/domain/', 'src/operations/']],
  ['src/dialects/<x>/', ['self', 'src/domain/', 'src/operations/', 'src/dialects/dialect.ts']],
  ['src/server/', ['self', 'src/domain/', 'src/operations/', 'src/dialects/dialect.ts', 'src/mail/mailer.ts']],
  [
    'src/openid/',
    [
      'self',
      'src/domain/',
      'src/operations/',
      'src/dialects/dialect.ts',
      'src/server/site.ts',
      'src/server/hosted/',
      'src/server/pages/',
    ],
  ],
  ['src/demo/', ['self', 'src/openid/quiet-oidc-provider.ts']],
  ['src/development/', ['self', 'src/domain/', 'src/vault/', 'src/operations/', 'src/demo/']],
  [
    'src/core.ts',
    [
      'src/domain/',
      'src/vault/',
      'src/mail/',
      'src/policies/',
      'src/mapping/',
      'src/stores/',
      'src/connectors/',
      'src/operations/',
    ],
  ],
  [
    'src/app.ts',
    [
      'src/core.ts',
      'src/domain/',
      'src/mail/',
      'src/stores/',
      'src/operations/',
      'src/dialects/',
      'src/server/',
      'src/openid/',
    ],
  ],
  ['src/workers/', ['self', 'src/operations/shared-memory.ts', 'src/server/metrics.ts']],
  ['src/config.ts', ['src/domain/', 'src/vault/']],
  ['src/config-page.ts', ['src/config.ts']],
  ['src/cli/', ['self', 'src/']],
  ['src/main.ts', ['src/']],
];

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.endsWith('conformance.ts'))
  .map((name) => `src/${name.replaceAll('\\', '/')}`);

function importsOf(file: string): { ours: string[]; foreign: string[] } {
  const text = readFileSync(join(root, file), 'utf8');
  const names = [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|\bimport\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
    ),
  ].map((match) => (match[1] ?? match[2] ?? match[3])!);
  const ours = names
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, resolve(root, dirname(file), name)));
  return { ours, foreign: names.filter((name) => !name.startsWith('.')) };
}

/** The rule of a file, with `self` and `<x>` filled in. */
function ruleOf(file: string): string[] {
  for (const [path, imports] of mayImport) {
    const own = new RegExp(`^${literally(path).replace('<x>', '[^/]+')}${path.endsWith('/') ? '' : '$'}`).exec(
      file,
    )?.[0];
    if (own !== undefined) return imports.map((each) => (each === 'self' ? own : each));
  }
  return [];
}

function allows(rule: string, imported: string): boolean {
  if (rule.endsWith('*.ts')) return new RegExp(`^${literally(rule).replace('\\*', '[^/]+')}$`).test(imported);
  return rule.endsWith('/') ? imported.startsWith(rule) : imported === rule;
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('the architecture', () => {
  test('imports point inward, and siblings never meet', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .ours.filter((imported) => !ruleOf(file).some((rule) => allows(rule, imported)))
        .map((imported) => `${file} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no file imports itself by way of others', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file).ours]));
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      else if (!done.has(file)) for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  test('the domain is pure: no package, no platform, no clock, no randomness, nothing asynchronous', () => {
    const impure = files
      .filter((file) => file.startsWith('src/domain/'))
      .flatMap((file) => {
        const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
        const found = text.match(
          /\basync\b|\bawait\b|\bPromise\b|Date\.now|new Date\(\)|Math\.random|\bprocess\b|\bBuffer\b|\bfetch\(|setTimeout/,
        );
        return [
          // The one exception: what is one phone number in each country is a table, and it is not ours to keep.
          ...importsOf(file)
            .foreign.filter((name) => name !== 'libphonenumber-js/min')
            .map((name) => `${file} imports ${name}`),
          ...(found ? [`${file} has ${found[0]}`] : []),
        ];
      });
    expect(impure).toEqual([]);
  });

  test('the environment is read in one file', () => {
    const readers = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env'));
    expect(readers).toEqual(['src/main.ts']);
  });

  test('every implementation of a seam is registered', () => {
    const folders = (path: string) =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name);
    const registry = (path: string) => readFileSync(join(root, path), 'utf8');
    const missing = [
      ...folders('src/dialects').filter((name) => !registry('src/dialects/index.ts').includes(`./${name}/`)),
      ...folders('src/connectors/strategies').filter(
        (name) => !registry('src/connectors/index.ts').includes(`./strategies/${name}/`),
      ),
    ];
    expect(missing).toEqual([]);
  });

  test('every file and folder that ARCHITECTURE.md names is there', () => {
    const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const named = [...page.matchAll(/`([a-z][\w/.-]*(?:\.ts|\/))`/g)].map(([, name]) => name!);
    const isThere = (name: string) =>
      [root, join(root, 'src')].some((place) => existsSync(join(place, name))) ||
      files.some((file) => file.includes(`/${name}`));
    const missing = named.filter((name) => !isThere(name));
    expect(missing).toEqual([]);
  });

  test('no file is a drawer', () => {
    const drawers = files.filter((file) => /\/(utils?|helpers?|common|types|misc|manager)\.tsx?$/.test(file));
    expect(drawers).toEqual([]);
  });
});
