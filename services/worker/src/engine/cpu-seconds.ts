import { readFileSync } from 'node:fs';

/** USER_HZ: 100 in every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU time of a living process, all threads, user and system; 0 where the system does not tell. */
export function cpuSecondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, the program's name in parentheses, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}
