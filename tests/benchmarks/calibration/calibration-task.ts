import { defaultRecipe } from '@octet/contracts';
import { loadModel } from '@octet/engine';
import type { Model } from '@octet/onnx';
import { backends, type Calibrator, type Feeds, quantize, type Runner } from '@octet/quantizer';
import { createCalibrator, type OrtRunner } from '@octet/runtime';

/** What the quantizer asks a calibrator to measure of a model. */
export interface CalibrationTask {
  /** Fused and shaped for the target. */
  readonly model: Model;
  readonly values: readonly string[];
}

/** Seconds that a whole call takes in threads that are there already: the engine's calibrator has those of its runner. */
export async function calibrationSeconds(
  { model, values }: CalibrationTask,
  runner: OrtRunner,
  samples: readonly Feeds[],
): Promise<number> {
  const started = performance.now();
  await createCalibrator({ pool: runner.pool }).collect(model, values, samples);
  return (performance.now() - started) / 1000;
}

/** Quantizes up to the point where the calibrator is called, and gives what it is called with. */
export async function calibrationTask(path: string, sample: Feeds, runner: Runner): Promise<CalibrationTask> {
  const { model } = await loadModel(path);
  let task: CalibrationTask | undefined;
  const reached = new Error('the calibrator was reached');
  const listening: Calibrator = {
    collect(prepared, values) {
      task = { model: prepared, values };
      return Promise.reject(reached);
    },
  };
  await quantize(model, {
    backend: backends['ort-cpu-vnni'],
    runner,
    calibrator: listening,
    calibration: { count: 1, samples: () => [sample] },
    observer: defaultRecipe.calibration.observer,
    percentile: defaultRecipe.calibration.percentile,
    exclude: [],
    overrides: new Map(),
    correctBias: false,
    roundWeights: false,
    wantedSqnrDb: undefined,
    searchSeconds: 0,
  }).catch((error: unknown) => {
    if (error !== reached) throw error;
  });
  if (task === undefined) throw new Error(`the quantizer did not calibrate ${path}`);
  return task;
}
