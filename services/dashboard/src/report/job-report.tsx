import type { Report } from '@octet/contracts';
import { lazy, Suspense } from 'react';
import { useRead } from '../api/use-read.ts';
import type { Job } from '../api/wire.ts';
import { ErrorNotice } from '../parts/problem-notice.tsx';
import { PageBoundary } from '../shell/page-boundary.tsx';

// The charts weigh more than all pages together; who looks at the list of jobs does not wait for them.
const ReportView = lazy(() => import('./report-view.tsx'));

/** The report of a job that has one, in the page. */
export function JobReport({ job: { id, outputs } }: { readonly job: Job }) {
  const exists = outputs.some(({ name }) => name === 'report.json');
  const { data, error } = useRead('/v1/jobs/{id}/report.json', { params: { path: { id } } }, { enabled: exists });
  if (!exists) return null;
  const waiting = <p role="status">Reading the report…</p>;
  return (
    <section aria-labelledby="report-title" className="stack">
      <h2 id="report-title">Report</h2>
      {error && <ErrorNotice error={error} />}
      {data === undefined ? (
        !error && waiting
      ) : (
        <PageBoundary>
          <Suspense fallback={waiting}>
            <ReportView report={data as Report} />
          </Suspense>
        </PageBoundary>
      )}
    </section>
  );
}
