import type { Timing } from './timing.ts';

/** The ledger counts attempts; the queue hands a ticket out until somebody ends it. */
const maxStalledCount = 1_000_000;

export function workerOptions({ lockMs, stalledCheckMs, idleSeconds }: Timing) {
  return { autorun: false, lockDuration: lockMs, stalledInterval: stalledCheckMs, drainDelay: idleSeconds, maxStalledCount };
}
