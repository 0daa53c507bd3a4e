// On each line `take <directory>` tries to take its lock and prints `held` or the refusal; on `release` lets it go.
import { createInterface } from 'node:readline';
import { type DataDirLock, lockDataDir } from '../../../src/stores/postgres/lock.ts';

let lock: DataDirLock | null = null;
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'release') {
    await lock?.release();
    lock = null;
    console.log('released');
  } else {
    try {
      lock = await lockDataDir(line.slice('take '.length));
      console.log('held');
    } catch (error) {
      console.log((error as Error).message);
    }
  }
}
