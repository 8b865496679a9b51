import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '@octet/contracts';
import type { JobRow, Ledger } from '@octet/ledger';

const pollMs = 250;

/** Looks at the job until it has ended, the signal is aborted or the time is over; answers how it then is. Undefined: no such job. */
export async function waitForEnd(
  jobs: Pick<Ledger['jobs'], 'get'>,
  { tenant, id, seconds, signal }: { readonly tenant: string; readonly id: string; readonly seconds: number; readonly signal: AbortSignal },
): Promise<JobRow | undefined> {
  const until = performance.now() + 1000 * seconds;
  for (;;) {
    const row = await jobs.get(tenant, id);
    const left = until - performance.now();
    if (row === undefined || isFinal(row.job.state) || left <= 0 || signal.aborted) return row;
    await pause(Math.min(pollMs, left), signal);
  }
}

/** Ends early, without an error, where the signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
