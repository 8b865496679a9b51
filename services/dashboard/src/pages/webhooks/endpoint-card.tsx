import type { Endpoint, EndpointSecret } from '@octet/contracts';
import { useId } from 'react';
import { Link } from 'wouter';
import { useAct } from '../../api/use-act.ts';
import { Badge } from '../../parts/badges.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Name } from '../../parts/name.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { Time } from '../../parts/time.tsx';

export function EndpointCard({ endpoint, onSecret }: { readonly endpoint: Endpoint; readonly onSecret: (told: EndpointSecret) => void }) {
  const { id, url, events, description, created_at, disabled_at, disabled_reason, secret_rotated_at } = endpoint;
  const title = useId();
  const ping = useAct('pingEndpoint');
  const rotate = useAct('rotateSecret', { onSuccess: onSecret });
  const remove = useAct('deleteEndpoint');
  const failed = [ping, rotate, remove].find(({ isError }) => isError);
  const params = { id };
  return (
    <article className="card stack" aria-labelledby={title}>
      <h3 id={title} title={id}>
        <Name text={url} limit={120} />{' '}
        {disabled_at === null ? <Badge mark="✓" word="On" tone="good" /> : <Badge mark="✗" word="Switched off" tone="bad" />}
      </h3>
      {disabled_at !== null && (
        <p>
          <Time at={disabled_at} />: {disabled_reason}. Delete it and add it anew once the receiver wants it.
        </p>
      )}
      {description !== null && (
        <p>
          <Name text={description} limit={200} />
        </p>
      )}
      <p className="hint">
        Told of {events.join(', ')}. Added <Time at={created_at} />
        {secret_rotated_at !== null && (
          <>
            , secret rotated <Time at={secret_rotated_at} />
          </>
        )}
        .
      </p>
      {failed && <ErrorNotice error={failed.error} />}
      <div className="actions">
        <Link href={`/webhooks/${id}`} className="button" aria-label={`Deliveries to ${url}`}>
          Deliveries
        </Link>
        <button
          type="button"
          aria-label={`Ping ${url}`}
          disabled={ping.isPending || disabled_at !== null}
          onClick={() => ping.mutate({ params })}
        >
          Ping
        </button>
        <ConfirmButton label="Rotate secret" of={`of ${url}`} question="Make a new secret?" onConfirm={() => rotate.mutate({ params })}>
          <p>The new one is shown once. For a day both sign, so that the receiver can change over.</p>
        </ConfirmButton>
        <ConfirmButton label="Delete" of={url} question="Delete this endpoint?" onConfirm={() => remove.mutate({ params })}>
          <p>It is told nothing more, and its deliveries are forgotten.</p>
        </ConfirmButton>
        <span role="status" className="hint">
          {ping.isSuccess && 'A ping is on its way: see the deliveries.'}
        </span>
      </div>
    </article>
  );
}
