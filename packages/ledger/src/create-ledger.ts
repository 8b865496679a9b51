import { assetsOf } from './assets.ts';
import { attemptsOf } from './attempts.ts';
import { openDatabase } from './database.ts';
import { dispatchOf } from './dispatch.ts';
import { idempotencyOf } from './idempotency.ts';
import { jobsOf } from './jobs.ts';
import { keysOf } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { checkSchema, migrate } from './migrate.ts';
import { retentionOf } from './retention.ts';
import { uploadsOf } from './uploads.ts';
import { webhooksOf } from './webhooks.ts';
import { workersOf } from './workers.ts';

export interface LedgerOptions {
  /** postgres://… */
  readonly url: string;
  /** Connections at most; default 10. */
  readonly poolSize?: number;
  /** Attempts that a job gets when the fault is not its own; default 3. */
  readonly maxAttempts?: number;
  /** Jobs of one tenant that run at once; default no limit. */
  readonly runningJobs?: number;
}

/** Opens the database and brings its schema up to date. Rejects where it does not answer. */
export async function createLedger({
  url,
  poolSize = 10,
  maxAttempts = 3,
  runningJobs = Number.POSITIVE_INFINITY,
}: LedgerOptions): Promise<Ledger> {
  const db = openDatabase({ url, poolSize });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    keys: keysOf(db),
    assets: assetsOf(db),
    uploads: uploadsOf(db),
    idempotency: idempotencyOf(db),
    jobs: jobsOf(db),
    dispatch: dispatchOf(db),
    attempts: attemptsOf(db, { maxAttempts, runningJobs }),
    webhooks: webhooksOf(db),
    workers: workersOf(db),
    retention: retentionOf(db),
    check: () => checkSchema(db),
    close: () => db.destroy(),
  };
}
