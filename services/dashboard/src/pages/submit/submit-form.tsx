import type { Problem } from '@octet/contracts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import { bytes } from '../../parts/amounts.ts';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { CheckOutcome } from './check-outcome.tsx';
import { type ChosenFile, type ChosenFiles, type Role, roles } from './chosen-file.ts';
import { FileDrop } from './file-drop.tsx';
import { JobOptionsForm, type OptionTexts, optionsOf } from './job-options.tsx';
import { RecipeEditor } from './recipe-editor.tsx';
import { readRecipeText } from './recipe-edits.ts';
import { recipeFaults } from './recipe-faults.ts';
import { checkJob, type SendOptions, sendJob } from './send-job.ts';

/** While the service has not told its own. */
const usualPartBytes = 8 * 1024 * 1024;

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
  const limits = useRead('/v1/limits', {});
  const [files, setFiles] = useState(draft.files);
  const [recipe, setRecipe] = useState(draft.recipe);
  const [options, setOptions] = useState(draft.options);
  const [sent, setSent] = useState<Readonly<Partial<Record<Role, number>>>>({});
  const [trouble, setTrouble] = useState<Problem>();
  const stop = useRef<AbortController>(undefined);

  const choose = (role: Role, chosen: ChosenFile | undefined) =>
    setFiles(({ [role]: _, ...rest }) => (chosen === undefined ? rest : { ...rest, [role]: chosen }));
  const sending = (): SendOptions => {
    stop.current = new AbortController();
    return {
      options: { ...optionsOf(options), recipe: readRecipeText(recipe) ?? {} },
      signal: stop.current.signal,
      partBytes: limits.data?.upload_part_bytes ?? usualPartBytes,
      onSent: (role, share) => setSent((shares) => ({ ...shares, [role]: share })),
      onKept: choose,
      onTrouble: setTrouble,
    };
  };
  const onSettled = () => {
    setSent({});
    setTrouble(undefined);
  };
  const check = useMutation({ mutationFn: () => checkJob(files, sending()), onSettled });
  const submission = useMutation({
    mutationFn: () => {
      check.reset();
      return sendJob(files, sending());
    },
    onSuccess: ({ id }) => navigate(`/jobs/${id}`),
    onSettled,
  });
  const busy = submission.isPending || check.isPending;
  const failure = submission.error ?? check.error;

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
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      check.reset();
      set(value);
    };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !busy) submission.mutate();
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
            onChoose={changed((chosen) => choose(role, chosen))}
            sent={sent[role]}
            fault={tooLarge(role)}
            disabled={busy}
          />
        ))}
      </section>
      <JobOptionsForm texts={options} onChange={changed(setOptions)} />
      <RecipeEditor text={recipe} onChange={changed(setRecipe)} faults={faults} />
      {check.data !== undefined && <CheckOutcome outcome={check.data} />}
      {failure !== null && !stopped && <ErrorNotice error={failure} />}
      <p role="status" className="sending">
        {failure !== null && stopped && 'Stopped. What had arrived is kept and need not be sent again.'}
        {trouble !== undefined && `${trouble.detail} It goes on by itself where it left off.`}
      </p>
      <div className="actions">
        <button type="submit" className="primary" disabled={!ready || busy}>
          {submission.isPending ? 'Sending…' : 'Submit'}
        </button>
        <button type="button" disabled={!ready || busy} onClick={() => check.mutate()}>
          {check.isPending ? 'Checking…' : 'Check without running'}
        </button>
        {busy && (
          <button type="button" onClick={() => stop.current?.abort(new Error('stopped by the user'))}>
            Stop sending
          </button>
        )}
        {missing.length > 0 && <span className="hint">Needs {missing.map((role) => places[role].label.toLowerCase()).join(' and ')}.</span>}
      </div>
    </form>
  );
}
