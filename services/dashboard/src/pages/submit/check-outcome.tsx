import { useEffect, useRef } from 'react';
import type { DryRun } from '../../api/wire.ts';
import { duration } from '../../parts/amounts.ts';
import { CoverageTables } from './coverage-tables.tsx';

const connected = (workers: number): string =>
  workers === 0 ? 'none is connected' : workers === 1 ? 'one is connected' : `${workers} are connected`;

/** What a job of this form would be, in the words of the service's dry run. It takes the focus: it was asked for. */
export function CheckOutcome({ outcome }: { readonly outcome: DryRun }) {
  const { job_class, eligible_workers, queued_before, estimated_seconds, coverage, warnings } = outcome;
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.focus(), []);
  return (
    <section className="notice good" aria-labelledby="check-title" tabIndex={-1} ref={section}>
      <h2 id="check-title">It can be submitted</h2>
      <dl className="facts">
        <dt>Runs on</dt>
        <dd>
          {job_class === 'any' ? 'any worker' : `a worker of class ${job_class}`}; {connected(eligible_workers)}
        </dd>
        <dt>Waits behind</dt>
        <dd>{queued_before === 0 ? 'no other job' : queued_before === 1 ? 'one job' : `${queued_before} jobs`}</dd>
        <dt>Takes about</dt>
        <dd>{estimated_seconds === null ? 'not known: no job with this model has ended yet' : duration(estimated_seconds)}</dd>
      </dl>
      {warnings.length > 0 && (
        <ul>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      {coverage !== null && <CoverageTables coverage={coverage} />}
    </section>
  );
}
