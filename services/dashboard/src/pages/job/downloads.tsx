import { useMutation } from '@tanstack/react-query';
import type { Job, OutputName } from '../../api/wire.ts';
import { bytes } from '../../parts/amounts.ts';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { saveOutput } from './save-output.ts';

const labels = {
  artifact: 'INT8 model',
  'report.html': 'Report, one page',
  'report.json': 'Report, data',
  'report.md': 'Report, Markdown',
  evidence: 'Signed evidence',
} as const satisfies Record<OutputName, string>;

export function Downloads({ job: { id, outputs } }: { readonly job: Job }) {
  const saving = useMutation({ mutationFn: (name: OutputName) => saveOutput(id, name) });
  if (outputs.length === 0) return null;
  const names = Object.keys(labels) as OutputName[];
  return (
    <section aria-label="Downloads" className="stack">
      <ul className="downloads">
        {names.flatMap((name) => {
          const output = outputs.find((one) => one.name === name);
          if (output === undefined) return [];
          const busy = saving.isPending && saving.variables === name;
          return (
            <li key={name}>
              <button
                type="button"
                className={name === 'artifact' ? 'primary' : ''}
                disabled={busy}
                title={`SHA-256 ${output.digest}`}
                onClick={() => saving.mutate(name)}
              >
                <span aria-hidden="true">↓</span> {labels[name]} <small>{busy ? 'fetching…' : bytes(output.bytes)}</small>
              </button>
            </li>
          );
        })}
      </ul>
      {saving.isError && <ErrorNotice error={saving.error} />}
    </section>
  );
}
