import type { KeyObject } from 'node:crypto';
import type { Ledger } from '@octet/ledger';
import type { ObjectStore } from '@octet/storage';
import type { ResultsConfig } from './config.ts';
import type { ResultsMetrics } from './metrics.ts';
import type { Lookup } from './webhooks/lookup.ts';

/** Where a job goes that waits again. */
export interface JobDispatcher {
  /** Never throws: what it misses, `reconcile` finds. */
  offer(jobId: string): Promise<unknown>;
  reconcile(): Promise<unknown>;
}

/** What the routes and loops work with. */
export interface Parts {
  readonly config: ResultsConfig;
  readonly ledger: Ledger;
  readonly store: ObjectStore;
  readonly dispatcher: JobDispatcher;
  /** Ed25519, private. */
  readonly signingKey: KeyObject;
  readonly metrics: ResultsMetrics;
  readonly clock: () => Date;
  readonly lookup: Lookup;
}
