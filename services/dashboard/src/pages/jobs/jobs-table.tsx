import { isFinal } from '@octet/contracts';
import { format } from '@octet/report';
import { Link } from 'wouter';
import type { Job } from '../../api/wire.ts';
import { StateBadge, VerdictBadge } from '../../parts/badges.tsx';
import { Name } from '../../parts/name.tsx';
import { Progress } from '../../parts/progress.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { overallProgress } from '../job/overall-progress.ts';

const columns: readonly Column[] = [
  { name: 'Compare', unseen: true },
  'Job',
  'State',
  'Verdict',
  { name: 'Size', number: true },
  { name: 'Drop', number: true },
  { name: 'Speed-up, 1 thread', number: true },
  'Created',
];

interface JobsTableProps {
  readonly jobs: readonly Job[];
  readonly chosen: readonly string[];
  readonly onChoose: (id: string, on: boolean) => void;
}

export function JobsTable({ jobs, chosen, onChoose }: JobsTableProps) {
  return (
    <Table label="Jobs" columns={columns}>
      {jobs.map((job) => (
        <Row key={job.id} job={job} chosen={chosen.includes(job.id)} onChoose={onChoose} />
      ))}
    </Table>
  );
}

function Row({ job, chosen, onChoose }: { readonly job: Job; readonly chosen: boolean; readonly onChoose: JobsTableProps['onChoose'] }) {
  const { id, name, model, summary, verdict, tags } = job;
  const title = name ?? model.filename;
  return (
    <tr>
      <td data-label="Compare">
        <input
          type="checkbox"
          aria-label={`Compare ${id}`}
          checked={chosen}
          disabled={summary === null}
          onChange={(event) => onChoose(id, event.target.checked)}
        />
      </td>
      <th scope="row">
        <Link href={`/jobs/${id}`}>
          <Name text={title} limit={40} />
        </Link>
        <span className="hint">
          <code>{id}</code>
        </span>
        {tags.length > 0 && (
          <span className="tags">
            {tags.map((tag) => (
              <Link key={tag} className="tag" href={`/?tag=${encodeURIComponent(tag)}`}>
                {tag}
              </Link>
            ))}
          </span>
        )}
      </th>
      <td data-label="State">
        <StateBadge state={job.state} />
        {!isFinal(job.state) && job.state !== 'queued' && (
          <Progress value={overallProgress(job)} label={`Progress of ${id}, ${job.stage ?? 'beginning'}`} />
        )}
        {job.state === 'queued' && job.waiting_reason !== null && <span className="hint">{job.waiting_reason}</span>}
      </td>
      <td data-label="Verdict">
        {verdict === null ? <span className="hint">{job.problem?.code ?? '–'}</span> : <VerdictBadge verdict={verdict} />}
      </td>
      <td data-label="Size" className="number">
        {summary === null ? '–' : `${format.ratio(summary.fp32_bytes / summary.int8_bytes)} smaller`}
      </td>
      <td data-label="Drop" className="number">
        {typeof summary?.drop_points === 'number' ? `${summary.drop_points.toFixed(2)} points` : '–'}
      </td>
      <td data-label="Speed-up, 1 thread" className="number">
        {typeof summary?.speedup === 'number' ? `${summary.speedup.toFixed(2)}×` : '–'}
      </td>
      <td data-label="Created">
        <Time at={job.created_at} />
      </td>
    </tr>
  );
}
