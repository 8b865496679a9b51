import { useState } from 'react';
import { useRead } from '../../api/use-read.ts';
import type { EndpointSecret } from '../../api/wire.ts';
import { Page } from '../../parts/page.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { EndpointCard } from './endpoint-card.tsx';
import { EndpointForm } from './endpoint-form.tsx';
import { JobSecret } from './job-secret.tsx';

/** Where a job's end is delivered. */
export function WebhooksPage() {
  const endpoints = useRead('/v1/webhook-endpoints', { params: { query: { limit: 200 } } });
  const [told, setTold] = useState<EndpointSecret>();
  return (
    <Page title="Webhooks">
      <p>
        When a job ends, Octet posts to every endpoint that asked for it, signed as Standard Webhooks 1.0 says, and tries again until the
        answer is 2xx.
      </p>
      {told && (
        <SecretOnce
          key={told.secret}
          title={`The secret of ${told.url}`}
          secret={told.secret}
          hint="Shown only once. The receiver verifies the signatures with it; after a rotation the old secret also signs for a day."
          onDone={() => setTold(undefined)}
        />
      )}
      {endpoints.isError && <ErrorNotice error={endpoints.error} />}
      <section className="stack" aria-label="Endpoints">
        <h2>Endpoints</h2>
        {endpoints.isPending && <p role="status">Reading the endpoints…</p>}
        {endpoints.data?.items.length === 0 && <p className="hint">There are none yet.</p>}
        {endpoints.data?.items.map((endpoint) => (
          <EndpointCard key={endpoint.id} endpoint={endpoint} onSecret={setTold} />
        ))}
      </section>
      <EndpointForm onMade={setTold} />
      <JobSecret />
    </Page>
  );
}
