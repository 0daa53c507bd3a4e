/** The servers that are compared, each a process of its own on loopback: Selfsame as it is deployed, and two baselines. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCpuSeconds } from './cpu-time.ts';
import { mainProgram, type Target } from './set-up.ts';

export interface BenchServer {
  name: string;
  origin: string;
  /** Of its process, so far. NaN where the system does not tell. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

export const selfsame = 'Selfsame';

export async function startServers(target: Target, work: string, cpuProf?: string): Promise<BenchServer[]> {
  const start = async (name: string, args: string[], env: Record<string, string>): Promise<BenchServer> => {
    const port = String(await findFreePort());
    // A file, as a service's log is: a pipe to us would make this process part of what is measured.
    const log = openSync(join(work, `${name.replace(/\W+/g, '-')}.log`), 'w');
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: port, ...env },
      stdio: ['ignore', log, 'inherit'],
    });
    const origin = `http://127.0.0.1:${port}`;
    await untilListening(name, child, Number(port));
    return { name, origin, cpuSeconds: () => readCpuSeconds(child.pid!), stop: () => stop(child) };
  };
  const script = (file: string) => fileURLToPath(new URL(`./servers/${file}`, import.meta.url));

  const profile = cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProf}`];
  const ours = await start(selfsame, [...profile, mainProgram, 'serve'], {
    DATABASE_URL: target.databaseUrl,
    SELFSAME_KEYS: target.sealingKey,
  });
  const body = await (await fetch(`${ours.origin}${target.path(1)}`, { headers: target.headers })).text();
  return [
    ours,
    await start('(a) constant answer, bare Fastify', [script('constant.js')], { BODY: body }),
    await start('(b) Fastify + pg, one statement a request', [script('one-statement.js')], {
      DATABASE_URL: target.databaseUrl,
      TENANT_ID: target.tenantId,
    }),
  ];
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
