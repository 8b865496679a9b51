import { randomBytes } from 'node:crypto';
import { ProblemError } from '@octet/contracts';
import type { IdempotencyKey, JobRow, Quota, Submission } from '@octet/ledger';
import type { GatewayParts } from '../parts.ts';

export type Submit = (tenant: string, submission: Submission, key: IdempotencyKey | undefined) => Promise<JobRow>;

/**
 * Makes jobs: in the ledger, then its ticket to the queue. The answer does not wait for the queue, which only dispatches: what does not reach it
 * now, the reconciler brings. Throws ProblemError 'job/unknown-input' or 'quota/exceeded'.
 */
export function createSubmitter({ ledger, dispatcher, config }: GatewayParts): Submit {
  const quota: Quota = { queuedJobs: config.OCTET_QUOTA_QUEUED_JOBS, cpuSeconds30d: config.OCTET_QUOTA_CPU_SECONDS };
  return async (tenant, submission, idempotency) => {
    // Deliveries to an address of the job's own are signed with the tenant's secret, so there has to be one.
    if (submission.webhookUrl !== undefined) await ledger.webhooks.tenantSecret(tenant, `whsec_${randomBytes(32).toString('base64')}`);
    const submitted = await ledger.jobs.submit(tenant, submission, { quota, idempotency });
    if (submitted.result === 'unknown-input') throw unknownInput(submitted.field, submission[submitted.field]);
    if (submitted.result === 'over-quota') throw overQuota(submitted.quota, quota[submitted.quota]);
    void dispatcher.offer(submitted.row.job.id);
    return submitted.row;
  };
}

export function unknownInput(field: string, digest: string | undefined): ProblemError {
  return new ProblemError(
    'job/unknown-input',
    `${field}: nothing with the digest ${digest} was uploaded as ${field === 'model' ? 'a model' : 'a data set'}.`,
    {
      faults: [{ pointer: `/${field}`, message: 'is not here' }],
    },
  );
}

/** For before a body is read; the ledger looks again when it takes the job. */
export async function refuseFullQueue({ ledger, config }: GatewayParts, tenant: string): Promise<void> {
  const { queued_jobs, cpu_seconds_30d } = await ledger.jobs.usage(tenant);
  if (queued_jobs >= config.OCTET_QUOTA_QUEUED_JOBS) throw overQuota('queuedJobs', config.OCTET_QUOTA_QUEUED_JOBS);
  if (cpu_seconds_30d >= config.OCTET_QUOTA_CPU_SECONDS) throw overQuota('cpuSeconds30d', config.OCTET_QUOTA_CPU_SECONDS);
}

const quotaInWords = {
  queuedJobs: (limit: number) => `${limit} jobs may wait at once, and as many do. Wait for some to start, or cancel some.`,
  cpuSeconds30d: (limit: number) => `${limit} CPU-seconds may be used in 30 days, and they are.`,
} as const satisfies Record<keyof Quota, (limit: number) => string>;

const overQuota = (quota: keyof Quota, limit: number) => new ProblemError('quota/exceeded', quotaInWords[quota](limit));
