import type { Job, Outcome, WorkerCpu } from '@octet/contracts';
import { signEvidence } from '@octet/evidence';
import type { Parts } from '../parts.ts';
import { checkOutputs } from './check-outputs.ts';
import { evidenceManifest } from './evidence-manifest.ts';

export type Success = Extract<Outcome, { status: 'succeeded' }>;

export interface ToPublish {
  readonly job: Job;
  readonly cpu: WorkerCpu | null;
  readonly attempt: number;
  readonly outcome: Success;
}

/** The outcome with one more output: the signed manifest, stored. Throws ProblemError 'evidence/invalid' where the outputs do not hold. */
export async function withEvidence(
  { store, signingKey, clock }: Pick<Parts, 'store' | 'signingKey' | 'clock'>,
  published: ToPublish,
): Promise<Success> {
  const { outcome } = published;
  const report = await checkOutputs(store, outcome);
  const manifest = evidenceManifest({ ...published, report, finishedAt: clock() });
  const bytes = Buffer.from(JSON.stringify(await signEvidence(manifest, signingKey)));
  const { digest } = await store.put(
    (async function* () {
      yield bytes;
    })(),
  );
  const evidence = { name: 'evidence', digest, bytes: bytes.length, media_type: 'application/json' } as const;
  return { ...outcome, outputs: [...outcome.outputs, evidence] };
}
