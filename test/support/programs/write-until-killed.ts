// Commits transactions of two rows for ever, and prints the number of each as soon as its commit was acknowledged.
import { writeSync } from 'node:fs';
import { openEmbedded } from '../../../src/stores/postgres/embedded.ts';

const database = await openEmbedded(process.argv[2]!);
await database.pool.query('CREATE TABLE IF NOT EXISTS written (number integer, half text, PRIMARY KEY (number, half))');
const { rows } = await database.pool.query('SELECT coalesce(max(number), 0) AS last FROM written');
const client = await database.pool.connect();
for (let number = rows[0].last + 1; ; number += 1) {
  await client.query('BEGIN');
  await client.query("INSERT INTO written VALUES ($1, 'first')", [number]);
  await client.query("INSERT INTO written VALUES ($1, 'second')", [number]);
  await client.query('COMMIT');
  writeSync(1, `${number}\n`);
}
