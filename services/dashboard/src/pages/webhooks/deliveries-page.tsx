import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import { Name } from '../../parts/name.tsx';
import { Page } from '../../parts/page.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import type { PageProps } from '../../routes.tsx';
import { DeliveryTable } from './delivery-table.tsx';

const everyMs = 2000;

/** What was sent to one endpoint, every try of it, newest first. */
export function DeliveriesPage({ params: { id = '' } }: PageProps) {
  const params = { id };
  // Of the pages before this one; the first has none.
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const endpoint = useRead('getEndpoint', { params });
  const deliveries = useRead(
    'listDeliveries',
    { params, query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
    { keepLast: true, ...(cursor === undefined && { everyMs }) },
  );
  const next = deliveries.data?.next_cursor ?? undefined;
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
      {deliveries.data?.items.length === 0 && <p className="hint">Nothing was sent yet. Ping the endpoint, or let a job end.</p>}
      {deliveries.data !== undefined && deliveries.data.items.length > 0 && <DeliveryTable deliveries={deliveries.data.items} />}
      {(cursors.length > 0 || next !== undefined) && (
        <nav className="pager" aria-label="Pages of deliveries">
          <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            Newer
          </button>
          <button type="button" disabled={next === undefined} onClick={() => next !== undefined && setCursors([...cursors, next])}>
            Older
          </button>
        </nav>
      )}
    </Page>
  );
}
