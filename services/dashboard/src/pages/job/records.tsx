import { isFinal } from '@octet/contracts';
import { visible } from '@octet/report';
import { useGrowing } from '../../api/use-growing.ts';
import type { Job } from '../../api/wire.ts';
import { Time } from '../../parts/time.tsx';

const pollMs = 2000;

/** The lines that the engine wrote, and what happened to the job. */
export function Records({ job: { id, state } }: { readonly job: Job }) {
  const run = { everyMs: pollMs, ended: isFinal(state) };
  const logs = useGrowing('/v1/jobs/{id}/logs', id, run);
  const events = useGrowing('/v1/jobs/{id}/events', id, run);
  return (
    <section className="card stack" aria-label="Records">
      <details>
        <summary>Log ({logs.data?.length ?? 0} lines)</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
        <pre className="log" tabIndex={0}>
          {logs.data?.map(({ seq, at, level, text }) => (
            <span key={seq} className={level}>
              {`${at.slice(11, 19)} ${level === 'info' ? '' : `${level}: `}${visible(text, 2000)}\n`}
            </span>
          ))}
        </pre>
      </details>
      <details>
        <summary>Events ({events.data?.length ?? 0})</summary>
        <ol className="events">
          {events.data?.map(({ id: place, type, at, attempt, data }) => (
            <li key={place}>
              <Time at={at} /> <code>{type}</code> {attempt > 0 && `attempt ${attempt} `}
              <span className="hint">{sayings(data)}</span>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function sayings(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${visible(String(value), 120)}`)
    .join(', ');
}
