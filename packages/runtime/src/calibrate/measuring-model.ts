import { readFile, writeFile } from 'node:fs/promises';
import { decodeModel, encodeToBuffer, type Model } from '@octet/onnx';
import type { Observation, Statistics } from '@octet/quantizer';
import type { PoolTask } from '../pool/worker-pool.ts';
import { Sent } from '../pool/worker-task.ts';
import { blockedTargets } from './blocked-targets.ts';
import type { ModelFile } from './count-task.ts';
import { instrument } from './instrument.ts';
import { possibleBlockSizes } from './nchwc.ts';
import type { ObserveTask } from './observe-task.ts';
import { valuesByName } from './observed-model.ts';
import type { Plan } from './plan.ts';

export interface Measuring {
  readonly plan: Plan;
  readonly file: ModelFile;
  readonly method: Statistics['method'];
}

export interface MeasuringOptions {
  /** The float model with the observed values as outputs. */
  readonly observed: Model;
  /** What onnxruntime made of it. */
  readonly optimizedModelPath: string;
  readonly measuringModelPath: string;
  /** Values that nodes compute, and their dimensions at sample 0. */
  readonly observations: readonly Observation[];
  readonly dims: readonly (readonly number[])[];
  /** Elements of each value and sample. */
  readonly wanted: number;
  readonly observe: PoolTask<ObserveTask>;
}

/**
 * Writes the model that measures: onnxruntime's own optimised graph where measuring it passes the self-check ("two-step"), since leaving
 * that graph costs 1.2 to 2.3 times a plain run; otherwise the ordinary graph, with the reason.
 */
export async function measuringModel(options: MeasuringOptions): Promise<Measuring> {
  const { optimizedModelPath, measuringModelPath: path, observations, dims, wanted } = options;
  let reason: string;
  try {
    const optimized = decodeModel(await readFile(optimizedModelPath));
    const sizes = possibleBlockSizes(optimized.graph);
    const faults: string[] = [];
    for (const blockSize of sizes) {
      const model = optimized.clone();
      const plan = instrument(model, blockedTargets(model, observations, dims, blockSize), wanted);
      await writeFile(path, encodeToBuffer(model));
      const checked = await options.observe.call(0, new Sent({ measuringModelPath: path, plan }));
      if (checked.ok) return { plan: checked.plan, file: { path, optimization: 'disabled' }, method: { name: 'two-step' } };
      faults.push(`in blocks of ${blockSize}: ${checked.reason}`);
    }
    reason = faults.join('; ');
  } catch (error) {
    // A graph that cannot be rewritten or opened is no fault of the user's: the ordinary one measures the same, only slower.
    reason = error instanceof Error ? error.message : String(error);
  }
  const model = options.observed.clone();
  const values = valuesByName(model);
  const targets = observations.flatMap((observation, i) => {
    const value = values.get(observation.value);
    return value === undefined ? [] : [{ observation, value, dims: dims[i] ?? [] }];
  });
  const plan = instrument(model, targets, wanted);
  await writeFile(path, encodeToBuffer(model));
  return { plan, file: { path, optimization: 'all' }, method: { name: 'ordinary', reason } };
}
