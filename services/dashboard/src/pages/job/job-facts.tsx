import { Link } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import type { Job, JobInput } from '../../api/wire.ts';
import { bytes, duration } from '../../parts/amounts.ts';
import { StateBadge } from '../../parts/badges.tsx';
import { Name } from '../../parts/name.tsx';
import { Time } from '../../parts/time.tsx';
import { withoutVnni } from './without-vnni.ts';

export function JobFacts({ job }: { readonly job: Job }) {
  const { id, state, model, calibration, evaluation, created_at, started_at, finished_at, worker, requires, job_class, retry_of, tags } =
    job;
  const workers = useRead('/v1/workers', {}, { enabled: worker !== null });
  const cost = withoutVnni(job, workers.data?.items ?? []);
  const ran = started_at !== null && finished_at !== null ? (Date.parse(finished_at) - Date.parse(started_at)) / 1000 : undefined;
  return (
    <section className="card stack" aria-labelledby="facts">
      <h2 id="facts">The job</h2>
      <dl className="facts">
        <dt>Id</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>State</dt>
        <dd>
          <StateBadge state={state} />
        </dd>
        <dt>Model</dt>
        <dd>
          <Input input={model} /> · <Link href={`/?model=${model.digest}`}>all jobs of this model</Link>
        </dd>
        <dt>Calibration</dt>
        <dd>
          <Input input={calibration} />
        </dd>
        <dt>Evaluation</dt>
        <dd>{evaluation === null ? 'a labelled part of the calibration data, held out' : <Input input={evaluation} />}</dd>
        {tags.length > 0 && (
          <>
            <dt>Tags</dt>
            <dd>{tags.join(', ')}</dd>
          </>
        )}
        <dt>Runs on</dt>
        <dd>
          {job_class === 'any' ? 'any worker' : job_class}
          {requires !== null && ' (required)'}
          {worker !== null && (
            <>
              ; taken by <Name text={worker} />
            </>
          )}
          {cost !== undefined && <p className="notice warn">{cost}</p>}
        </dd>
        <dt>Created</dt>
        <dd>
          <Time at={created_at} />
        </dd>
        {ran !== undefined && (
          <>
            <dt>Ran for</dt>
            <dd>{duration(ran)}</dd>
          </>
        )}
        {retry_of !== null && (
          <>
            <dt>Retry of</dt>
            <dd>
              <Link href={`/jobs/${retry_of}`}>{retry_of}</Link>
            </dd>
          </>
        )}
      </dl>
      <details>
        <summary>Recipe, with its defaults</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
        <pre className="scroll" tabIndex={0}>
          {JSON.stringify(job.recipe, null, 2)}
        </pre>
      </details>
    </section>
  );
}

function Input({ input: { filename, bytes: size, digest } }: { readonly input: JobInput }) {
  return (
    <>
      <Name text={filename} /> <span className="hint">{bytes(size)}</span> <code title={digest}>{digest.slice(0, 12)}…</code>
    </>
  );
}
