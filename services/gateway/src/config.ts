import { configFrom, type DeepReadonly } from '@octet/contracts';
import Type, { type Static } from 'typebox';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
const bytes = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description });
const count = (value: number, description: string) => Type.Integer({ minimum: 1, default: value, description });

const schema = Type.Object({
  OCTET_DATABASE_URL: Type.String({ minLength: 1, description: 'postgres://…' }),
  OCTET_REDIS_URL: Type.Optional(Type.String({ description: 'redis://…; without it the queue is on the database.' })),
  OCTET_STORAGE_URL: Type.String({ minLength: 1, description: 'file:///folder or s3://bucket/prefix?endpoint=…' }),
  AWS_ACCESS_KEY_ID: Type.Optional(Type.String()),
  AWS_SECRET_ACCESS_KEY: Type.Optional(Type.String()),
  OCTET_LISTEN: Type.String({ default: '127.0.0.1:8080', description: 'host:port' }),
  OCTET_METRICS_LISTEN: Type.Optional(Type.String({ description: 'host:port of /metrics; without it there is none.' })),
  OCTET_PUBLIC_URL: Type.String({ pattern: '^https?://[^/?#]+/?$', description: 'Origin that users see.' }),
  OCTET_RESULTS_URL: Type.String({ pattern: '^https?://[^/?#]+/?$', description: 'Origin at which results listens.' }),
  OCTET_WEBHOOK_ALLOW: Type.String({
    default: '',
    description: 'Hosts and CIDRs, by commas, that may be called by http and inside the network.',
  }),
  OCTET_MAX_MODEL_BYTES: bytes(4 * GiB, 'Of one model, external data included.'),
  OCTET_MAX_DATASET_BYTES: bytes(8 * GiB, 'Of one archive.'),
  OCTET_UPLOAD_PART_BYTES: bytes(32 * MiB, 'Of each part but the last of a file that comes in parts.'),
  OCTET_MAX_QUEUE_SECONDS: count(86_400, 'A job may wait, unless it says less.'),
  OCTET_MAX_RUN_SECONDS: count(3600, 'A job may run, unless it says less.'),
  OCTET_QUOTA_STORED_BYTES: bytes(100 * GiB, 'Of one tenant.'),
  OCTET_QUOTA_QUEUED_JOBS: count(1000, 'Of one tenant.'),
  OCTET_QUOTA_RUNNING_JOBS: count(100, 'Of one tenant.'),
  OCTET_QUOTA_CPU_SECONDS: count(10_000_000, 'Of one tenant in 30 days.'),
  OCTET_RATE_LIMIT: count(1200, 'Requests of one key a minute.'),
  OCTET_RETENTION_DAYS: count(30, 'Jobs that have ended, and files that no job needs, are kept.'),
  OCTET_WORKER_GONE_SECONDS: count(15, 'A worker that is silent for so long is gone.'),
  OCTET_DASHBOARD_FOLDER: Type.Optional(Type.String({ description: 'Built pages, served under /.' })),
  OCTET_START_SECONDS: Type.Number({ default: 60, minimum: 0, description: 'To wait, at the start, for database, queue and storage.' }),
  OCTET_LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
});

export type GatewayConfig = DeepReadonly<Static<typeof schema>>;

/** Throws ProblemError 'config/invalid' with every fault. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): GatewayConfig {
  const config = configFrom(schema, env);
  return Object.freeze({ ...config, OCTET_PUBLIC_URL: config.OCTET_PUBLIC_URL.replace(/\/$/, '') });
}

/** For S3; undefined leaves it to the SDK's own places. */
export function storageCredentials(config: GatewayConfig): { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey };
}
