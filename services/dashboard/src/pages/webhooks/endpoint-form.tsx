import { type EndpointSecret, type WebhookEvent, webhookEvents } from '@octet/contracts';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { CheckBoxes } from '../../parts/check-boxes.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';

export function EndpointForm({ onMade }: { readonly onMade: (endpoint: EndpointSecret) => void }) {
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(webhookEvents);
  const make = useAct('createEndpoint', {
    onSuccess: (endpoint) => {
      setUrl('');
      setDescription('');
      onMade(endpoint);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate({ body: { url, events: [...events], ...(description !== '' && { description }) } });
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label="Add an endpoint">
      <h2>Add an endpoint</h2>
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
      <CheckBoxes
        legend="It is told of"
        options={webhookEvents.map((value) => ({ value, label: value }))}
        chosen={events}
        onChange={setEvents}
      />
      {make.isError && <ErrorNotice error={make.error} />}
      <div className="actions">
        <button type="submit" className="primary" disabled={make.isPending || events.length === 0}>
          Add the endpoint
        </button>
      </div>
    </form>
  );
}
