import { isFinal } from '@octet/contracts';
import { useRead } from '../../api/use-read.ts';
import type { Job } from '../../api/wire.ts';
import { DeliveryTable } from '../webhooks/delivery-table.tsx';

const pollMs = 5000;

/** The job's webhook deliveries, with a way to repeat them. */
export function JobDeliveries({ job: { id, state } }: { readonly job: Job }) {
  const { data } = useRead('/v1/jobs/{id}/deliveries', { params: { path: { id } } }, { everyMs: pollMs, enabled: isFinal(state) });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="deliveries">
      <h2 id="deliveries">Webhook deliveries</h2>
      <DeliveryTable deliveries={data.items} />
    </section>
  );
}
