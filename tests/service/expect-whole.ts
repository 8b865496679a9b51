import { expect } from 'vitest';
import type { Outcome } from './whole-scenario.ts';

/** All that must hold when a job has gone through a service, in whichever mode. */
export function expectWhole({ job, events, digests, report, evidence }: Outcome): void {
  expect(job).toMatchObject({ state: 'succeeded', attempt: 1, name: 'scenario', tags: ['e2e'], problem: null });
  expect(job.summary).toMatchObject({ outcome: report.subject.outcome, headline: report.headline });
  expect(Object.fromEntries(job.outputs.map(({ name, digest }) => [name, digest]))).toEqual(digests);
  expect(report.provenance).toMatchObject({
    artifact_sha256: digests['artifact'],
    model_sha256: job.model.digest,
    calibration_sha256: job.calibration.digest,
  });
  expect(evidence).toMatchObject({ trusted: true, manifest: { job_id: job.id, verdict: job.verdict } });
  expect(events.map(({ payload }) => payload.type)).toEqual(['job.succeeded']);
  expect(events[0]?.payload.data).toMatchObject({ state: 'succeeded', verdict: job.verdict, name: 'scenario', tags: ['e2e'] });
}
