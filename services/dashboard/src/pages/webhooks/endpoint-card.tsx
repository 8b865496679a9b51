import { useId } from 'react';
import { Link } from 'wouter';
import { bodyOf, octet } from '../../api/client.ts';
import { useAct } from '../../api/use-act.ts';
import type { Endpoint, EndpointSecret } from '../../api/wire.ts';
import { Badge } from '../../parts/badges.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Name } from '../../parts/name.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { Time } from '../../parts/time.tsx';

export function EndpointCard({ endpoint, onSecret }: { readonly endpoint: Endpoint; readonly onSecret: (told: EndpointSecret) => void }) {
  const { id, url, events, description, created_at, disabled_at, disabled_reason, secret_rotated_at } = endpoint;
  const title = useId();
  const path = { params: { path: { id } } };
  const ping = useAct(() => bodyOf(octet.POST('/v1/webhook-endpoints/{id}/ping', path)));
  const rotate = useAct(() => bodyOf(octet.POST('/v1/webhook-endpoints/{id}/rotate-secret', path)), { onSuccess: onSecret });
  const remove = useAct(() => bodyOf(octet.DELETE('/v1/webhook-endpoints/{id}', path)));
  const enable = useAct(() => bodyOf(octet.PATCH('/v1/webhook-endpoints/{id}', { ...path, body: { enabled: true } })));
  const failed = [ping, rotate, remove, enable].find(({ isError }) => isError);
  return (
    <article className="card stack" aria-labelledby={title}>
      <h3 id={title} title={id}>
        <Name text={url} limit={120} />{' '}
        {disabled_at === null ? <Badge mark="✓" word="On" tone="good" /> : <Badge mark="✗" word="Switched off" tone="bad" />}
      </h3>
      {disabled_at !== null && (
        <p>
          <Time at={disabled_at} />: {disabled_reason}. Switch it on again once the receiver wants it.
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
        <button type="button" aria-label={`Ping ${url}`} disabled={ping.isPending || disabled_at !== null} onClick={() => ping.mutate()}>
          Ping
        </button>
        {disabled_at !== null && (
          <button
            type="button"
            className="primary"
            aria-label={`Switch on ${url}`}
            disabled={enable.isPending}
            onClick={() => enable.mutate()}
          >
            Switch on
          </button>
        )}
        <ConfirmButton label="Rotate secret" of={`of ${url}`} question="Make a new secret?" onConfirm={() => rotate.mutate()}>
          <p>The new secret is shown once. For a day both sign, so that the receiver can switch.</p>
        </ConfirmButton>
        <ConfirmButton label="Delete" of={url} question="Delete this endpoint?" onConfirm={() => remove.mutate()}>
          <p>It receives nothing more, and its deliveries are deleted.</p>
        </ConfirmButton>
        <span role="status" className="hint">
          {ping.isSuccess && 'A ping is on its way: see the deliveries.'}
        </span>
      </div>
    </article>
  );
}
