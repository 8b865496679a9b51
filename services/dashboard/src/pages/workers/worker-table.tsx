import { costWithoutVnni, isWithoutVnni } from '@octet/contracts';
import { Link } from 'wouter';
import type { WorkerRecord } from '../../api/wire.ts';
import { Badge } from '../../parts/badges.tsx';
import { Name } from '../../parts/name.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';

const states = {
  idle: { mark: '○', word: 'Idle', tone: 'good' },
  busy: { mark: '▸', word: 'Busy', tone: 'busy' },
  gone: { mark: '✗', word: 'Gone', tone: 'bad' },
} as const satisfies Record<WorkerRecord['state'], object>;

export function WorkerTable({ workers }: { readonly workers: readonly WorkerRecord[] }) {
  return (
    <Table label="Workers" columns={['Worker', 'State', 'Job', 'CPU', 'Takes jobs for', 'Sandbox', 'Last seen']}>
      {workers.map((worker) => (
        <WorkerRow key={worker.id} worker={worker} />
      ))}
    </Table>
  );
}

function WorkerRow({
  worker: { id, name, version, state, cpu, classes, sandbox, current_job, last_seen_at },
}: {
  readonly worker: WorkerRecord;
}) {
  return (
    <tr>
      <th scope="row" title={id}>
        <Name text={name} />
        <span className="hint">octet {version}</span>
      </th>
      <td data-label="State">
        <Badge {...states[state]} />
      </td>
      <td data-label="Job">{current_job === null ? <NoJob state={state} /> : <Link href={`/jobs/${current_job}`}>{current_job}</Link>}</td>
      <td data-label="CPU">
        <Name text={cpu.model} />
        <details>
          <summary className="hint">
            {cpu.cores} {cpu.cores === 1 ? 'core' : 'cores'}, {cpu.architecture}, {cpu.cpu_class}
            {isWithoutVnni(cpu.cpu_class) && ', no VNNI'}
          </summary>
          <span className="hint">
            {cpu.flags.join(' ') || 'No flags are known.'} {isWithoutVnni(cpu.cpu_class) && costWithoutVnni}
          </span>
        </details>
      </td>
      <td data-label="Takes jobs for">{classes.join(', ')}</td>
      <td data-label="Sandbox">{sandbox.length === 0 ? 'nothing' : sandbox.join(', ')}</td>
      <td data-label="Last seen">
        <Time at={last_seen_at} />
      </td>
    </tr>
  );
}

// Whose job it is may not be shown: a busy worker without a job here works for another tenant.
const NoJob = ({ state }: { readonly state: WorkerRecord['state'] }) => (
  <span className="hint">{state === 'busy' ? 'another tenant’s' : 'none'}</span>
);
