import { defaultRecipe, type JobSummary } from '@octet/contracts';
import { createLedger } from '@octet/ledger';
import { startPostgres } from '@octet/postgres';
import pg from 'pg';

/** Of a service that runs for one machine. */
const tenant = 'local';

const summary: JobSummary = {
  outcome: 'quantized',
  headline: 'Quantized.',
  fp32_bytes: 4_000_000,
  int8_bytes: 1_000_000,
  size_ratio: 4,
  metric: 'top1',
  fp32: 0.91,
  int8: 0.9,
  drop_points: 1,
  agreement: 0.99,
  sqnr_db: 31,
  samples: 1000,
  fp32_ms: 4,
  int8_ms: 2,
  speedup: 2,
  integer_kernels: { integer: 20, float: 2 },
  engine_seconds: 12,
};

/** Writes jobs that have ended, ten seconds apart, into the data folder of a service that does not run yet. */
export async function writeEndedJobs(dataFolder: string, count: number): Promise<void> {
  await using postgres = await startPostgres({ folder: dataFolder });
  const ledger = await createLedger({ url: postgres.url, poolSize: 1 });
  try {
    await ledger.keys.ensureTenant(tenant);
  } finally {
    await ledger.close();
  }
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO jobs (id, tenant, state, verdict, name, tags, recipe, job_class, rank, model, model_bytes, model_filename, calibration,
         calibration_bytes, calibration_filename, attempt, max_queue_seconds, max_run_seconds, created_at, queued_at, started_at, finished_at, summary)
       SELECT 'job_' || lpad(i::text, 26, '0'), $1, 'succeeded', CASE WHEN i % 5 = 0 THEN 'fail' ELSE 'pass' END, 'old ' || i,
         ARRAY['nightly'], $2, 'any', 0, repeat('a', 64), 4000000, 'old.onnx', repeat('b', 64), 100000, 'old.npz', 1, 3600, 3600, t, t, t, t, $3
       FROM generate_series(1, $4) i, LATERAL (SELECT now() - i * interval '10 seconds' AS t) times`,
      [tenant, defaultRecipe, summary, count],
    );
  } finally {
    await client.end();
  }
}
