// A server of several processes, as a user starts it, and connections that stay with one of them.
import { once } from 'node:events';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { freePort, type Running, spawnSelfsame, type TestEnvironment, untilPrinted } from './selfsame.ts';

export interface LogLine {
  pid: number;
  msg: string;
  reqId?: string;
  path?: string;
  status?: number;
  workerPid?: number;
  workers?: number;
}

export interface WorkerServer extends Running {
  baseUrl: string;
  /** What was logged so far; throws when a line is not whole. */
  log(): LogLine[];
  /** The process that answered a request. */
  whoAnswered(requestId: string): Promise<number>;
  /** A connection to each of `count` different workers. */
  connect(count: number): Promise<Connection[]>;
}

export interface Answer {
  status: number;
  text: string;
  headers: Record<string, string | string[] | undefined>;
  requestId: string;
}

export interface Connection {
  pid: number;
  send(method: string, path: string, options?: { headers?: OutgoingHttpHeaders; body?: unknown }): Promise<Answer>;
  close(): void;
}

let lastRequest = 0;

/** Starts `serve` with that many workers and waits until they listen. */
export async function startWorkers(workers: number, env: TestEnvironment): Promise<WorkerServer> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const running = spawnSelfsame(['serve', '--workers', String(workers)], {
    HOST: '127.0.0.1',
    PORT: String(port),
    SELFSAME_BASE_URL: baseUrl,
    ...env,
  });
  await untilPrinted(running, '"msg":"listening"');
  const log = () => {
    const lines = running.stdout().split('\n');
    // What comes after the last end of a line is on its way.
    lines.pop();
    return lines.map((line) => JSON.parse(line) as LogLine);
  };
  const whoAnswered = async (requestId: string) => {
    await untilPrinted(running, `"reqId":"${requestId}"`);
    // The line may not have ended yet.
    for (;;) {
      const line = log().find(({ reqId }) => reqId === requestId);
      if (line) return line.pid;
      await once(running.child.stdout!, 'data');
    }
  };
  const open = async (): Promise<Connection> => {
    const connection = openConnection(baseUrl);
    const { requestId } = await connection.send('GET', '/healthz');
    return { ...connection, pid: await whoAnswered(requestId) };
  };
  return {
    ...running,
    baseUrl,
    log,
    whoAnswered,
    async connect(count) {
      const found = new Map<number, Connection>();
      while (found.size < count) {
        const connection = await open();
        if (found.has(connection.pid)) connection.close();
        else found.set(connection.pid, connection);
      }
      return [...found.values()];
    },
  };
}

function openConnection(baseUrl: string): Omit<Connection, 'pid'> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    send: (method, path, { headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        lastRequest += 1;
        const requestId = `asked-${process.pid}-${lastRequest}`;
        const text = body === undefined ? undefined : JSON.stringify(body);
        const sent = request(new URL(path, baseUrl), {
          agent,
          method,
          headers: {
            'x-request-id': requestId,
            ...(text !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
            }),
            ...headers,
          },
        });
        sent.on('error', reject);
        sent.on('response', async (response) => {
          let received = '';
          for await (const chunk of response.setEncoding('utf8')) received += chunk;
          resolve({ status: response.statusCode!, text: received, headers: response.headers, requestId });
        });
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}
