import { defaultRecipe } from '@octet/contracts';
import { useSearchParams } from 'wouter';
import { useRead } from '../../api/use-read.ts';
import type { Job } from '../../api/wire.ts';
import { Page } from '../../parts/page.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import type { ChosenFiles } from './chosen-file.ts';
import { noOptions } from './job-options.tsx';
import { withoutDefaults, writeRecipe } from './recipe-edits.ts';
import { type Draft, SubmitForm } from './submit-form.tsx';

/** `/new`, or `/new?from=job_…` with that job's files and recipe to begin with. */
export function SubmitPage() {
  const [search] = useSearchParams();
  const from = search.get('from');
  return <Page title="New job">{from === null ? <SubmitForm draft={emptyDraft} /> : <FromJob id={from} />}</Page>;
}

function FromJob({ id }: { readonly id: string }) {
  const { data, error } = useRead('/v1/jobs/{id}', { params: { path: { id } } });
  if (error) return <ErrorNotice error={error} />;
  return data === undefined ? <p role="status">Reading the job…</p> : <SubmitForm key={id} draft={draftOf(data)} />;
}

const emptyDraft: Draft = { files: {}, recipe: '{}', options: noOptions };

function draftOf({ model, calibration, evaluation, recipe, name, tags, requires, webhook_url }: Job): Draft {
  const files: ChosenFiles = {
    model: { kind: 'kept', input: model },
    calibration: { kind: 'kept', input: calibration },
    ...(evaluation && { evaluation: { kind: 'kept', input: evaluation } }),
  };
  return {
    files,
    recipe: writeRecipe(withoutDefaults(recipe, defaultRecipe)),
    options: { name: name ?? '', tags: tags.join(', '), requires: requires ?? '', webhook_url: webhook_url ?? '' },
  };
}
