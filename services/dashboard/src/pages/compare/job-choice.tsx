import { useRead } from '../../api/use-read.ts';
import type { Job } from '../../api/wire.ts';
import { verdictWord } from '../../parts/badges.tsx';
import { titleOf } from '../job/title-of.ts';

interface JobChoiceProps {
  readonly label: string;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** The latest jobs that have a report; one that came by the address is among them. */
export function JobChoice({ label, chosen, onChoose }: JobChoiceProps) {
  const { data } = useRead('/v1/jobs', { params: { query: { state: 'succeeded', limit: 100 } } });
  const jobs = data?.items ?? [];
  const known = jobs.some(({ id }) => id === chosen);
  return (
    <label className="field">
      <span>Job {label}</span>
      <select value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {chosen === '' && <option value="">Choose…</option>}
        {chosen !== '' && !known && <option value={chosen}>{chosen}</option>}
        {jobs.map((job) => (
          <option key={job.id} value={job.id}>
            {wordsOf(job)}
          </option>
        ))}
      </select>
    </label>
  );
}

const wordsOf = (job: Job): string =>
  `${titleOf(job, 30)} · ${job.verdict === null ? job.state : verdictWord(job.verdict)} · ${job.created_at.slice(0, 16).replace('T', ' ')} · …${job.id.slice(-6)}`;
