import { hostname, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { type CpuClass, configFrom, cpuClassSchema, ProblemError } from '@octet/contracts';
import Type from 'typebox';

const GiB = 1024 ** 3;
/** With less the engine does not get through any job. */
const leastMemoryBytes = 2.25 * GiB;

const schema = Type.Object({
  OCTET_RESULTS_URL: Type.String({ pattern: '^https?://[^/?#]+/?$' }),
  OCTET_WORKER_TOKEN: Type.String({ minLength: 16, maxLength: 512 }),
  OCTET_REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  OCTET_DATABASE_URL: Type.Optional(Type.String({ minLength: 1, description: 'Of the queue, where there is no Redis.' })),
  OCTET_PUBLIC_URL: Type.String({ default: '', pattern: '^(https?://[^/?#]+/?)?$' }),
  OCTET_WORKER_NAME: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  OCTET_WORKER_CPU_CLASS: Type.Optional(cpuClassSchema),
  OCTET_WORKER_MEMORY_BYTES: Type.Optional(Type.Integer({ minimum: leastMemoryBytes })),
  OCTET_SCRATCH: Type.Optional(Type.String({ minLength: 1, description: 'A folder of this machine, or container, alone.' })),
  OCTET_DRAIN_SECONDS: Type.Number({ default: 30, minimum: 0 }),
  OCTET_START_SECONDS: Type.Number({ default: 60, minimum: 0, description: 'To wait, at the start, for the queue.' }),
  OCTET_LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
});

/** What the code of the service decides by. Tests write it as a literal. */
export interface WorkerConfig {
  /** Origin of the results service, without a slash at its end. */
  readonly resultsUrl: string;
  readonly workerToken: string;
  /** Origin that users see; '' makes the addresses of problems relative ones. */
  readonly publicUrl: string;
  readonly name: string;
  /** Takes the place of what the CPU says of itself. */
  readonly cpuClass: CpuClass | undefined;
  /** What one engine process may hold. */
  readonly memoryBytes: number;
  /** Absolute path of the folder in which attempts have theirs. */
  readonly scratch: string;
  /** How long a job may go on once the worker is asked to stop. */
  readonly drainSeconds: number;
}

/** What the process connects to. */
export interface WorkerProcess {
  /** To wait, at the start, for the queue. */
  readonly startSeconds: number;
  readonly queue: { readonly redisUrl: string } | { readonly databaseUrl: string };
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/** Throws ProblemError 'config/invalid' with every fault. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): WorkerConfig & WorkerProcess {
  const given = configFrom(schema, env);
  return Object.freeze({
    resultsUrl: given.OCTET_RESULTS_URL.replace(/\/$/, ''),
    workerToken: given.OCTET_WORKER_TOKEN,
    publicUrl: given.OCTET_PUBLIC_URL.replace(/\/$/, ''),
    name: given.OCTET_WORKER_NAME ?? hostname().slice(0, 64),
    cpuClass: given.OCTET_WORKER_CPU_CLASS,
    memoryBytes: given.OCTET_WORKER_MEMORY_BYTES ?? Math.max(leastMemoryBytes, machineMemoryBytes() - 2 * GiB),
    scratch: resolve(given.OCTET_SCRATCH ?? join(tmpdir(), 'octet-scratch')),
    drainSeconds: given.OCTET_DRAIN_SECONDS,
    startSeconds: given.OCTET_START_SECONDS,
    queue: queueOf(given.OCTET_REDIS_URL, given.OCTET_DATABASE_URL),
    logLevel: given.OCTET_LOG_LEVEL,
  });
}

/** Of the machine, or of the container where that has less. */
function machineMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

function queueOf(redisUrl: string | undefined, databaseUrl: string | undefined): WorkerProcess['queue'] {
  if (redisUrl !== undefined) return Object.freeze({ redisUrl });
  if (databaseUrl !== undefined) return Object.freeze({ databaseUrl });
  throw new ProblemError('config/invalid', 'Configuration: OCTET_REDIS_URL or OCTET_DATABASE_URL has to be set: where the queue is.');
}
