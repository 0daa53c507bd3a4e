/** What PostgreSQL will do for a statement: which indexes it goes by, and how much it touches on the way. */
import type { Client } from 'pg';
import type { Recorded } from './recorded-database.ts';

export interface Explained {
  /** The tables and indexes of the plan that is made once and kept for all values. */
  path: string[];
  /** Of that plan, and of the one for these values: tables that are read whole. */
  scanned: string[];
  /** With these values: rows that were read and thrown away, or sorted; the most of any step. */
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
  Plans?: Node[];
}

/** Within an open transaction, which is left as it was. */
export async function explain(client: Client, { text, values }: Recorded): Promise<Explained> {
  const kept = await undone(client, async () => {
    await client.query(`prepare explained as ${text}`);
    // INVARIANT: a plan for all values looks at none.
    const nulls = values.length === 0 ? '' : `(${values.map(() => 'null').join(', ')})`;
    return readPlan((await client.query(`explain (format json) execute explained ${nulls}`)).rows);
  });
  await client.query('deallocate explained');
  const run = await undone(client, async () =>
    readPlan((await client.query(`explain (analyze, buffers, timing off, format json) ${text}`, values)).rows),
  );
  const nodes = flatten(run);
  const most = (of: (node: Node) => number) => Math.max(0, ...nodes.map(of));
  return {
    path: [...new Set(flatten(kept).flatMap(wayOf))].sort(),
    scanned: [...new Set([...flatten(kept), ...nodes].flatMap(scannedBy))],
    wasted: most(
      (node) =>
        ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
        (node['Actual Loops'] ?? 1),
    ),
    sorted: most((node) =>
      /Sort|Hash|Aggregate|Unique|WindowAgg|SetOp/.test(node['Node Type'])
        ? Math.max(0, ...(node.Plans ?? []).map((plan) => (plan['Actual Rows'] ?? 0) * (plan['Actual Loops'] ?? 1)))
        : 0,
    ),
    pages: (run['Shared Hit Blocks'] ?? 0) + (run['Shared Read Blocks'] ?? 0),
  };
}

async function undone<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('savepoint explained');
  try {
    return await work();
  } finally {
    await client.query('rollback to savepoint explained');
  }
}

function readPlan(rows: { 'QUERY PLAN': [{ Plan: Node }] }[]): Node {
  return rows[0]!['QUERY PLAN'][0].Plan;
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
