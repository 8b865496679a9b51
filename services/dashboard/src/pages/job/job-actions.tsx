import { isFinal } from '@octet/contracts';
import { Link, useLocation } from 'wouter';
import { bodyOf, octet } from '../../api/client.ts';
import { useAct } from '../../api/use-act.ts';
import type { Job } from '../../api/wire.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';

/** Cancel while it runs; retry, change, compare and delete once it has ended. */
export function JobActions({ job: { id, state, summary } }: { readonly job: Job }) {
  const [, navigate] = useLocation();
  const path = { params: { path: { id } } };
  const cancel = useAct(() => bodyOf(octet.POST('/v1/jobs/{id}/cancel', path)));
  const retry = useAct(() => bodyOf(octet.POST('/v1/jobs/{id}/retry', path)), { onSuccess: (job) => navigate(`/jobs/${job.id}`) });
  const remove = useAct(() => bodyOf(octet.DELETE('/v1/jobs/{id}', path)), { onSuccess: () => navigate('/') });
  const refusal = [cancel, retry, remove].find(({ isError }) => isError)?.error;
  if (!isFinal(state)) {
    return (
      <>
        <button type="button" disabled={state === 'canceling' || cancel.isPending} onClick={() => cancel.mutate()}>
          {state === 'canceling' ? 'Canceling…' : 'Cancel'}
        </button>
        {refusal && <ErrorNotice error={refusal} />}
      </>
    );
  }
  return (
    <>
      <button type="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
        Retry
      </button>
      <Link className="button" href={`/new?from=${id}`}>
        Change and run again
      </Link>
      {summary !== null && (
        <Link className="button" href={`/compare?a=${id}`}>
          Compare
        </Link>
      )}
      <ConfirmButton label="Delete" of="this job" question="Delete this job?" disabled={remove.isPending} onConfirm={() => remove.mutate()}>
        <p>Its model, report and evidence go with it. This cannot be undone.</p>
      </ConfirmButton>
      {refusal && <ErrorNotice error={refusal} />}
    </>
  );
}
