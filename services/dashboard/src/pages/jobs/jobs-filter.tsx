import { jobStates } from '@octet/contracts';
import { stateWord, verdictWord } from '../../parts/badges.tsx';
import { type Filter, verdicts } from './use-filter.ts';

interface JobsFilterProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

export function JobsFilter({ filter, onChange }: JobsFilterProps) {
  const { state, verdict, tag, model } = filter;
  const set = (name: keyof Filter, value: string) => {
    const { [name]: _, ...rest } = filter;
    onChange((value === '' ? rest : { ...rest, [name]: value }) as Filter);
  };
  return (
    <search className="filter">
      <label className="field">
        <span>State</span>
        <select value={state ?? ''} onChange={(event) => set('state', event.target.value)}>
          <option value="">Any</option>
          {jobStates.map((name) => (
            <option key={name} value={name}>
              {stateWord(name)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Verdict</span>
        <select value={verdict ?? ''} onChange={(event) => set('verdict', event.target.value)}>
          <option value="">Any</option>
          {verdicts.map((name) => (
            <option key={name} value={name}>
              {verdictWord(name)}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>Tag</span>
        <input value={tag ?? ''} maxLength={64} spellCheck={false} onChange={(event) => set('tag', event.target.value.trim())} />
      </label>
      {model !== undefined && (
        <button type="button" onClick={() => set('model', '')}>
          Only model {model.slice(0, 8)}… ✕<span className="unseen"> show all models</span>
        </button>
      )}
    </search>
  );
}
