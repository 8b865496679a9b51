import type { Database } from './database.ts';
import type { Webhooks } from './ledger.ts';
import { deliveriesOf } from './webhook-deliveries.ts';
import { endpointsOf } from './webhook-endpoints.ts';

export function webhooksOf(db: Database): Webhooks {
  return { ...endpointsOf(db), ...deliveriesOf(db) };
}
