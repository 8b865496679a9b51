import { isFinal } from '@octet/contracts';
import { Link } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import type { Job } from '../../api/wire.ts';
import { Page } from '../../parts/page.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { JobReport } from '../../report/job-report.tsx';
import type { PageProps } from '../../routes.tsx';
import { Downloads } from './downloads.tsx';
import { JobActions } from './job-actions.tsx';
import { JobDeliveries } from './job-deliveries.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobStanding } from './job-standing.tsx';
import { Records } from './records.tsx';
import { StageTimeline } from './stage-timeline.tsx';
import { titleOf } from './title-of.ts';

const pollMs = 1000;
const untilItEnds = (job: Job | undefined) => (job !== undefined && isFinal(job.state) ? false : pollMs);

/** `/jobs/:id`: the verdict first, then what to do about it, then everything else. */
export function JobPage({ params: { id = '' } }: PageProps) {
  const { data: job, error } = useRead('/v1/jobs/{id}', { params: { path: { id } } }, { everyMs: untilItEnds });
  if (job === undefined) {
    return (
      <Page title="Job">
        {error ? <ErrorNotice error={error} /> : <p role="status">Reading the job…</p>}
        {error && (
          <p>
            <Link href="/">All jobs</Link>
          </p>
        )}
      </Page>
    );
  }
  return (
    <Page title={titleOf(job)} actions={<JobActions job={job} />}>
      {error && <ErrorNotice error={error} />}
      <JobStanding job={job} />
      <Downloads job={job} />
      <StageTimeline job={job} />
      <JobFacts job={job} />
      <Records job={job} />
      <JobDeliveries job={job} />
      <JobReport job={job} />
    </Page>
  );
}
