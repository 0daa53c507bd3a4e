/** What processes have taken: processor time, which tells costs apart also on a busy machine, where rates do not; and memory. */
import { readdirSync, readFileSync } from 'node:fs';

interface ProcessTimes {
  parent: number;
  cpuSeconds: number;
  /** Of children that have ended. */
  endedChildrenSeconds: number;
}

/** Of one process, so far. NaN where the system does not tell. */
export function readCpuSeconds(pid: number): number {
  return readTimes(pid)?.cpuSeconds ?? Number.NaN;
}

/** Of a process and its children, those that have ended, too: a backend may come and go between two readings. */
export function readFamilyCpuSeconds(pid: number): number {
  const own = readTimes(pid);
  if (!own) return Number.NaN;
  let sum = own.cpuSeconds + own.endedChildrenSeconds;
  for (const name of readdirSync('/proc')) {
    const times = /^\d+$/.test(name) ? readTimes(Number(name)) : null;
    if (times?.parent === pid) sum += times.cpuSeconds;
  }
  return sum;
}

export function parentOf(pid: number): number {
  return readTimes(pid)?.parent ?? 0;
}

/** proc(5): fields 4 and 14 to 17 of stat: the parent; user and system time, own and waited-for, in hundredths of a second. */
function readTimes(pid: number): ProcessTimes | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    const field = (index: number): number => Number(fields[index]);
    return {
      parent: field(1),
      cpuSeconds: (field(11) + field(12)) / 100,
      endedChildrenSeconds: (field(13) + field(14)) / 100,
    };
  } catch {
    return null;
  }
}

/** proc(5): `VmRSS` of status, in kilobytes. NaN where the system does not tell. */
export function readResidentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
