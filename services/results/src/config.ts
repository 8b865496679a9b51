import { readFileSync } from 'node:fs';
import { configFrom, ProblemError } from '@octet/contracts';
import { allowList } from '@octet/http';
import Type from 'typebox';
import { defaultRetrySeconds } from './webhooks/retry-schedule.ts';

const schema = Type.Object({
  OCTET_DATABASE_URL: Type.String({ minLength: 1 }),
  OCTET_REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  OCTET_STORAGE_URL: Type.String({ minLength: 1 }),
  AWS_ACCESS_KEY_ID: Type.Optional(Type.String()),
  AWS_SECRET_ACCESS_KEY: Type.Optional(Type.String()),
  OCTET_LISTEN: Type.String({ default: '127.0.0.1:8081' }),
  OCTET_METRICS_LISTEN: Type.Optional(Type.String()),
  OCTET_PUBLIC_URL: Type.String({ pattern: '^https?://[^/?#]+/?$' }),
  OCTET_WORKER_TOKEN: Type.String({ minLength: 16, maxLength: 512, pattern: '^\\S+$' }),
  OCTET_SIGNING_KEY: Type.Optional(Type.String()),
  OCTET_SIGNING_KEY_FILE: Type.Optional(Type.String()),
  OCTET_WEBHOOK_ALLOW: Type.String({ default: '' }),
  OCTET_WEBHOOK_RETRY_SECONDS: Type.String({ default: defaultRetrySeconds.join(), pattern: '^\\d+(\\.\\d+)?(\\s*,\\s*\\d+(\\.\\d+)?)*$' }),
  OCTET_RETENTION_DAYS: Type.Number({ default: 30, exclusiveMinimum: 0 }),
  OCTET_QUOTA_RUNNING_JOBS: Type.Integer({ default: 100, minimum: 1 }),
  OCTET_SWEEP_SECONDS: Type.Number({ default: 600, exclusiveMinimum: 0 }),
  OCTET_SWEEP_GRACE_SECONDS: Type.Number({ default: 3600, exclusiveMinimum: 0 }),
  OCTET_START_SECONDS: Type.Number({ default: 60, minimum: 0, description: 'To wait, at the start, for database, queue and storage.' }),
  OCTET_LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
  OCTET_MAX_OUTPUT_BYTES: Type.Integer({ default: 4 * 1024 ** 3, minimum: 1 }),
});

/** What the code of the service decides by. Tests write it as a literal. */
export interface ResultsConfig {
  /** Origin that users see, without a slash at its end. */
  readonly publicUrl: string;
  readonly workerToken: string;
  /** CIDRs, addresses and host names that webhooks may reach although they are not public, and without TLS. */
  readonly webhookAllow: readonly string[];
  /** Between the tries of a delivery; it has failed after the last. */
  readonly webhookRetrySeconds: readonly number[];
  readonly retentionDays: number;
  readonly maxOutputBytes: number;
  /** Between two sweeps. */
  readonly sweepSeconds: number;
  /** Bytes younger than that are not swept: they may belong to a request that has not said so yet. */
  readonly sweepGraceSeconds: number;
  /** Silence after which an attempt is given up. */
  readonly silentSeconds: number;
  /** Of an attempt: a cancel is heard with the next. */
  readonly heartbeatSeconds: number;
}

/** What the process connects to and listens on. */
export interface ResultsProcess {
  /** Jobs of one tenant that run at once. */
  readonly runningJobs: number;
  /** To wait, at the start, for database, queue and storage. */
  readonly startSeconds: number;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly storageUrl: string;
  readonly storageCredentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly listen: string;
  readonly metricsListen: string | undefined;
  /** PKCS#8 text. */
  readonly signingKey: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Throws ProblemError 'config/invalid' with every fault. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): ResultsConfig & ResultsProcess {
  const given = configFrom(schema, env);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = given;
  return Object.freeze({
    publicUrl: given.OCTET_PUBLIC_URL.replace(/\/$/, ''),
    workerToken: given.OCTET_WORKER_TOKEN,
    webhookAllow: allowList(given.OCTET_WEBHOOK_ALLOW),
    webhookRetrySeconds: Object.freeze(given.OCTET_WEBHOOK_RETRY_SECONDS.split(',').map(Number)),
    retentionDays: given.OCTET_RETENTION_DAYS,
    maxOutputBytes: given.OCTET_MAX_OUTPUT_BYTES,
    runningJobs: given.OCTET_QUOTA_RUNNING_JOBS,
    sweepSeconds: given.OCTET_SWEEP_SECONDS,
    sweepGraceSeconds: given.OCTET_SWEEP_GRACE_SECONDS,
    silentSeconds: 5,
    heartbeatSeconds: 0.5,
    startSeconds: given.OCTET_START_SECONDS,
    databaseUrl: given.OCTET_DATABASE_URL,
    redisUrl: given.OCTET_REDIS_URL,
    storageUrl: given.OCTET_STORAGE_URL,
    storageCredentials: accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey },
    listen: given.OCTET_LISTEN,
    metricsListen: given.OCTET_METRICS_LISTEN,
    logLevel: given.OCTET_LOG_LEVEL,
    signingKey: signingKeyText(given.OCTET_SIGNING_KEY, given.OCTET_SIGNING_KEY_FILE),
  });
}

function signingKeyText(text: string | undefined, file: string | undefined): string {
  if (text !== undefined) return text;
  if (file === undefined) {
    throw new ProblemError('config/invalid', 'Configuration: OCTET_SIGNING_KEY or OCTET_SIGNING_KEY_FILE has to be set.');
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ProblemError('config/invalid', 'Configuration: the file that OCTET_SIGNING_KEY_FILE names cannot be read.', { cause });
  }
}
