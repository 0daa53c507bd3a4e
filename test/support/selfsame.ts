// Runs Selfsame as a user does: as a process of its own, with an environment, read by its output and ended by signals.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint, root, server } from '../../scripts/preparation.js';

const loader = fileURLToPath(new URL('./run-typescript.js', import.meta.url));
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** As it is shipped, which starts in half the time; from the sources where they have changed since it was built. */
const program = isBuilt() ? [join(root, 'dist', 'main.js')] : ['--import', loader, main];

export interface Running {
  readonly child: ChildProcess;
  /** What it printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Settles when it has ended. */
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type TestEnvironment = Record<string, string>;

/** The environment is given whole: nothing of whoever runs the tests leaks in but what finds programs. */
export function spawnSelfsame(
  args: readonly string[],
  env: TestEnvironment,
  stdin: 'ignore' | 'pipe' = 'ignore',
): Running {
  const child = spawn(process.execPath, [...program, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Runs a command to its end. */
export function runSelfsame(args: readonly string[], env: TestEnvironment): Promise<Ended> {
  return spawnSelfsame(args, env).ended;
}

/** Resolves when `text` was printed on stdout; rejects when the process ends before. */
export async function untilPrinted(running: Running, text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (!running.stdout().includes(text)) return;
      running.child.stdout?.off('data', look);
      resolve();
    };
    running.child.stdout?.on('data', look);
    look();
    void running.ended.then(({ code, stdout, stderr }) =>
      reject(new Error(`ended with ${code} before it printed \`${text}\`:\n${stdout}\n${stderr}`)),
    );
  });
}

export interface FirstRunFile {
  base_url: string;
  tenant_id: string;
  api_key_id: string;
  api_key_secret: string;
  api_key: string;
  identity_providers: Record<string, string>;
  demo_provider_url: string;
}

export interface DevelopmentServer extends Running {
  readonly baseUrl: string;
  readonly firstRun: FirstRunFile;
  /** SIGINT, and how it ended. */
  stop(): Promise<Ended>;
}

/** Starts in development mode on free ports unless `env` says otherwise, and waits until it listens. */
export async function startDevelopment(dataDir: string, env: TestEnvironment = {}): Promise<DevelopmentServer> {
  const port = env.PORT ?? String(await freePort());
  const demo = { SELFSAME_DEMO_PORT: env.SELFSAME_DEMO_PORT ?? String(await freePort()) };
  const running = spawnSelfsame(['start'], { SELFSAME_DATA_DIR: dataDir, PORT: port, ...demo, ...env });
  await untilPrinted(running, 'Ctrl-C stops it');
  const firstRun = JSON.parse(readFileSync(join(dataDir, 'first-run.json'), 'utf8')) as FirstRunFile;
  return {
    ...running,
    baseUrl: firstRun.base_url,
    firstRun,
    stop() {
      running.child.kill('SIGINT');
      return running.ended;
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function isBuilt(): boolean {
  try {
    return readFileSync(server.record, 'utf8') === fingerprint(server);
  } catch {
    return false;
  }
}
