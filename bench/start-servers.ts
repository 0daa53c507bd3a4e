/** The servers that are compared, each a process of its own on loopback: Selfsame as it is deployed, and two baselines. */
import { fileURLToPath } from 'node:url';
import { readCpuSeconds } from './cpu-time.ts';
import { startServerProcess } from './server-process.ts';
import { mainProgram, type Target } from './set-up.ts';

export interface BenchServer {
  name: string;
  origin: string;
  /** Of its process, so far. NaN where the system does not tell. */
  cpuSeconds(): number;
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
  });
}

async function start(work: string, name: string, args: string[], env: Record<string, string>): Promise<BenchServer> {
  const { pid, origin, stop } = await startServerProcess({ name, args, env, work });
  return { name, origin, cpuSeconds: () => readCpuSeconds(pid), stop };
}

export async function startServers(target: Target, work: string, cpuProf?: string): Promise<BenchServer[]> {
  const script = (file: string) => fileURLToPath(new URL(`./servers/${file}`, import.meta.url));

  const ours = await startSelfsame(target, work, cpuProf);
  const body = await (await fetch(`${ours.origin}${target.path(1)}`, { headers: target.headers })).text();
  return [
    ours,
    await start(work, '(a) constant answer, bare Fastify', [script('constant.js')], { BODY: body }),
    await start(work, '(b) Fastify + pg, one statement a request', [script('one-statement.js')], {
      DATABASE_URL: target.databaseUrl,
      TENANT_ID: target.tenantId,
    }),
  ];
}
