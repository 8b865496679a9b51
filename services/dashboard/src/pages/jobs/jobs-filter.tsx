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
      <OneOf label="State" of={jobStates} word={stateWord} chosen={state} onChoose={(value) => set('state', value)} />
      <OneOf label="Verdict" of={verdicts} word={verdictWord} chosen={verdict} onChoose={(value) => set('verdict', value)} />
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

interface OneOfProps<Value extends string> {
  readonly label: string;
  readonly of: readonly Value[];
  readonly word: (value: Value) => string;
  readonly chosen: Value | undefined;
  /** '' is any. */
  readonly onChoose: (value: string) => void;
}

function OneOf<Value extends string>({ label, of, word, chosen, onChoose }: OneOfProps<Value>) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={chosen ?? ''} onChange={(event) => onChoose(event.target.value)}>
        <option value="">Any</option>
        {of.map((value) => (
          <option key={value} value={value}>
            {word(value)}
          </option>
        ))}
      </select>
    </label>
  );
}
