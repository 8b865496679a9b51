import type { DryRun, JobClass } from '@octet/contracts';
import type { Submission } from '@octet/ledger';
import type { ModelPreview } from '../coverage/model-preview.ts';
import type { Previewed } from '../coverage/preview.ts';
import type { GatewayParts } from '../parts.ts';
import { unknownInput } from './submitter.ts';

interface DryRunOptions {
  readonly tenant: string;
  readonly submission: Submission;
  /** The files came with the request; the preview has seen the model. Otherwise both are in the store. */
  readonly uploaded: boolean;
  readonly preview: ModelPreview;
}

/** What a job would be and how long it might take; nothing is made and no bytes are kept. */
export async function dryRun(
  { ledger, config, store }: GatewayParts,
  { tenant, submission, uploaded, preview }: DryRunOptions,
): Promise<DryRun> {
  const { recipe, jobClass, model } = submission;
  if (!uploaded) {
    await requireInputs(ledger, tenant, submission);
    await preview.begin({ recipe, requires: submission.requires });
    const { stream } = await store.open(model);
    for await (const chunk of stream) await preview.write(chunk as Buffer);
  }
  const previewed = await preview.end();
  const [{ queued, medianSeconds }, workers] = await Promise.all([
    ledger.jobs.outlook(tenant, { jobClass, model }),
    ledger.workers.countByClass({ goneAfterSeconds: config.OCTET_WORKER_GONE_SECONDS }),
  ]);
  return {
    dry_run: true,
    recipe: recipe as unknown as Record<string, unknown>,
    job_class: jobClass,
    eligible_workers: workers[jobClass],
    queued_before: queued,
    estimated_seconds: medianSeconds ?? null,
    coverage: 'coverage' in previewed ? previewed.coverage : null,
    warnings: [
      ...whyNot(previewed),
      ...(workers[jobClass] === 0 ? [`No worker that may take the job (${jobClass}) is connected; it would wait.`] : []),
      ...withoutVnni(jobClass, workers),
      ...(submission.evaluation === undefined
        ? ['No evaluation set: accuracy is measured on a held-out part of the calibration set, if it has labels.']
        : []),
    ],
  };
}

function whyNot(previewed: Previewed): string[] {
  return 'why' in previewed ? [`What would run in integers is not known: ${previewed.why}. The job itself is not affected.`] : [];
}

/** Where any worker may take the job, and all that may are x86 CPUs without VNNI or Arm. */
export function withoutVnni(jobClass: JobClass, workers: Readonly<Record<JobClass, number>>): string[] {
  if (jobClass !== 'any' || workers['ort-cpu-avx2'] === 0 || workers['ort-cpu-vnni'] > 0) return [];
  return ['No connected worker has VNNI: on a CPU without it weights are guarded against saturation, and integers gain less.'];
}

async function requireInputs(ledger: GatewayParts['ledger'], tenant: string, submission: Submission): Promise<void> {
  for (const field of ['model', 'calibration', 'evaluation'] as const) {
    const digest = submission[field];
    const kind = field === 'model' ? 'model' : 'dataset';
    if (digest !== undefined && (await ledger.assets.get(tenant, kind, digest)) === undefined) throw unknownInput(field, digest);
  }
}
