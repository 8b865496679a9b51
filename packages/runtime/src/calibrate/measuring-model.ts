import { readFile, writeFile } from 'node:fs/promises';
import { decodeModel, encodeModel, type Model } from '@octet/onnx';
import { type Observation, QuantizerError, type Statistics } from '@octet/quantizer';
import type { PoolTask } from '../pool/worker-pool.ts';
import { Sent } from '../pool/worker-task.ts';
import { blockedTargets } from './blocked-targets.ts';
import type { MeasuringGraph } from './count-task.ts';
import { type InstrumentOptions, instrument, leastOpset } from './instrument.ts';
import { possibleBlockSizes } from './nchwc.ts';
import type { ObserveTask } from './observe-task.ts';
import { valuesByName } from './observed-model.ts';
import { isBounded, worthThinning } from './thin-samples.ts';

export interface Measuring extends MeasuringGraph {
  /** Without what has a bound, for the samples that go without; undefined where all are measured alike. */
  readonly thin?: MeasuringGraph;
  readonly method: Statistics['method'];
}

export interface MeasuringOptions {
  /** The float model with the observed values as outputs. */
  readonly observed: Model;
  /** What onnxruntime made of it. */
  readonly optimizedModelPath: string;
  readonly measuringModelPath: string;
  /** The values, and their dimensions in sample 0. */
  readonly observations: readonly Observation[];
  readonly dims: readonly (readonly number[])[];
  /** Elements to look at of a value and sample. */
  readonly wanted: number;
  /** Samples that a run could take. */
  readonly stack: number;
  /** Whether some samples may go without what has a bound. */
  readonly thinning: boolean;
  readonly observe: PoolTask<ObserveTask>;
}

/**
 * Writes the model that measures: onnxruntime's own optimised graph where measuring it passes the self-check ("two-step"), since leaving
 * that graph costs 1.2 to 2.3 times a plain run; otherwise the ordinary graph, with the reason.
 */
export async function measuringModel(options: MeasuringOptions): Promise<Measuring> {
  const made = await twoStep(options);
  if (typeof made !== 'string') return made;
  return ordinary(options, made);
}

/** The optimised graph made to measure, or the reason why it cannot be. */
async function twoStep(options: MeasuringOptions): Promise<Measuring | string> {
  const { observed, optimizedModelPath } = options;
  if (observed.opset < leastOpset) return `opset ${observed.opset} is below ${leastOpset}: every value is handed back whole`;
  try {
    const optimized = decodeModel(await readFile(optimizedModelPath));
    const faults: string[] = [];
    for (const stack of new Set([options.stack, 1])) {
      for (const blockSize of possibleBlockSizes(optimized.graph)) {
        const made = await graphsIn({ optimized, blockSize, stack }, options);
        if (typeof made !== 'string') return { ...made, method: { name: 'two-step' } };
        faults.push(`in blocks of ${blockSize}, ${stack} a run: ${made}`);
      }
    }
    return faults.join('; ');
  } catch (error) {
    if (error instanceof QuantizerError && error.code === 'runtime/worker-died') throw error;
    // A graph that cannot be rewritten or opened is no fault of the user's: the ordinary one measures the same, only slower.
    return error instanceof Error ? error.message : String(error);
  }
}

/** onnxruntime's optimised graph, and how to measure in it. */
interface Layout {
  readonly optimized: Model;
  readonly blockSize: number;
  readonly stack: number;
}

/** The graph that measures everything, and the one for thin samples where it is worth its memory; or what the self-check says. */
async function graphsIn(layout: Layout, options: MeasuringOptions): Promise<Omit<Measuring, 'method'> | string> {
  const { observed, measuringModelPath: path, observations, dims, thinning } = options;
  const full = await graphIn(layout, options, { path });
  if (typeof full === 'string' || !thinning || !worthThinning(observed, observations, dims)) return full;
  const thin = await graphIn(layout, options, { path: `${path}.thin`, skip: isBounded });
  return typeof thin === 'string' ? thin : { ...full, thin };
}

async function graphIn(
  { optimized, blockSize, stack }: Layout,
  { observations, dims, wanted, observe }: MeasuringOptions,
  { path, skip }: { readonly path: string } & Pick<InstrumentOptions, 'skip'>,
): Promise<MeasuringGraph | string> {
  const model = optimized.clone();
  const targets = blockedTargets(model, observations, dims, blockSize);
  const plan = instrument(model, targets, { wanted, stack, ...(skip !== undefined && { skip }) });
  await writeFile(path, encodeModel(model));
  const difference = await observe.call(0, new Sent({ measuringModelPath: path, plan }));
  return difference ?? { plan, file: { path, optimization: 'disabled' } };
}

async function ordinary(options: MeasuringOptions, reason: string): Promise<Measuring> {
  const { observed, measuringModelPath: path, observations, dims, wanted } = options;
  const model = observed.clone();
  const values = valuesByName(model);
  const targets = observations.flatMap((observation, i) => {
    const value = values.get(observation.value);
    return value === undefined ? [] : [{ observation, value, dims: dims[i] ?? [] }];
  });
  const plan = instrument(model, targets, { wanted, stack: 1 });
  await writeFile(path, encodeModel(model));
  return { plan, file: { path, optimization: 'all' }, method: { name: 'ordinary', reason } };
}
