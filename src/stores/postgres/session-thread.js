// The thread that PGlite runs in: bytes of PostgreSQL's protocol in, the bytes it answers out, one request after the other,
// until it is told to close. The other end is `session.ts`, which says what the messages are.
//
// Plain JavaScript with plain JavaScript imports: a thread must start alike from the sources and from what is built of them.
import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { DurableNodeFs, durableStartParams } from './durable-node-fs.js';

const startParams = [
  ...durableStartParams,
  // PostgreSQL's 128 MB of buffers would double this process; the operating system caches the files anyway.
  ...['-c', 'shared_buffers=32MB'],
  ...['-c', 'min_wal_size=32MB'],
  ...['-c', 'max_wal_size=64MB'],
];

/** An answer leaves in parts of about this size, so that a long one is read while the rest is made. */
const partBytes = 64 * 1024;

/** Of ReadyForQuery, by which the other end tells that an answer is whole. */
const readyBytes = 6;

let pglite;
let part = new Uint8Array(partBytes);
let used = 0;

/** PostgreSQL's own buffer is handed in: it is used again as soon as this returns. */
function gather(bytes) {
  if (used + bytes.length > part.length) postPart();
  if (used + bytes.length > part.length) {
    const larger = new Uint8Array(used + bytes.length);
    larger.set(part.subarray(0, used));
    part = larger;
  }
  part.set(bytes, used);
  used += bytes.length;
}

/** All but what may be the end of the answer, which leaves in one piece. */
function postPart() {
  const kept = Math.min(used, readyBytes);
  if (used > kept) parentPort.postMessage({ part: part.slice(0, used - kept) });
  part.copyWithin(0, used - kept, used);
  used = kept;
}

async function answer(request) {
  try {
    await pglite.execProtocolRawStream(request, { syncToFs: false, onRawData: gather });
    parentPort.postMessage(part.slice(0, used));
    used = 0;
  } catch (error) {
    used = 0;
    parentPort.postMessage({ failed: describe(error) });
  }
}

async function open(clusterDir) {
  try {
    pglite = await PGlite.create({ fs: new DurableNodeFs(clusterDir), startParams });
    parentPort.postMessage('open');
  } catch (error) {
    parentPort.postMessage({ failed: describe(error) });
  }
}

async function close() {
  await pglite.close();
  parentPort.postMessage('closed');
  parentPort.close();
}

function describe(error) {
  return error instanceof Error ? error.message : String(error);
}

parentPort.on('message', (message) => {
  if (message instanceof Uint8Array) void answer(message);
  else if (message === 'close') void close();
  else void open(message.clusterDir);
});
