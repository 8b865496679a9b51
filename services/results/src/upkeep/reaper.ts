import type { Parts } from '../parts.ts';

/** Beyond its deadline a worker ends its job by itself; so long it may take to say so. */
const overdueGraceSeconds = 10;

/**
 * Ends attempts whose worker is silent, and jobs that are over a deadline. Silence counts only while this process could have heard: after its
 * own start, and after ticks that failed or came late (it or the database was frozen), it listens for `silentSeconds` first. Otherwise every
 * restart of this service would cost every running job an attempt.
 */
export function createReaper({ ledger, dispatcher, metrics, clock, config }: Parts): () => Promise<void> {
  const silentMs = config.silentSeconds * 1000;
  let listeningSince: number | undefined;
  let lastTick = 0;
  return async () => {
    const now = clock();
    const gap = now.getTime() - lastTick;
    if (listeningSince === undefined || gap > silentMs / 2) listeningSince = now.getTime();
    try {
      const late = await ledger.attempts.reapOverdue(now, overdueGraceSeconds);
      metrics.reaped.inc({ reason: 'deadline' }, late.length);
      if (now.getTime() - listeningSince >= silentMs) {
        const silent = await ledger.attempts.reapSilent(new Date(now.getTime() - silentMs));
        metrics.reaped.inc({ reason: 'silence' }, silent.length);
        for (const jobId of silent) await dispatcher.offer(jobId);
      }
    } catch (error) {
      listeningSince = undefined;
      throw error;
    }
    lastTick = now.getTime();
  };
}
