import { Link } from 'wouter';
import { bodyOf, octet } from '../../api/client.ts';
import { useAct } from '../../api/use-act.ts';
import type { Delivery } from '../../api/wire.ts';
import { duration } from '../../parts/amounts.ts';
import { Badge } from '../../parts/badges.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { actionsColumn, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';

const states = {
  pending: { mark: '…', word: 'Pending', tone: 'busy' },
  delivered: { mark: '✓', word: 'Delivered', tone: 'good' },
  failed: { mark: '✗', word: 'Failed', tone: 'bad' },
} as const satisfies Record<Delivery['state'], object>;

export function DeliveryTable({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  const replay = useAct((id: string) => bodyOf(octet.POST('/v1/webhook-deliveries/{id}/replay', { params: { path: { id } } })));
  return (
    <>
      {replay.isError && <ErrorNotice error={replay.error} />}
      <Table label="Deliveries" columns={['Event', 'State', 'Job', 'Tries', 'Created', actionsColumn]}>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} busy={replay.isPending} onReplay={() => replay.mutate(delivery.id)} />
        ))}
      </Table>
    </>
  );
}

interface DeliveryRowProps {
  readonly delivery: Delivery;
  readonly busy: boolean;
  readonly onReplay: () => void;
}

function DeliveryRow({ delivery, busy, onReplay }: DeliveryRowProps) {
  const { id, webhook_id, type, state, job_id, attempts, next_attempt_at, created_at } = delivery;
  return (
    <tr>
      <th scope="row" title={`${id}, webhook-id ${webhook_id}`}>
        {type}
      </th>
      <td data-label="State">
        <Badge {...states[state]} />
        {state === 'pending' && next_attempt_at !== null && (
          <>
            {' '}
            <span className="hint">
              next try <Time at={next_attempt_at} />
            </span>
          </>
        )}
      </td>
      <td data-label="Job">{job_id === null ? <span className="hint">none</span> : <Link href={`/jobs/${job_id}`}>{job_id}</Link>}</td>
      <td data-label="Tries">
        <Attempts attempts={attempts} />
      </td>
      <td data-label="Created">
        <Time at={created_at} />
      </td>
      <td>
        <button type="button" aria-label={`Replay ${type} ${job_id ?? id}`} disabled={busy || state === 'pending'} onClick={onReplay}>
          Replay
        </button>
      </td>
    </tr>
  );
}

/** The last try in a word, all of them on demand. */
function Attempts({ attempts }: Pick<Delivery, 'attempts'>) {
  const last = attempts.at(-1);
  if (last === undefined) return <span className="hint">none yet</span>;
  return (
    <details>
      <summary>
        {attempts.length}, the last: {answerOf(last)}
      </summary>
      <ol>
        {attempts.map((attempt) => (
          <li key={attempt.at}>
            <Time at={attempt.at} />: {answerOf(attempt)}, after {duration(attempt.milliseconds / 1000)}
          </li>
        ))}
      </ol>
    </details>
  );
}

function answerOf({ status, error }: Delivery['attempts'][number]): string {
  if (status === null) return error ?? 'no answer';
  return error === null ? `${status}` : `${status} (${error})`;
}
