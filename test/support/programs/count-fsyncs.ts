// Commits `<count>` times into the embedded database and prints, as JSON, how many fdatasync calls reached the file
// system meanwhile. Then lets one such call fail, and prints what came of that commit and of the one after it.
import { fileURLToPath } from 'node:url';
import { setEnvironmentData } from 'node:worker_threads';
import { openEmbedded } from '../../../src/stores/postgres/embedded.ts';

const memory = new SharedArrayBuffer(8);
const shared = new Int32Array(memory);
setEnvironmentData('fsyncs', memory as unknown as string);
const patch = fileURLToPath(new URL('./fail-fsync.cjs', import.meta.url));

const database = await openEmbedded(process.argv[2]!, { threadExecArgv: ['--require', patch] });
const count = Number(process.argv[3]);
await database.pool.query('CREATE TABLE numbers (number integer)');

const calls = () => Atomics.load(shared, 0);
const before = calls();
for (let number = 0; number < count; number += 1)
  await database.pool.query('INSERT INTO numbers VALUES ($1)', [number]);
const duringCommits = calls() - before;
await database.pool.query('CHECKPOINT');
const duringCheckpoint = calls() - before - duringCommits;

Atomics.store(shared, 1, 1);
const afterFailure: string[] = [];
for (let number = 0; number < 2; number += 1) {
  const outcome = database.pool.query('INSERT INTO numbers VALUES ($1)', [-1]);
  afterFailure.push(await outcome.then(() => 'acknowledged').catch((error: { code: string }) => error.code));
}
console.log(JSON.stringify({ duringCommits, duringCheckpoint, afterFailure }));
process.exit(0);
