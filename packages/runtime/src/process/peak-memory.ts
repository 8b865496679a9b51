import { readFileSync } from 'node:fs';

/**
 * Highest resident memory of this process so far, bytes. From /proc where there is one: getrusage's figure also holds the peak that the
 * parent had when it forked (Linux carries it over exec), which makes a small job of a large server look large.
 */
export function peakMemoryBytes(): number {
  return parsePeakBytes(ownStatus()) ?? process.resourceUsage().maxRSS * 1024;
}

/** VmHWM ("high water mark") of a /proc status file, bytes; undefined where it has none. */
export function parsePeakBytes(status: string): number | undefined {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}

function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
