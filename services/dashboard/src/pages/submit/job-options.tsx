import { cpuClasses } from '@octet/contracts';
import { useRead } from '../../api/use-read.ts';
import type { JobOptions } from '../../api/wire.ts';

/** As they are typed; what is empty is not sent. */
export interface OptionTexts {
  readonly name: string;
  readonly tags: string;
  readonly requires: string;
  readonly webhook_url: string;
}

export const noOptions: OptionTexts = { name: '', tags: '', requires: '', webhook_url: '' };

export function optionsOf({ name, tags, requires, webhook_url }: OptionTexts): JobOptions {
  const tagList = [...new Set(tags.split(/[\s,]+/).filter((tag) => tag !== ''))];
  const cpuClass = cpuClasses.find((known) => known === requires);
  return {
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(tagList.length > 0 && { tags: tagList }),
    ...(cpuClass && { requires: cpuClass }),
    ...(webhook_url.trim() !== '' && { webhook_url: webhook_url.trim() }),
  };
}

interface JobOptionsProps {
  readonly texts: OptionTexts;
  readonly onChange: (texts: OptionTexts) => void;
}

export function JobOptionsForm({ texts, onChange }: JobOptionsProps) {
  const targets = useRead('/v1/targets', {});
  const set = (name: keyof OptionTexts, value: string) => onChange({ ...texts, [name]: value });
  const workersOf = (name: string) => targets.data?.items.find((target) => target.name === name)?.workers;
  return (
    <section className="card stack" aria-labelledby="options-title">
      <h2 id="options-title">The job</h2>
      <div className="fields">
        <label className="field">
          <span>Name</span>
          <input value={texts.name} maxLength={200} onChange={(event) => set('name', event.target.value)} />
          <span className="hint">Shown in lists; default: the model’s file name.</span>
        </label>
        <label className="field">
          <span>Tags</span>
          <input value={texts.tags} spellCheck={false} onChange={(event) => set('tags', event.target.value)} />
          <span className="hint">Separated by commas or spaces; letters, digits and . _ : / - in each.</span>
        </label>
        <label className="field">
          <span>Requires</span>
          <select value={texts.requires} onChange={(event) => set('requires', event.target.value)}>
            <option value="">What the target needs</option>
            {cpuClasses.map((name) => {
              const count = workersOf(name);
              return (
                <option key={name} value={name}>
                  {name}
                  {count !== undefined && ` (${count === 0 ? 'no worker now' : count === 1 ? '1 worker' : `${count} workers`})`}
                </option>
              );
            })}
          </select>
          <span className="hint">Only a worker with at least this CPU takes the job; latency is measured there.</span>
        </label>
        <label className="field">
          <span>Webhook</span>
          <input type="url" value={texts.webhook_url} placeholder="https://" onChange={(event) => set('webhook_url', event.target.value)} />
          <span className="hint">Called when this job ends, in addition to your endpoints.</span>
        </label>
      </div>
    </section>
  );
}
