/** A server as a process of its own on loopback, on a port that was free. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface ServerProcess {
  pid: number;
  origin: string;
  stop(): Promise<void>;
}

/** Resolves when it answers. Its output goes to a file in `work`, named after it; it is told its PORT. */
export async function startServerProcess(options: {
  name: string;
  args: string[];
  env: Record<string, string>;
  work: string;
}): Promise<ServerProcess> {
  const { name, args, env, work } = options;
  const port = String(await findFreePort());
  // A file, as a service's log is: a pipe to us would make this process part of what is measured.
  const log = openSync(join(work, `${name.replace(/\W+/g, '-')}.log`), 'w');
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: port, ...env },
    stdio: ['ignore', log, 'inherit'],
  });
  await untilListening(name, child, Number(port));
  return { pid: child.pid!, origin: `http://127.0.0.1:${port}`, stop: () => stop(child) };
}

async function untilListening(name: string, child: ChildProcess, port: number): Promise<void> {
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${name} ended while starting`);
  });
  const answers = async (): Promise<void> => {
    for (;;) {
      const alive = await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
      if (alive) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await Promise.race([answers(), ended]);
  ended.catch(() => {});
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}
