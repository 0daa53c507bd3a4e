/** How much processor time processes have taken: it tells costs apart also on a busy machine, where rates do not. */
import { readdirSync, readFileSync } from 'node:fs';

interface ProcessTimes {
  parent: number;
  cpuSeconds: number;
}

/** Of one process, so far. NaN where the system does not tell. */
export function readCpuSeconds(pid: number): number {
  return readTimes(pid)?.cpuSeconds ?? Number.NaN;
}

/** Of a process and its living children. */
export function readFamilyCpuSeconds(pid: number): number {
  let sum = readCpuSeconds(pid);
  if (Number.isNaN(sum)) return sum;
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? readTimes(Number(name)) : null;
    if (times?.parent === pid) sum += times.cpuSeconds;
  }
  return sum;
}

export function parentOf(pid: number): number {
  return readTimes(pid)?.parent ?? 0;
}

/** proc(5): fields 4, 14 and 15 of stat: the parent, user and system time in hundredths of a second. */
function readTimes(pid: number): ProcessTimes | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return { parent: Number(fields[1]), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100 };
  } catch {
    return null;
  }
}
