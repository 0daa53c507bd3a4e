/** The servers that are compared, each a process of its own on loopback: Selfsame as it is deployed, and two baselines. */
import { fileURLToPath } from 'node:url';
import { readCpuSeconds, readResidentBytes } from './process-figures.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { mainProgram, type Target } from './set-up.ts';

export interface BenchServer {
  name: string;
  origin: string;
  /** Of its process, so far. NaN where the system does not tell. */
  cpuSeconds(): number;
  /** NaN where the system does not tell. */
  residentBytes(): number;
  stop(): Promise<void>;
}

export const selfsame = 'Selfsame';

export function startSelfsame(
  target: Pick<Target, 'databaseUrl' | 'sealingKey'>,
  work: string,
  cpuProf?: string,
): Promise<BenchServer> {
  const profile = cpuProf === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${cpuProf}`];
  return start(work, selfsame, [...profile, mainProgram, 'serve'], {
    DATABASE_URL: target.databaseUrl,
    SELFSAME_KEYS: target.sealingKey,
    // Counted as ever, and out of the way: the load is one caller's.
    SELFSAME_RATE_LIMIT: '1000000/1',
  });
}

async function start(work: string, name: string, args: string[], env: Record<string, string>): Promise<BenchServer> {
  return toBenchServer(name, await startServerProcess({ name, args, env, work }));
}

export function toBenchServer(name: string, { pid, origin, stop }: ServerProcess): BenchServer {
  return {
    name,
    origin,
    cpuSeconds: () => readCpuSeconds(pid),
    residentBytes: () => readResidentBytes(pid),
    stop,
  };
}

/** (a) What HTTP alone costs. */
export function startConstant(body: string, work: string): Promise<BenchServer> {
  return start(work, '(a) constant answer, bare Fastify', [script('constant.js')], { BODY: body });
}

/** (b) What one would write first. */
export function startOneStatement(target: Target, work: string): Promise<BenchServer> {
  return start(work, '(b) Fastify + pg, one statement a request', [script('one-statement.js')], {
    DATABASE_URL: target.databaseUrl,
    TENANT_ID: target.tenantId,
  });
}

function script(file: string): string {
  return fileURLToPath(new URL(`./servers/${file}`, import.meta.url));
}
