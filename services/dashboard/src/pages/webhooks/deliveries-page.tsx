import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import { Name } from '../../parts/name.tsx';
import { Page } from '../../parts/page.tsx';
import { Pager } from '../../parts/pager.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import type { PageProps } from '../../routes.tsx';
import { DeliveryTable } from './delivery-table.tsx';

const everyMs = 2000;

/** What was sent to one endpoint, every try of it, newest first. */
export function DeliveriesPage({ params: { id = '' } }: PageProps) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const endpoint = useRead('/v1/webhook-endpoints/{id}', { params: { path: { id } } });
  const deliveries = useRead(
    '/v1/webhook-endpoints/{id}/deliveries',
    { params: { path: { id }, query: { limit: 50, ...(cursor !== undefined && { cursor }) } } },
    { keepLast: true, ...(cursor === undefined && { everyMs }) },
  );
  const error = endpoint.error ?? deliveries.error;
  return (
    <Page title="Deliveries">
      <p>
        <Link href="/webhooks">All endpoints</Link>
        {endpoint.data && (
          <>
            {' · '}
            <Name text={endpoint.data.url} limit={120} />
          </>
        )}
      </p>
      {error !== null && <ErrorNotice error={error} />}
      {deliveries.isPending && <p role="status">Reading the deliveries…</p>}
      {deliveries.data?.items.length === 0 && (
        <p className="hint">Nothing has been sent yet. Ping the endpoint, or wait for a job to end.</p>
      )}
      {deliveries.data !== undefined && deliveries.data.items.length > 0 && <DeliveryTable deliveries={deliveries.data.items} />}
      <Pager of="deliveries" cursors={cursors} next={deliveries.data?.next_cursor} onTurn={setCursors} />
    </Page>
  );
}
