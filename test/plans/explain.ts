/** What PostgreSQL does for a statement: which indexes it goes by, and how much it touches on the way. */
import pg from 'pg';
import type { Recorded } from './recorded-database.ts';

export interface Explained {
  text: string;
  /** The indexes of the plan that is kept for all values, and the tables that it reads whole. */
  path: string[];
  /** Tables that are read whole, of either plan. */
  scanned: string[];
  /** Indexes of either plan. */
  indexes: string[];
  /** Rows that were read and thrown away, or sorted; the most of any step of either plan. */
  wasted: number;
  sorted: number;
  /** Pages of the database that were touched. */
  pages: number;
}

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: Node[];
}

/**
 * Runs the statements in order, twice, and takes them back. A statement that is prepared gets a plan for its values at
 * first, and then one for all values where that looks no dearer (`plan_cache_mode`): so both have to be good.
 */
export async function explain(client: pg.Client, statements: readonly Recorded[]): Promise<Explained[]> {
  const kept = await run(client, statements, 'force_generic_plan');
  const own = statements.some(({ isKept }) => isKept) ? await run(client, statements, 'force_custom_plan') : kept;
  return statements.map(({ text }, index) => {
    const nodes = [kept[index]!, own[index]!].flatMap(flatten);
    const most = (of: (node: Node) => number) => Math.max(0, ...nodes.map(of));
    return {
      text,
      path: [...new Set(flatten(kept[index]!).flatMap(wayOf))].sort(),
      scanned: [...new Set(nodes.flatMap(scannedBy))],
      indexes: [...new Set(nodes.map((node) => node['Index Name']).filter((name) => name !== undefined))],
      wasted: most(
        (node) =>
          ((node['Rows Removed by Filter'] ?? 0) +
            (node['Rows Removed by Index Recheck'] ?? 0) +
            (node['Rows Removed by Join Filter'] ?? 0)) *
          (node['Actual Loops'] ?? 1),
      ),
      sorted: most((node) => (/Sort|Hash|Aggregate|Unique|SetOp/.test(node['Node Type']) ? rowsInto(node) : 0)),
      pages: Math.max(...[kept[index]!, own[index]!].map(pagesOf)),
    };
  });
}

async function run(client: pg.Client, statements: readonly Recorded[], mode: string): Promise<Node[]> {
  const plans: Node[] = [];
  await client.query('begin; set local jit = off');
  try {
    for (const { text, values, isKept } of statements) {
      await client.query(`set local plan_cache_mode = ${isKept ? mode : 'force_custom_plan'}`);
      await client.query(`prepare explained as ${text}`);
      const literals = values.length === 0 ? '' : `(${values.map(toLiteral).join(', ')})`;
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
        `explain (analyze, buffers, timing off, format json) execute explained ${literals}`,
      );
      plans.push(rows[0]!['QUERY PLAN'][0].Plan);
      await client.query('deallocate explained');
    }
  } finally {
    await client.query('rollback');
    await client.query('deallocate all');
  }
  return plans;
}

/** As the driver sends it: every type is written as a text. */
function toLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (Array.isArray(value)) return pg.escapeLiteral(toArray(value));
  return pg.escapeLiteral(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function toArray(items: unknown[]): string {
  const texts = items.map((item) => (item === null ? 'null' : JSON.stringify(String(item))));
  return `{${texts.join(',')}}`;
}

function flatten(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

function wayOf(node: Node): string[] {
  if (node['Index Name'] !== undefined) return [node['Index Name']];
  return scannedBy(node).map((table) => `all of ${table}`);
}

function scannedBy(node: Node): string[] {
  return node['Node Type'] === 'Seq Scan' ? [node['Relation Name']!] : [];
}

function rowsInto(node: Node): number {
  return Math.max(0, ...(node.Plans ?? []).map((plan) => (plan['Actual Rows'] ?? 0) * (plan['Actual Loops'] ?? 1)));
}

function pagesOf(node: Node): number {
  return (node['Shared Hit Blocks'] ?? 0) + (node['Shared Read Blocks'] ?? 0);
}
