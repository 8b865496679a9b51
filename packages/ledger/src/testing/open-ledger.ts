import { randomBytes } from 'node:crypto';
import { type CpuClass, defaultRecipe, type Heartbeat, type JobSummary, type Outcome, servedClasses } from '@octet/contracts';
import { testDatabase } from '@octet/testing';
import pg from 'pg';
import { afterAll } from 'vitest';
import { createLedger } from '../create-ledger.ts';
import type { AttemptRef, Ledger, Submission } from '../ledger.ts';

export const tenant = 'acme';
export const quota = { queuedJobs: 1000, cpuSeconds30d: 1e9 };

export type TestLedger = Ledger & { readonly url: string; query<T>(sql: string, values?: unknown[]): Promise<T[]> } & AsyncDisposable;

/** Of this process, between tests: making a database takes longer than most tests. */
const idle: OpenLedger[] = [];
afterAll(() => Promise.all(idle.splice(0).map((opened) => opened.end())));

/** An empty ledger on a database that no other test uses now, with one tenant. `query` goes past the ledger: to set a clock back, or to look at what is kept. */
export async function openLedger(): Promise<TestLedger> {
  const opened = idle.pop() ?? (await open());
  const { ledger, url, query } = opened;
  await query('TRUNCATE tenants, workers, object_claims CASCADE');
  await ledger.keys.ensureTenant(tenant);
  return { ...ledger, url, query, [Symbol.asyncDispose]: async () => void idle.push(opened) };
}

interface OpenLedger extends Pick<TestLedger, 'url' | 'query'> {
  readonly ledger: Ledger;
  end(): Promise<void>;
}

async function open(): Promise<OpenLedger> {
  const database = await testDatabase();
  const ledger = await createLedger({ url: database.url, poolSize: 8 });
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  // Dropping the database ends what the pool has not yet closed.
  pool.on('error', () => undefined);
  return {
    ledger,
    url: database.url,
    query: async <T>(sql: string, values?: unknown[]) => (await pool.query(sql, values)).rows as T[],
    async end() {
      await Promise.all([ledger.close(), pool.end()]);
      await database[Symbol.asyncDispose]();
    },
  };
}

export const digestOf = (text: string): string => Buffer.from(text.padEnd(32, '.')).toString('hex').slice(0, 64);

/** A submission whose files are there. */
export async function submission(
  ledger: Ledger,
  { owner = tenant, ...given }: Partial<Submission> & { readonly owner?: string } = {},
): Promise<Submission> {
  const files = { model: digestOf('model'), calibration: digestOf('calibration') };
  await ledger.assets.add(owner, { kind: 'model', digest: files.model, bytes: 10, filename: 'm.onnx' });
  await ledger.assets.add(owner, { kind: 'dataset', digest: files.calibration, bytes: 20, filename: 'c.zip' });
  return { recipe: defaultRecipe, ...files, jobClass: 'any', tags: [], maxQueueSeconds: 3600, maxRunSeconds: 600, ...given };
}

/** Submits a job and answers its id. */
export async function queuedJob(ledger: Ledger, given: Parameters<typeof submission>[1] = {}): Promise<string> {
  const submitted = await ledger.jobs.submit(given.owner ?? tenant, await submission(ledger, given), { quota });
  if (submitted.result !== 'created') throw new Error(`not submitted: ${submitted.result}`);
  return submitted.row.job.id;
}

export async function idleWorker(
  ledger: Ledger,
  { id = `worker-${randomBytes(3).toString('hex')}`, cpuClass = 'ort-cpu-vnni' as CpuClass } = {},
): Promise<string> {
  await ledger.workers.seen({
    worker_id: id,
    name: id,
    version: '1',
    cpu: { model: 'CPU', architecture: 'x64', cores: 2, cpu_class: cpuClass, flags: [] },
    classes: [...servedClasses[cpuClass]],
    sandbox: [],
  });
  return id;
}

/** Has a worker of its own claim the job. */
export async function claimed(ledger: Ledger, jobId: string): Promise<AttemptRef> {
  const claim = await ledger.attempts.claim(jobId, await idleWorker(ledger));
  if (claim === undefined) throw new Error('not claimed');
  return { jobId, attempt: claim.attempt, token: claim.token };
}

export const beat: Heartbeat = { stage: 'calibrate', progress: 0.5, eta_seconds: 3, message: null, log: [] };

const summary: JobSummary = {
  outcome: 'quantized',
  headline: 'Four times smaller.',
  fp32_bytes: 4,
  int8_bytes: 1,
  size_ratio: 4,
  metric: null,
  fp32: null,
  int8: null,
  drop_points: null,
  agreement: null,
  sqnr_db: 40,
  samples: 1,
  fp32_ms: 2,
  int8_ms: 1,
  speedup: 2,
  integer_kernels: null,
  engine_seconds: 1,
};

export const success: Outcome = {
  status: 'succeeded',
  verdict: 'pass',
  summary,
  outputs: [{ name: 'artifact', digest: digestOf('artifact'), bytes: 5, media_type: 'application/octet-stream' }],
  diagnostics: [{ severity: 'warning', code: 'dataset/few-samples', message: 'Few.' }],
  cpu_seconds: 2,
};

export const problem = { type: '/p', code: 'model/malformed', title: 'No', status: 422, detail: 'No.', fix: 'Mend it.', retryable: false };
export const failure: Extract<Outcome, { status: 'failed' }> = { status: 'failed', problem, cpu_seconds: 1 };
export const released: Outcome = { status: 'released', problem: { ...problem, code: 'job/crashed' }, cpu_seconds: 1 };
