import { isFinal, type Outcome } from '@octet/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AttemptRef, JobRow } from './ledger.ts';
import { beat, failure, idleWorker, openLedger, queuedJob, released, success, type TestLedger, tenant } from './testing/open-ledger.ts';

const outcomes = { success, failure, released, canceled: { status: 'canceled', cpu_seconds: 0 } } satisfies Record<string, Outcome>;

type Step =
  | { readonly does: 'claim' | 'cancel' | 'reap silent' | 'reap overrun' | 'reap all overdue' }
  | { readonly does: 'beat'; readonly attempt: number }
  | { readonly does: 'finish'; readonly attempt: number; readonly outcome: keyof typeof outcomes };

/** By any worker that the job ever had, dead or alive. */
const attempt = fc.nat({ max: 2 });
const outcome = fc.constantFrom(...(Object.keys(outcomes) as (keyof typeof outcomes)[]));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ does: 'claim' } as const) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('finish' as const), attempt, outcome }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('beat' as const), attempt }) },
  { weight: 2, arbitrary: fc.constantFrom({ does: 'cancel' } as const, { does: 'reap silent' } as const) },
  { weight: 1, arbitrary: fc.constantFrom({ does: 'reap overrun' } as const, { does: 'reap all overdue' } as const) },
);
/** Groups of steps; those of a group happen at once. */
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 10 });

const letters: Readonly<Record<string, string>> = {
  'job.queued': 'Q',
  'job.started': 'S',
  'job.stage': 't',
  'job.requeued': 'R',
  'job.canceling': 'C',
};
/** Queued; lost attempts; then waiting, an end from there, or one more attempt and its end. */
const lawful = /^Q(St*R)*(E|St*(Ct*)?E?)?$/;

test('whatever happens in whatever order, also at once, a job keeps to its states and ends at most once', async () => {
  await using ledger = await openLedger();
  const worker = await idleWorker(ledger);
  await fc.assert(
    fc.asyncProperty(history, async (groups) => {
      await ledger.query('DELETE FROM jobs');
      const jobId = await queuedJob(ledger, { webhookUrl: 'https://example.org/' });
      const refs: AttemptRef[] = [];
      const recorded: string[] = [];
      let last = await stored(ledger, jobId);
      for (const group of groups) {
        await ledger.workers.seen({ ...hello, worker_id: worker });
        await Promise.all(group.map((one) => take(ledger, one, { jobId, worker, refs, recorded })));
        const next = await stored(ledger, jobId);
        expect(next.version).toBeGreaterThanOrEqual(last.version);
        if (isFinal(last.job.state)) expect(next).toEqual(last);
        last = next;
      }
      await expectLawful(ledger, last);
      // Of each attempt one outcome counts.
      expect(new Set(recorded.map((told) => told.split(' ')[0])).size).toBe(new Set(recorded).size);
    }),
    { numRuns: 60, seed: 20_250_101 },
  );
}, 120_000);

const hello = {
  name: 'w',
  version: '1',
  cpu: { model: 'CPU', architecture: 'x64', cores: 2, cpu_class: 'ort-cpu-vnni' as const, flags: [] },
  classes: ['any' as const],
  sandbox: [],
};

async function stored(ledger: TestLedger, jobId: string): Promise<JobRow> {
  const row = await ledger.jobs.get(tenant, jobId);
  if (row === undefined) throw new Error('the job is gone');
  return row;
}

interface Run {
  readonly jobId: string;
  readonly worker: string;
  readonly refs: AttemptRef[];
  /** '<attempt> <outcome>' of what was answered 'recorded'. */
  readonly recorded: string[];
}

async function take(ledger: TestLedger, one: Step, { jobId, worker, refs, recorded }: Run): Promise<void> {
  const later = (seconds: number) => new Date(Date.now() + 1000 * seconds);
  const ref = 'attempt' in one ? refs[one.attempt] : undefined;
  if (one.does === 'claim') {
    const claim = await ledger.attempts.claim(jobId, worker);
    if (claim !== undefined) refs.push({ jobId, attempt: claim.attempt, token: claim.token });
  }
  if (one.does === 'cancel') await ledger.jobs.cancel(tenant, jobId);
  if (one.does === 'reap silent') await ledger.attempts.reapSilent(later(1));
  if (one.does === 'reap overrun') await ledger.attempts.reapOverdue(later(700), 10);
  if (one.does === 'reap all overdue') await ledger.attempts.reapOverdue(later(4000), 10);
  if (one.does === 'beat' && ref !== undefined) await ledger.attempts.heartbeat(ref, beat);
  if (one.does === 'finish' && ref !== undefined) {
    const { result } = await ledger.attempts.finish(ref, outcomes[one.outcome]);
    if (result === 'recorded') recorded.push(`${ref.attempt} ${one.outcome}`);
  }
}

async function expectLawful(ledger: TestLedger, { job }: JobRow): Promise<void> {
  const events = (await ledger.jobs.events(tenant, job.id, 0)) ?? [];
  expect(events.map(({ type }) => letters[type] ?? 'E').join('')).toMatch(lawful);
  const ended = isFinal(job.state);
  expect(events.filter(({ type }) => letters[type] === undefined).map(({ type }) => type)).toEqual(ended ? [`job.${job.state}`] : []);
  expect(events.filter(({ type }) => type === 'job.started')).toHaveLength(job.attempt);
  expect(job.attempt).toBeLessThanOrEqual(3);
  expect(job.outputs).toHaveLength(job.state === 'succeeded' ? 1 : 0);
  expect(await ledger.webhooks.deliveriesOfJob(tenant, job.id)).toHaveLength(ended ? 1 : 0);
  expect((await ledger.dispatch.pending(10)).map(({ jobId }) => jobId)).toEqual(job.state === 'queued' ? [job.id] : []);
  const live = await ledger.query('SELECT 1 FROM attempts WHERE job_id = $1 AND ended_at IS NULL', [job.id]);
  expect(live).toHaveLength(job.state === 'running' || job.state === 'canceling' ? 1 : 0);
}
