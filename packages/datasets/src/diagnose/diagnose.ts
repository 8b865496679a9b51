import { isFloat, type ResolvedInput } from '../contract/resolve-input.ts';
import type { Dataset } from '../open-dataset.ts';
import type { Sample } from '../sample.ts';
import { checks } from './checks.ts';
import type { DatasetDiagnostics, Diagnostic } from './diagnostic.ts';
import { type SampleFacts, sampleFacts } from './sample-facts.ts';

export interface DiagnoseOptions {
  /** The samples that calibration will see; all where absent. */
  readonly indices?: readonly number[];
  /** How many samples to look at, spread evenly over these. Default 256. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** Fewer than this many calibration samples leave the ranges to chance. */
const enoughSamples = 32;

/**
 * Looks for the classic causes of a bad INT8 model before anything is run. Reads up to `limit` samples, keeps a few numbers of each. What the
 * reading itself refuses (wrong shape, NaN …) comes as the DatasetError that it is.
 */
export async function diagnose(dataset: Dataset, options: DiagnoseOptions = {}): Promise<DatasetDiagnostics> {
  const { limit = 256, signal } = options;
  const count = options.indices?.length ?? dataset.count;
  const wanted = evenly(options.indices ?? count, limit);
  return diagnoseSamples(dataset.samples(wanted), { ...dataset, count, ...(signal === undefined ? {} : { signal }) });
}

/** The same for any stream of samples, all of which are looked at. */
export async function diagnoseSamples(
  samples: AsyncIterable<Sample> | Iterable<Sample>,
  about: Pick<Dataset, 'count' | 'contract' | 'labels' | 'storedAsBytes'> & { readonly signal?: AbortSignal },
): Promise<DatasetDiagnostics> {
  const inputs = about.contract.inputs.filter((i) => isFloat(i.dtype));
  const facts = new Map<ResolvedInput, SampleFacts[]>(inputs.map((i) => [i, []]));
  let examined = 0;
  for await (const sample of samples) {
    about.signal?.throwIfAborted();
    examined++;
    for (const [input, list] of facts) if ((sample.feeds[input.name]?.data.length ?? 0) > 0) list.push(sampleFacts(sample, input));
  }
  const findings: Diagnostic[] = [...ofTheSet(about)];
  const ranges: Record<string, { min: number; max: number; mean: number }> = {};
  for (const [input, list] of facts) {
    if (list.length === 0) continue;
    ranges[input.name] = {
      min: Math.min(...list.map((f) => f.min)),
      max: Math.max(...list.map((f) => f.max)),
      mean: list.reduce((sum, f) => sum + f.mean, 0) / list.length,
    };
    for (const check of checks) {
      const found = check({ input, facts: list, storedAsBytes: about.storedAsBytes.includes(input.name) });
      if (found !== undefined) findings.push(found);
    }
  }
  return { samples: about.count, examined, findings, inputs: ranges };
}

function* ofTheSet({ count, labels }: Pick<Dataset, 'count' | 'labels'>): Generator<Diagnostic> {
  if (count < enoughSamples) {
    yield {
      code: 'few-samples',
      severity: 'warning',
      message: `${count} samples are few to measure ranges on.`,
      fix: `Give at least ${enoughSamples}, better some hundreds, drawn as the model will see them.`,
      evidence: { samples: count, enough: enoughSamples },
    };
  }
  const names = labels?.kind === 'classes' ? labels.names : undefined;
  if (names?.every((n) => /^\d+$/.test(n)) && names.some((n, i) => i > 0 && Number(n) < Number(names[i - 1]))) {
    yield {
      code: 'numeric-class-folders',
      severity: 'warning',
      message: `Class folders have numbers for names, and labels follow the order of names as text: "${names[1]}" is class 1, "${names[2]}" class 2.`,
      fix: 'Pad the numbers with zeros (002, 010) if they are meant as class indices.',
      evidence: { classes: names.length },
    };
  }
}

function evenly(from: number | readonly number[], limit: number): number[] {
  const count = typeof from === 'number' ? from : from.length;
  const taken = Math.min(count, limit);
  return Array.from({ length: taken }, (_, k) => {
    const at = Math.floor((k * count) / taken);
    return typeof from === 'number' ? at : (from[at] as number);
  });
}
