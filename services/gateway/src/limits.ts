import type { Limits } from '@octet/contracts';
import type { GatewayConfig } from './config.ts';

/** The limits as `/v1/limits` states them. */
export const limitsOf = (config: GatewayConfig): Limits => ({
  model_bytes: config.OCTET_MAX_MODEL_BYTES,
  dataset_bytes: config.OCTET_MAX_DATASET_BYTES,
  upload_part_bytes: config.OCTET_UPLOAD_PART_BYTES,
  stored_bytes: config.OCTET_QUOTA_STORED_BYTES,
  queued_jobs: config.OCTET_QUOTA_QUEUED_JOBS,
  running_jobs: config.OCTET_QUOTA_RUNNING_JOBS,
  cpu_seconds_30d: config.OCTET_QUOTA_CPU_SECONDS,
  requests_per_minute: config.OCTET_RATE_LIMIT,
  max_queue_seconds: config.OCTET_MAX_QUEUE_SECONDS,
  max_run_seconds: config.OCTET_MAX_RUN_SECONDS,
  retention_days: config.OCTET_RETENTION_DAYS,
});
