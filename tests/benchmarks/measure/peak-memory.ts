import { readFileSync } from 'node:fs';

/**
 * Highest resident memory of this process so far, bytes. From /proc, because getrusage's maxrss also holds the peak that the parent had
 * when it forked (Linux carries it over exec).
 */
export function peakMemoryBytes(): number {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (kib === undefined) throw new Error('peak memory is read from /proc/self/status, which only Linux has');
  return Number(kib) * 1024;
}
