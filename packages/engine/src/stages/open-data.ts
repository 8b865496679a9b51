import type { Recipe } from '@octet/contracts';
import {
  chooseSamples,
  type Dataset,
  type DatasetDiagnostics,
  DatasetError,
  diagnose,
  type ModelInput,
  openDataset,
  splitHeldOut,
} from '@octet/datasets';

/** What a job calibrates on and what it evaluates on; never the same samples where that can be helped. */
export interface JobData extends AsyncDisposable {
  readonly calibration: Dataset;
  readonly calibrationIndices: readonly number[];
  readonly evaluation: Dataset;
  readonly evaluationIndices: readonly number[];
  /** No evaluation sample was calibrated on. */
  readonly heldOut: boolean;
  readonly diagnostics: DatasetDiagnostics;
}

/** Fewer samples than this are all needed for calibration; evaluation then looks at the same ones, and says so. */
const tooFewToSplit = 20;

/** Opens the archives, keeps a part for evaluation where only one is given, and looks for the classic faults of calibration data. */
export async function openData(
  paths: { readonly calibration: string; readonly evaluation?: string | undefined },
  options: { readonly inputs: readonly ModelInput[]; readonly recipe: Recipe; readonly signal?: AbortSignal | undefined },
): Promise<JobData> {
  const { inputs, recipe } = options;
  await using stack = new AsyncDisposableStack();
  const calibration = stack.use(await openDataset(paths.calibration, { inputs }));
  const evaluation = paths.evaluation === undefined ? calibration : stack.use(await openDataset(paths.evaluation, { inputs }));
  for (const set of [calibration, evaluation]) {
    if (set.count === 0)
      throw new DatasetError('dataset/empty', `"${set.label}" holds no samples; add some (at least 32).`, { where: set.label });
  }
  const { seed, samples } = recipe.calibration;
  const split =
    evaluation === calibration && calibration.count >= tooFewToSplit
      ? splitHeldOut(calibration.count, calibration.labels, { seed, evaluationShare: calibration.contract.split.evaluation_share })
      : undefined;
  const calibrationIndices = chooseSamples(split?.calibration ?? calibration.count, samples, seed);
  const diagnostics = await diagnose(calibration, {
    indices: calibrationIndices,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const owned = stack.move();
  return {
    calibration,
    calibrationIndices,
    evaluation,
    evaluationIndices: split?.evaluation ?? Array.from({ length: evaluation.count }, (_, i) => i),
    heldOut: evaluation !== calibration || split !== undefined,
    diagnostics,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
