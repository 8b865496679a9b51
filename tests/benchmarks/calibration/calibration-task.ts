import { defaultRecipe } from '@octet/contracts';
import { loadModel } from '@octet/engine';
import type { Model } from '@octet/onnx';
import { type Calibrator, type Feeds, type Observation, quantize, type Runner, targets } from '@octet/quantizer';

/** What the quantizer asks a calibrator to measure of a model. */
export interface CalibrationTask {
  /** Fused and shaped for the target. */
  readonly model: Model;
  readonly observations: readonly Observation[];
}

/** Quantizes up to the point where the calibrator is called, and gives what it is called with. */
export async function calibrationTask(path: string, sample: Feeds, runner: Runner): Promise<CalibrationTask> {
  const { model } = await loadModel(path);
  let task: CalibrationTask | undefined;
  const reached = new Error('the calibrator was reached');
  const listening: Calibrator = {
    collect(prepared, observations) {
      task = { model: prepared, observations };
      return Promise.reject(reached);
    },
  };
  await quantize(model, {
    target: targets['ort-cpu-vnni'],
    runner,
    calibrator: listening,
    calibration: { count: 1, samples: () => [sample] },
    observer: defaultRecipe.calibration.observer,
    percentile: defaultRecipe.calibration.percentile,
    exclude: [],
    overrides: new Map(),
    correctBias: false,
    wantedSqnrDb: undefined,
    searchSeconds: 0,
  }).catch((error: unknown) => {
    if (error !== reached) throw error;
  });
  if (task === undefined) throw new Error(`the quantizer did not calibrate ${path}`);
  return task;
}
