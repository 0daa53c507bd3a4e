// Loaded into the thread of the embedded database by `count-fsyncs.ts`: counts the fdatasync calls that reach the file
// system in the first of the shared numbers, and lets one fail when the second is set.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { getEnvironmentData } = require('node:worker_threads');

const shared = new Int32Array(getEnvironmentData('fsyncs'));
const { fdatasyncSync } = fs;
fs.fdatasyncSync = (descriptor) => {
  if (Atomics.exchange(shared, 1, 0) === 1) {
    throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
  }
  fdatasyncSync(descriptor);
  Atomics.add(shared, 0, 1);
};
syncBuiltinESMExports();
