import type { AppOptions } from '@octet/http';
import type { Ledger } from '@octet/ledger';
import type { Dispatcher, JobQueue } from '@octet/queue';
import type { ObjectStore } from '@octet/storage';
import type { GatewayConfig } from './config.ts';

/** What the routes are made of. */
export interface GatewayParts {
  readonly config: GatewayConfig;
  readonly ledger: Ledger;
  readonly store: ObjectStore;
  readonly dispatcher: Pick<Dispatcher, 'offer'>;
  readonly queue: Pick<JobQueue, 'check'>;
  /** Origin at which results listens. */
  readonly resultsUrl: string;
  readonly registry: AppOptions['registry'];
  readonly log?: AppOptions['log'];
}
