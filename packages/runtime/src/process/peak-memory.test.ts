import { expect, test } from 'vitest';
import { parsePeakBytes, peakMemoryBytes } from './peak-memory.ts';

test('the peak is VmHWM of the status file, in bytes', () => {
  expect(parsePeakBytes('Name:\tnode\nVmPeak:\t  900 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 1024 kB\n')).toBe(2048 * 1024);
});

test('a status file without it, or with another unit, has no peak', () => {
  expect(parsePeakBytes('Name:\tVmHWM\nVmRSS:\t 1024 kB\n')).toBeUndefined();
  expect(parsePeakBytes('VmHWM:\t 2 MB\n')).toBeUndefined();
});

test('this process has a peak, no lower than what it holds now', () => {
  const heldBytes = process.memoryUsage.rss();
  expect(peakMemoryBytes()).toBeGreaterThan(heldBytes * 0.9);
});
