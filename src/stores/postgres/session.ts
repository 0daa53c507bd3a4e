// The embedded database's one session, in a thread of its own, so that a long statement holds up no one who does not wait
// for the database. This end speaks PostgreSQL's protocol to `pg` as a socket would; `session-thread.js` is the other.
import { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/**
 * What goes to the thread: where the cluster is, once; then requests, each the bytes of whole protocol messages that end with
 * one that asks for an answer; `close` at last.
 */
type ToThread = { clusterDir: string } | Uint8Array | 'close';

/** What comes from it. An answer is parts, if it is long, and its last bytes; answers come in the order of the requests. */
type FromThread = 'open' | 'closed' | { part: Uint8Array } | Uint8Array | { failed: string };

export interface Session {
  /** Opens the cluster, whose files are there. To be called once. */
  open(clusterDir: string): Promise<void>;
  /** Something like a socket for a `pg` client. The session under it stays the same: see `embedded-pool.ts`. */
  connect(): SessionSocket;
  /** Ends the thread, after the requests under way. A session that was never opened is ended at once. */
  close(): Promise<void>;
}

/**
 * How much of a function of PostgreSQL is run before V8 optimises it, in bytes: ten times of what it does by itself. Optimising what
 * a start runs once took a third of the start's processor time, on the cores that it would have had; what requests run is past
 * this within seconds. Read when the module is instantiated, in whichever thread; a V8 without the flag says so in a line and goes on.
 */
const tieringBudget = 18_000_000;

/** Starts the thread, which loads what it needs meanwhile. `execArgv` is for tests: options of Node for the thread. */
export function startSession(execArgv: string[] = []): Session {
  setFlagsFromString(`--wasm-tiering-budget=${tieringBudget}`);
  const thread = new Worker(new URL('./session-thread.js', import.meta.url), { execArgv, argv: [], env: {} });
  const waiting: { socket: SessionSocket; request: Uint8Array }[] = [];
  let opened: { resolve(): void; reject(error: Error): void } | null = null;
  let isOpen = false;
  let end: Error | null = null;
  let threadEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    threadEnded = resolve;
  });

  const post = (message: ToThread): void => thread.postMessage(message);

  const fail = (error: Error): void => {
    end ??= error;
    opened?.reject(end);
    for (const { socket } of waiting.splice(0)) socket.fail(end);
  };

  thread.on('message', (message: FromThread) => {
    if (message instanceof Uint8Array) {
      const { socket, request } = waiting.shift()!;
      // Nobody waits for the thread any more: it keeps no process from ending.
      if (waiting.length === 0) thread.unref();
      socket.take(message);
      // A panic. The next client is as one after a crash: the session is its own again, or every statement fails.
      if (!isReady(message) && request.at(-5) !== flush) socket.fail(new Error('the embedded database gave up'));
    } else if (message === 'open') {
      isOpen = true;
      thread.unref();
      opened?.resolve();
    } else if (message !== 'closed') {
      if ('part' in message) waiting[0]?.socket.take(message.part);
      else if (isOpen) waiting.shift()?.socket.fail(new Error(`the embedded database failed: ${message.failed}`));
      else opened?.reject(new Error(message.failed));
    }
  });
  thread.on('error', (error) => fail(new Error(`the embedded database has ended: ${error.message}`)));
  thread.on('exit', () => {
    fail(new Error('the embedded database has ended'));
    threadEnded();
  });

  const ask = (socket: SessionSocket, request: Uint8Array): void => {
    if (end) {
      socket.fail(end);
      return;
    }
    if (waiting.push({ socket, request }) === 1) thread.ref();
    post(request);
  };

  return {
    open: (clusterDir) =>
      new Promise<void>((resolve, reject) => {
        if (end) return reject(end);
        opened = { resolve, reject };
        thread.ref();
        post({ clusterDir });
      }),
    connect: () => new SessionSocket(ask),
    async close() {
      thread.ref();
      if (isOpen && !end) post('close');
      else void thread.terminate();
      await ended;
    },
  };
}

const sync = 0x53;
const query = 0x51;
const flush = 0x48;
const terminate = 0x58;
const startupOrTls = 0;

/** Whether an answer ends with ReadyForQuery, as every one does that was brought to its end. */
function isReady(answer: Uint8Array): boolean {
  return answer.at(-6) === 0x5a && answer.at(-2) === 5;
}

/** AuthenticationOk and ReadyForQuery, idle: there is no password to ask for. */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** As much of `net.Socket` as `pg` uses. It writes one protocol message at a time. */
export class SessionSocket extends EventEmitter {
  writable = true;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  readonly #ask: (socket: SessionSocket, request: Uint8Array) => void;

  constructor(ask: (socket: SessionSocket, request: Uint8Array) => void) {
    super();
    this.#ask = ask;
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  write(chunk: Uint8Array, written?: () => void): boolean {
    const kind = chunk[0];
    if (kind === startupOrTls) process.nextTick(() => this.take(welcome));
    else if (kind !== terminate && this.writable) {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      if (kind === sync || kind === query || kind === flush) this.#send();
    }
    if (written) process.nextTick(written);
    return true;
  }

  /** What was written since the last answer was asked for leaves as one message, with a buffer of its own. */
  #send(): void {
    const request = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const chunk of this.#chunks) {
      request.set(chunk, offset);
      offset += chunk.length;
    }
    this.#chunks = [];
    this.#bytes = 0;
    this.#ask(this, request);
  }

  take(bytes: Uint8Array): void {
    if (!this.writable || bytes.length === 0) return;
    this.emit('data', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  fail(error: Error): void {
    if (!this.writable) return;
    this.writable = false;
    process.nextTick(() => {
      // As a socket says it, so that it is understood as one: the database cannot be reached.
      this.emit('error', Object.assign(error, { code: 'ECONNRESET' }));
      this.emit('close');
    });
  }

  end(): this {
    return this.destroy();
  }

  destroy(): this {
    if (!this.writable) return this;
    this.writable = false;
    process.nextTick(() => {
      this.emit('end');
      this.emit('close');
    });
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
