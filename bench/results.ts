/** What came out, as a file for machines and a table for people. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { type Comparison, type Figure, isHeld, median, type Section } from './figures.ts';

export interface Machine {
  date: string;
  commit: string;
  cpu: string;
  cores: number;
  memoryGib: number;
  system: string;
  /** Of the last minute before the run: above one, somebody else was busy too. */
  loadBefore: number;
  node: string;
  postgres: string;
  generator: string;
  packages: Record<string, string>;
  options: object;
}

export interface Results {
  machine: Machine;
  sections: Section[];
}

export function describeMachine(more: Pick<Machine, 'commit' | 'generator' | 'postgres' | 'options'>): Machine {
  const versionOf = (folder: string): string =>
    JSON.parse(readFileSync(new URL(`${folder}/package.json`, import.meta.url), 'utf8')).version;
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    loadBefore: loadavg()[0]!,
    node: process.version,
    packages: {
      fastify: versionOf('../node_modules/fastify'),
      pg: versionOf('../node_modules/pg'),
      'better-auth': versionOf('./node_modules/better-auth'),
    },
    ...more,
  };
}

export function formatMachine({ cpu, cores, memoryGib, system, node, postgres, generator, ...more }: Machine): string {
  const packages = Object.entries(more.packages).map(([name, version]) => `${name} ${version}`);
  return [
    `${more.date.slice(0, 10)}, ${more.commit}: ${cores} x ${cpu}, ${memoryGib} GiB, ${system}, load before ${more.loadBefore.toFixed(2)}`,
    `Node ${node}, PostgreSQL ${postgres}, ${[...packages, generator].join(', ')}`,
  ].join('\n');
}

/** Two tables: medians of each name by unit, and ratios beside what is asked of them. */
export function toTables({ figures, comparisons }: Section): string[][][] {
  const names = [...new Set(figures.map(({ name }) => name))];
  const units = [...new Set(figures.map(({ unit }) => unit))];
  const cell = (name: string, unit: string): string => {
    const found = figures.find((figure) => figure.name === name && figure.unit === unit);
    return found ? formatFigure(found) : '';
  };
  const medians = [['', ...units], ...names.map((name) => [name, ...units.map((unit) => cell(name, unit))])];
  if (comparisons.length === 0) return [medians];
  return [medians, [['', 'against', 'ratio', 'asked', ''], ...comparisons.map(toRow)]];
}

function toRow(comparison: Comparison): string[] {
  const { name, against, ratios, atLeast, atMost } = comparison;
  const asked = atLeast !== undefined ? `at least ${atLeast}` : atMost !== undefined ? `at most ${atMost}` : '';
  const verdict = asked === '' ? '' : isHeld(comparison) ? 'held' : 'missed';
  return [name, against, `${median(ratios).toFixed(2)} ×`, asked, verdict];
}

/** Three digits that count, and a thousand's comma. */
function formatFigure({ values }: Figure): string {
  const value = median(values);
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function formatSection(section: Section): string {
  return ['', section.title, section.about, ...toTables(section).map((rows) => `\n${alignColumns(rows)}`)].join('\n');
}

function alignColumns(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isText = rows[0]!.map((_, column) => rows.slice(1).every((row) => !/^[\d.,]/.test(row[column]!)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText[column] ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
