import Type, { type Static } from 'typebox';
import { closed, countSchema } from './ids.ts';

export const limitsSchema = Type.Object(
  {
    model_bytes: countSchema,
    dataset_bytes: countSchema,
    upload_part_bytes: countSchema,
    stored_bytes: countSchema,
    queued_jobs: countSchema,
    running_jobs: countSchema,
    cpu_seconds_30d: countSchema,
    requests_per_minute: countSchema,
    max_queue_seconds: countSchema,
    max_run_seconds: countSchema,
    retention_days: countSchema,
  },
  closed,
);
export type Limits = Static<typeof limitsSchema>;

export const usageSchema = Type.Object(
  {
    stored_bytes: countSchema,
    queued_jobs: countSchema,
    running_jobs: countSchema,
    cpu_seconds_30d: Type.Number({ minimum: 0 }),
    jobs_30d: countSchema,
  },
  closed,
);
export type Usage = Static<typeof usageSchema>;

export const targetSchema = Type.Object({ name: Type.String(), job_class: Type.String(), workers: countSchema }, closed);
export type TargetRecord = Static<typeof targetSchema>;
