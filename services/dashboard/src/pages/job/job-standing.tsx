import { visible } from '@octet/report';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Job, Verdict } from '../../api/wire.ts';
import { StateBadge, VerdictBadge } from '../../parts/badges.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';

/** Characters; what workers say may hold names of a stranger's model. */
const sentence = 600;

const tones = { pass: 'good', fail: 'bad', not_evaluated: 'warn' } as const satisfies Record<Verdict, string>;

/** What to do about a verdict; the report's own advice goes deeper. */
const nextSteps: Readonly<Record<Verdict, (id: string) => ReactNode>> = {
  pass: () => <>Download the model below and deploy it in place of the FP32 model. The signed evidence says what was measured.</>,
  fail: (id) => (
    <>
      The report says which gate failed, by how much, and what may help. Then{' '}
      <Link href={`/new?from=${id}`}>change the recipe and run it again</Link>; the files need not be sent again.
    </>
  ),
  not_evaluated: (id) => (
    <>
      What could not be measured does not pass. <Link href={`/new?from=${id}`}>Run it again with labelled evaluation data</Link>, or switch
      off the gates that you do not need.
    </>
  ),
};

/** The job's state: its verdict, or its problem, or why there is neither yet. */
export function JobStanding({ job }: { readonly job: Job }) {
  const { id, state, verdict, summary, problem, waiting_reason } = job;
  if (problem !== null) return <ProblemNotice problem={{ ...problem, faults: problem.errors, title: `${problem.title} (${state})` }} />;
  if (verdict !== null) {
    return (
      <section className={`notice ${tones[verdict]}`} aria-labelledby="verdict">
        <h2 id="verdict">
          <VerdictBadge verdict={verdict} /> {visible(summary?.headline ?? '', sentence)}
        </h2>
        <p>
          <strong>What to do:</strong> {nextSteps[verdict](id)}
        </p>
      </section>
    );
  }
  return (
    <section className="notice" aria-label="State" role="status">
      <p>
        <StateBadge state={state} /> {state === 'queued' ? (waiting_reason ?? 'Waits for its turn.') : visible(job.message ?? '', sentence)}
      </p>
      {state === 'canceled' && <p>The job was canceled and has no outputs. Retry runs it again.</p>}
    </section>
  );
}
