import { type PermittedAddresses, permittedAddresses } from '@octet/http';
import type { DueDelivery } from '@octet/ledger';
import type { Parts } from '../parts.ts';
import { nextTryAt } from './retry-schedule.ts';
import { sendWebhook } from './send-webhook.ts';

/** Tries at once. Each has its place for as long as it takes: a receiver that hangs holds up one place, not the others. */
const places = 32;
/** Longer than a try can take; after it another process may send the delivery. */
const leaseSeconds = 60;

export interface Sender {
  /** Starts what is due and there is a place for; does not wait for it. */
  tick(): Promise<void>;
  /** Resolves when no try is under way. */
  idle(): Promise<void>;
}

/** Sends what is due. `onError` hears of what went wrong here, not at a receiver. */
export function createSender(parts: Parts, onError: (error: unknown) => void): Sender {
  const permitted = permittedAddresses(parts.config.webhookAllow);
  const underWay = new Set<Promise<void>>();
  return {
    async tick() {
      if (underWay.size >= places) return;
      const due = await parts.ledger.webhooks.lease(parts.clock(), { limit: places - underWay.size, leaseSeconds });
      for (const delivery of due) {
        const work: Promise<void> = deliver(parts, permitted, delivery)
          .catch(onError)
          .finally(() => underWay.delete(work));
        underWay.add(work);
      }
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}

async function deliver(
  { ledger, config, clock, lookup, metrics }: Parts,
  permitted: PermittedAddresses,
  delivery: DueDelivery,
): Promise<void> {
  const at = clock();
  const tried = await sendWebhook(delivery, { permitted, lookup, publicUrl: config.publicUrl, now: at });
  const { result, status, error, milliseconds, retryAfterMs } = tried;
  const nextAt =
    result === 'failed' ? nextTryAt(delivery.attempts + 1, { now: clock(), retrySeconds: config.webhookRetrySeconds, retryAfterMs }) : null;
  await ledger.webhooks.record(delivery.id, { at, status, error, milliseconds, delivered: result === 'delivered', nextAt });
  if (result === 'gone' && delivery.endpointId !== null) {
    await ledger.webhooks.disableEndpoint(delivery.endpointId, 'The receiver answered 410 Gone.');
  }
  metrics.deliveries.inc({ result });
}
