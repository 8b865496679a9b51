import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import { bytes } from '../../parts/amounts.ts';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { type ChosenFile, type ChosenFiles, type Role, roles } from './chosen-file.ts';
import { FileDrop } from './file-drop.tsx';
import { JobOptionsForm, type OptionTexts, optionsOf } from './job-options.tsx';
import { RecipeEditor } from './recipe-editor.tsx';
import { readRecipeText } from './recipe-edits.ts';
import { recipeFaults } from './recipe-faults.ts';
import { sendJob } from './send-job.ts';

export interface Draft {
  readonly files: ChosenFiles;
  readonly recipe: string;
  readonly options: OptionTexts;
}

const places = {
  model: { label: 'Model', hint: 'FP32 ONNX; with external data, a .zip or .tar of both.', limit: 'model_bytes' },
  calibration: {
    label: 'Calibration data',
    hint: '.zip, .tar, .tar.gz, .npz, .npy or .safetensors: a few hundred samples as the model will meet them.',
    limit: 'dataset_bytes',
  },
  evaluation: {
    label: 'Evaluation data (optional)',
    hint: 'The same kinds, with labels. Without it a labelled part of the calibration data is held out.',
    limit: 'dataset_bytes',
  },
} as const satisfies Record<Role, object>;

export function SubmitForm({ draft }: { readonly draft: Draft }) {
  const [, navigate] = useLocation();
  const limits = useRead('getLimits', {});
  const [files, setFiles] = useState(draft.files);
  const [recipe, setRecipe] = useState(draft.recipe);
  const [options, setOptions] = useState(draft.options);
  const [sent, setSent] = useState<Readonly<Partial<Record<Role, number>>>>({});
  const stop = useRef<AbortController>(undefined);

  const choose = (role: Role, chosen: ChosenFile | undefined) =>
    setFiles(({ [role]: _, ...rest }) => (chosen === undefined ? rest : { ...rest, [role]: chosen }));
  const submission = useMutation({
    mutationFn: () => {
      stop.current = new AbortController();
      setSent({});
      return sendJob(files, {
        options: { ...optionsOf(options), recipe: readRecipeText(recipe) ?? {} },
        signal: stop.current.signal,
        onSent: (role, share) => setSent((shares) => ({ ...shares, [role]: share })),
        onKept: choose,
      });
    },
    onSuccess: ({ id }) => navigate(`/jobs/${id}`),
    onSettled: () => setSent({}),
  });

  const faults = recipeFaults(recipe);
  const tooLarge = (role: Role): string | undefined => {
    const limit = limits.data?.[places[role].limit];
    const chosen = files[role];
    return chosen?.kind === 'file' && limit !== undefined && chosen.file.size > limit
      ? `${bytes(chosen.file.size)} are more than the ${bytes(limit)} that this service takes.`
      : undefined;
  };
  const missing = (['model', 'calibration'] as const).filter((role) => files[role] === undefined);
  const ready = missing.length === 0 && faults.length === 0 && roles.every((role) => tooLarge(role) === undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !submission.isPending) submission.mutate();
  };
  const stopped = stop.current?.signal.aborted === true;

  return (
    <form className="stack" onSubmit={submit}>
      <section className="drops" aria-label="Files">
        {roles.map((role) => (
          <FileDrop
            key={role}
            label={places[role].label}
            hint={places[role].hint}
            chosen={files[role]}
            onChoose={(chosen) => choose(role, chosen)}
            sent={sent[role]}
            fault={tooLarge(role)}
            disabled={submission.isPending}
          />
        ))}
      </section>
      <JobOptionsForm texts={options} onChange={setOptions} />
      <RecipeEditor text={recipe} onChange={setRecipe} faults={faults} />
      {submission.isError && !stopped && <ErrorNotice error={submission.error} />}
      {submission.isError && stopped && <p role="status">Stopped. What had arrived is kept and need not be sent again.</p>}
      <div className="actions">
        <button type="submit" className="primary" disabled={!ready || submission.isPending}>
          {submission.isPending ? 'Sending…' : 'Submit'}
        </button>
        {submission.isPending && (
          <button type="button" onClick={() => stop.current?.abort(new Error('stopped by the user'))}>
            Stop sending
          </button>
        )}
        {missing.length > 0 && <span className="hint">Needs {missing.map((role) => places[role].label.toLowerCase()).join(' and ')}.</span>}
      </div>
    </form>
  );
}
