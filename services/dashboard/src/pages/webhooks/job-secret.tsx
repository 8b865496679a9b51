import { useState } from 'react';
import { useRead } from '../../api/use-read.ts';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { Secret } from '../../parts/secret.tsx';

/** Signs deliveries to a job's own webhook address; asked for only when wanted, as it needs the scope `write`. */
export function JobSecret() {
  const [wanted, setWanted] = useState(false);
  const secret = useRead('/v1/webhook-secret', {}, { enabled: wanted });
  return (
    <section className="card stack">
      <h2>A job’s own address</h2>
      <p>A job may name an address of its own when it is submitted. What is sent there is signed with one secret for all jobs.</p>
      {secret.isError && <ErrorNotice error={secret.error} />}
      {wanted && secret.data && <Secret text={secret.data.secret} />}
      <div className="actions">
        <button type="button" aria-expanded={wanted} onClick={() => setWanted(!wanted)}>
          {wanted ? 'Hide the secret' : 'Show the secret'}
        </button>
      </div>
    </section>
  );
}
