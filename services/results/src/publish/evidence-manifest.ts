import type { EvidenceManifest } from '@octet/contracts';
import { canonicalDigest } from '@octet/evidence';
import type { ReadReport } from './check-outputs.ts';
import type { ToPublish } from './with-evidence.ts';

/** What is signed: inputs and recipe as the ledger knows them, never as the worker says; outputs, versions and samples as they were checked. */
export function evidenceManifest({
  job,
  cpu,
  attempt,
  outcome,
  report,
  finishedAt,
}: ToPublish & { readonly report: ReadReport; readonly finishedAt: Date }): EvidenceManifest {
  return {
    schema: 'octet-evidence/1',
    job_id: job.id,
    attempt,
    finished_at: finishedAt.toISOString(),
    inputs: { model: job.model, calibration: job.calibration, evaluation: job.evaluation },
    recipe: job.recipe,
    recipe_sha256: canonicalDigest(job.recipe),
    outputs: outcome.outputs.map(({ name, digest, bytes }) => ({ name, digest, bytes })),
    verdict: outcome.verdict,
    versions: { ...report.provenance.versions },
    cpu,
    latency_samples: (report.latency?.runs ?? []).map(({ threads, fp32, int8 }) => ({
      threads,
      fp32_ms: fp32.raw_us.map(toMilliseconds),
      int8_ms: int8.raw_us.map(toMilliseconds),
    })),
  };
}

const toMilliseconds = (microseconds: number): number => microseconds / 1000;
