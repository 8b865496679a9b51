import { jobClasses } from '@octet/contracts';
import type { Ledger } from '@octet/ledger';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface ResultsMetrics {
  readonly outcomes: Counter<'status' | 'verdict'>;
  readonly jobSeconds: Histogram<'state'>;
  readonly deliveries: Counter<'result'>;
  readonly reaped: Counter<'reason'>;
  readonly swept: Counter<'what'>;
}

const unfinished = { queued: 'Jobs that wait for a worker.', running: 'Jobs that an attempt works on.' } as const;

const jobSeconds = [1, 2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600];

/** Counters of this process, and gauges that ask the ledger when they are read: every replica tells the same. */
export function createMetrics(registry: Registry, ledger: Pick<Ledger, 'jobs'>): ResultsMetrics {
  const registers = [registry];
  for (const [state, help] of Object.entries(unfinished)) {
    new Gauge({
      name: `octet_jobs_${state}`,
      help,
      labelNames: ['job_class'],
      registers,
      async collect() {
        this.reset();
        const counts = await ledger.jobs.countUnfinished().catch(() => undefined);
        // Without an answer there is no figure: an old one would look like a new one.
        if (counts === undefined) return;
        for (const jobClass of jobClasses) this.set({ job_class: jobClass }, counts[jobClass][state as keyof typeof unfinished]);
      },
    });
  }
  return {
    outcomes: new Counter({ name: 'octet_outcomes_total', help: 'Outcomes recorded.', labelNames: ['status', 'verdict'], registers }),
    jobSeconds: new Histogram({
      name: 'octet_job_seconds',
      help: 'From the start of the last attempt to its end.',
      labelNames: ['state'],
      buckets: jobSeconds,
      registers,
    }),
    deliveries: new Counter({ name: 'octet_webhook_tries_total', help: 'Webhook tries.', labelNames: ['result'], registers }),
    reaped: new Counter({
      name: 'octet_jobs_reaped_total',
      help: 'Jobs taken from silence or lateness.',
      labelNames: ['reason'],
      registers,
    }),
    swept: new Counter({ name: 'octet_swept_total', help: 'Removed by retention.', labelNames: ['what'], registers }),
  };
}
