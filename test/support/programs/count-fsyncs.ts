// Commits `<count>` times into the embedded database and prints, as JSON, how many fdatasync calls reached the file
// system meanwhile. Then lets one such call fail, and prints what came of that commit and of the one after it.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let calls = 0;
let failNext = false;
const fdatasyncSync = fs.fdatasyncSync;
fs.fdatasyncSync = (descriptor) => {
  if (failNext) {
    failNext = false;
    throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  }
  fdatasyncSync(descriptor);
  calls += 1;
};
syncBuiltinESMExports();

const { openEmbedded } = await import('../../../src/stores/postgres/embedded.ts');
const database = await openEmbedded(process.argv[2]!);
const count = Number(process.argv[3]);
await database.pool.query('CREATE TABLE numbers (number integer)');

const before = calls;
for (let number = 0; number < count; number += 1)
  await database.pool.query('INSERT INTO numbers VALUES ($1)', [number]);
const duringCommits = calls - before;
await database.pool.query('CHECKPOINT');
const duringCheckpoint = calls - before - duringCommits;

failNext = true;
const afterFailure: string[] = [];
for (let number = 0; number < 2; number += 1) {
  const outcome = database.pool.query('INSERT INTO numbers VALUES ($1)', [-1]);
  afterFailure.push(await outcome.then(() => 'acknowledged').catch((error: { code: string }) => error.code));
}
console.log(JSON.stringify({ duringCommits, duringCheckpoint, afterFailure }));
process.exit(0);
