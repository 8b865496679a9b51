import { isFinal } from '@octet/contracts';
import { visible } from '@octet/report';
import { useGrowing } from '../../api/use-growing.ts';
import type { Job } from '../../api/wire.ts';
import { duration } from '../../parts/amounts.ts';
import { Progress } from '../../parts/progress.tsx';
import { type StageTime, stageTimes } from './stage-times.ts';

const words = { done: 'done', now: 'running', ahead: 'to come', skipped: 'too short to be seen', stopped: 'stopped here' } as const;
const marks = { done: '✓', now: '▸', ahead: '·', skipped: '✓', stopped: '✗' } as const satisfies Record<StageTime['state'], string>;

/** What the engine has done, does, and has yet to do. */
export function StageTimeline({ job }: { readonly job: Job }) {
  const ended = isFinal(job.state);
  const { data: events } = useGrowing('/v1/jobs/{id}/events', job.id, { everyMs: 1000, ended });
  if (events === undefined || job.attempt === 0) return null;
  const times = stageTimes(events, Date.now());
  const longest = Math.max(1, ...times.map(({ seconds }) => seconds ?? 0));
  return (
    <section className="card stack" aria-labelledby="stages">
      <h2 id="stages">Stages{job.attempt > 1 && ` of attempt ${job.attempt}`}</h2>
      <ol className="stages">
        {times.map(({ stage, state, seconds }) => (
          <li key={stage} className={state} {...(state === 'now' && { 'aria-current': 'step' })}>
            <span aria-hidden="true">{marks[state]}</span>
            <span>{stage}</span>
            <span className="unseen">, {words[state]}</span>
            <meter aria-hidden="true" min={0} max={longest} value={seconds ?? 0} />
            <span className="number">{seconds === null ? '' : duration(seconds)}</span>
          </li>
        ))}
      </ol>
      {!ended && job.stage !== null && (
        <div>
          <Progress value={job.progress} label={`Progress of the stage ${job.stage}`} />
          <p className="hint">
            {visible(job.message ?? job.stage, 600)}
            {job.eta_seconds !== null && ` · about ${duration(job.eta_seconds)} left of this stage`}
          </p>
        </div>
      )}
      <p className="hint">As the service saw it, to about a second; the report has the engine’s own times.</p>
    </section>
  );
}
