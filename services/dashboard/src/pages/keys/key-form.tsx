import { type MintedKey, type Scope, scopes } from '@octet/contracts';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { CheckBoxes } from '../../parts/check-boxes.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';

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
  const make = useAct('createKey', {
    onSuccess: (key) => {
      setName('');
      onMade(key);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const days = lives[life]?.days;
    make.mutate({
      body: { name, scopes: [...chosen], ...(days !== undefined && { expires_at: new Date(Date.now() + days * dayMs).toISOString() }) },
    });
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label="Make a key">
      <h2>Make a key</h2>
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
        <span>It ends</span>
        <select value={life} onChange={({ target }) => setLife(target.selectedIndex)}>
          {lives.map((entry, index) => (
            <option key={entry.name} value={index}>
              {entry.name}
            </option>
          ))}
        </select>
      </label>
      {make.isError && <ErrorNotice error={make.error} />}
      <div className="actions">
        <button type="submit" className="primary" disabled={make.isPending || chosen.length === 0}>
          Make the key
        </button>
      </div>
    </form>
  );
}
