import { webhookEvents } from '@octet/contracts';
import { useState } from 'react';
import { bodyOf, octet } from '../../api/client.ts';
import { useAct } from '../../api/use-act.ts';
import type { EndpointRequest, EndpointSecret, WebhookEvent } from '../../api/wire.ts';
import { CheckBoxes } from '../../parts/check-boxes.tsx';
import { FormCard } from '../../parts/form-card.tsx';

export function EndpointForm({ onMade }: { readonly onMade: (endpoint: EndpointSecret) => void }) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhookEvents);
  const make = useAct((body: EndpointRequest) => bodyOf(octet.POST('/v1/webhook-endpoints', { body })), {
    onSuccess: (endpoint) => {
      setUrl('');
      setDescription('');
      onMade(endpoint);
    },
  });
  return (
    <FormCard
      title="Add an endpoint"
      action="Add the endpoint"
      onSubmit={() => make.mutate({ url, events: [...events], ...(description !== '' && { description }) })}
      disabled={make.isPending || events.length === 0}
      error={make.error}
    >
      <label className="field">
        <span>Address</span>
        <input
          type="url"
          required
          maxLength={2048}
          autoComplete="off"
          value={url}
          onChange={({ target }) => setUrl(target.value)}
          placeholder="https://example.org/octet"
        />
        <span className="hint">Public, by https; the operator opens exceptions.</span>
      </label>
      <label className="field">
        <span>What it is for (optional)</span>
        <input maxLength={200} autoComplete="off" value={description} onChange={({ target }) => setDescription(target.value)} />
      </label>
      <CheckBoxes legend="Events" options={webhookEvents.map((value) => ({ value, label: value }))} chosen={events} onChange={setEvents} />
    </FormCard>
  );
}
