import { scopes } from '@octet/contracts';
import { useState } from 'react';
import { bodyOf, octet } from '../../api/client.ts';
import { useAct } from '../../api/use-act.ts';
import type { KeyRequest, MintedKey, Scope } from '../../api/wire.ts';
import { CheckBoxes } from '../../parts/check-boxes.tsx';
import { FormCard } from '../../parts/form-card.tsx';

const allows = {
  read: 'see jobs, reports and workers',
  write: 'submit, cancel and delete; webhooks',
  admin: 'make and revoke keys',
} as const satisfies Record<Scope, string>;

const dayMs = 86_400_000;
const lives = [
  { name: 'Never', days: undefined },
  { name: 'In 7 days', days: 7 },
  { name: 'In 30 days', days: 30 },
  { name: 'In 90 days', days: 90 },
  { name: 'In a year', days: 365 },
] as const;

export function KeyForm({ onMade }: { readonly onMade: (key: MintedKey) => void }) {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['read', 'write']);
  const [life, setLife] = useState(0);
  const make = useAct((body: KeyRequest) => bodyOf(octet.POST('/v1/keys', { body })), {
    onSuccess: (key) => {
      setName('');
      onMade(key);
    },
  });
  const submit = () => {
    const days = lives[life]?.days;
    make.mutate({
      name,
      scopes: [...chosen],
      ...(days !== undefined && { expires_at: new Date(Date.now() + days * dayMs).toISOString() }),
    });
  };
  return (
    <FormCard
      title="Make a key"
      action="Make the key"
      onSubmit={submit}
      disabled={make.isPending || chosen.length === 0}
      error={make.error}
    >
      <label className="field">
        <span>Name</span>
        <input
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={({ target }) => setName(target.value)}
          placeholder="nightly build"
        />
      </label>
      <CheckBoxes
        legend="It may"
        options={scopes.map((scope) => ({ value: scope, label: scope, hint: allows[scope] }))}
        chosen={chosen}
        onChange={setChosen}
      />
      <label className="field">
        <span>Expires</span>
        <select value={life} onChange={({ target }) => setLife(target.selectedIndex)}>
          {lives.map((entry, index) => (
            <option key={entry.name} value={index}>
              {entry.name}
            </option>
          ))}
        </select>
      </label>
    </FormCard>
  );
}
