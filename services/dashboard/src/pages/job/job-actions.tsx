import { isFinal, type Job } from '@octet/contracts';
import { useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useAct } from '../../api/use-act.ts';
import { ErrorNotice } from '../../parts/problem-notice.tsx';

/** Cancel while it runs; retry, change, compare and delete once it has ended. */
export function JobActions({ job: { id, state, summary } }: { readonly job: Job }) {
  const [, navigate] = useLocation();
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useAct('cancelJob');
  const retry = useAct('retryJob', { onSuccess: (job) => navigate(`/jobs/${job.id}`) });
  const remove = useAct('deleteJob', { onSuccess: () => navigate('/') });
  const refusal = [cancel, retry, remove].find(({ isError }) => isError)?.error;
  const params = { params: { id } };
  if (!isFinal(state)) {
    return (
      <>
        <button type="button" disabled={state === 'canceling' || cancel.isPending} onClick={() => cancel.mutate(params)}>
          {state === 'canceling' ? 'Canceling…' : 'Cancel'}
        </button>
        {refusal && <ErrorNotice error={refusal} />}
      </>
    );
  }
  return (
    <>
      <button type="button" disabled={retry.isPending} onClick={() => retry.mutate(params)}>
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
      <button type="button" className="danger" onClick={() => dialog.current?.showModal()}>
        Delete
      </button>
      <dialog ref={dialog} aria-labelledby="delete-title">
        <form method="dialog" className="stack">
          <h2 id="delete-title">Delete this job?</h2>
          <p>Its model, report and evidence go with it. This cannot be undone.</p>
          <div className="actions">
            <button type="submit">Keep it</button>
            <button type="submit" className="danger" disabled={remove.isPending} onClick={() => remove.mutate(params)}>
              Delete the job
            </button>
          </div>
        </form>
      </dialog>
      {refusal && <ErrorNotice error={refusal} />}
    </>
  );
}
