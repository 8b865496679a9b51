import { createHash } from 'node:crypto';
import type { Provenance, WorkerCpu } from '@octet/contracts';
import type { Backend } from '@octet/quantizer';
import { peakMemoryBytes } from '@octet/runtime';
import { digestPath } from '../digest-path.ts';
import type { Job } from '../job.ts';
import type { LoadedModel } from '../stages/load-model.ts';
import { octetVersion, onnxruntimeVersion } from './versions.ts';

export interface ProvenanceSource {
  readonly job: Job;
  readonly model: LoadedModel;
  readonly backend: Backend;
  readonly cpu: WorkerCpu;
  readonly artifactDigest: string;
}

/** What went in and what made it: enough to make the same artifact again. */
export async function provenancePart({ job, model, backend, cpu, artifactDigest }: ProvenanceSource): Promise<Omit<Provenance, 'stages'>> {
  return {
    model_sha256: model.digest,
    calibration_sha256: await digestPath(job.calibration),
    ...(job.evaluation === undefined ? {} : { evaluation_sha256: await digestPath(job.evaluation) }),
    recipe_sha256: createHash('sha256').update(JSON.stringify(job.recipe)).digest('hex'),
    artifact_sha256: artifactDigest,
    versions: { octet: octetVersion, node: process.versions.node, onnxruntime: onnxruntimeVersion },
    cpu,
    seeds: { samples: job.recipe.calibration.seed },
    target: backend.name,
    recipe: job.recipe,
    peak_memory_bytes: peakMemoryBytes(),
    finished_at: new Date().toISOString(),
  };
}
