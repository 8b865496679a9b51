import { useRead } from '../../api/use-read.ts';
import { Page } from '../../parts/page.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { TargetTable } from './target-table.tsx';
import { WorkerTable } from './worker-table.tsx';

const everyMs = 3000;

/** The workers, their CPUs, and the targets that none of them serves. */
export function WorkersPage() {
  const workers = useRead('/v1/workers', {}, { everyMs });
  const targets = useRead('/v1/targets', {}, { everyMs: 5 * everyMs });
  return (
    <Page title="Workers">
      {workers.isError && <ErrorNotice error={workers.error} />}
      {workers.isPending && <p role="status">Reading the workers…</p>}
      {workers.data?.items.length === 0 && (
        <p>No worker has connected. Jobs are accepted and wait until one does: start services/worker, or scale it up.</p>
      )}
      {workers.data !== undefined && workers.data.items.length > 0 && <WorkerTable workers={workers.data.items} />}
      <section className="stack">
        <h2>Targets</h2>
        <p className="hint">A job for a target waits until a worker whose CPU suits it is free.</p>
        {targets.isError && <ErrorNotice error={targets.error} />}
        {targets.data !== undefined && <TargetTable targets={targets.data.items} />}
      </section>
    </Page>
  );
}
