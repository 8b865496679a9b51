import { availableParallelism } from 'node:os';
import { encodeToBuffer, type Model } from '@octet/onnx';
import type { Calibrator, CollectOptions, Samples, Statistics } from '@octet/quantizer';
import { QuantizerError } from '@octet/quantizer';
import { inSample } from '../pool/fault.ts';
import { streamSamples, throwIfCanceled } from '../pool/stream-samples.ts';
import { type PoolTask, WorkerPool } from '../pool/worker-pool.ts';
import { Sent } from '../pool/worker-task.ts';
import { placementOf } from '../runner/placement.ts';
import { checkFeeds } from '../session/check-feeds.ts';
import { buffersOf, copyToMove } from '../session/movable.ts';
import type { CountTask } from './count-task.ts';
import { observedModel } from './observed-model.ts';
import { statisticsOf } from './statistics.ts';

export interface CalibratorOptions {
  /** Worker threads; default: the cores available. The statistics do not depend on it. */
  readonly workers?: number;
  /** Threads to use instead of own ones, such as a runner's. */
  readonly pool?: WorkerPool;
}

/**
 * Runs the model with the observed values as its outputs, data-parallel in worker threads, and counts every element of every sample: extremes
 * and histograms are exact (ADR 13).
 */
export function createCalibrator(options: CalibratorOptions = {}): Calibrator {
  return {
    async collect(model, wanted, samples, collectOptions = {}) {
      throwIfCanceled(collectOptions.signal);
      const values = [...new Set(wanted)];
      const observed = observedModel(model, values);
      const pool = options.pool ?? new WorkerPool(options.workers ?? availableParallelism());
      try {
        await using task = await openTask(pool, observed, values);
        return await count(task, values, { samples, ...collectOptions });
      } finally {
        if (options.pool === undefined) await pool[Symbol.asyncDispose]();
      }
    },
  };
}

const countTask = new URL('./count-task.ts', import.meta.url);

function openTask(pool: WorkerPool, observed: Model, values: readonly string[]): Promise<PoolTask<CountTask>> {
  // onnxruntime opens no model without outputs; inputs need none.
  const bytes = observed.graph.outputs.length === 0 ? undefined : encodeToBuffer(observed);
  const { workers, threads } = placementOf(bytes?.byteLength ?? 0, pool.size);
  return pool.openTask<CountTask>(countTask, {
    workers: Array.from({ length: workers }, (_, i) => i),
    opening: () => {
      const model = bytes === undefined ? undefined : new Uint8Array(bytes);
      return new Sent({ model, values, threads }, model === undefined ? [] : [model.buffer]);
    },
  });
}

async function count(
  task: PoolTask<CountTask>,
  values: readonly string[],
  { samples, signal, onProgress }: CollectOptions & { readonly samples: Samples },
): Promise<Statistics> {
  const inputs = task.opened[0]?.inputs;
  const extremes: Float32Array[] = [];
  let elementCounts: readonly number[] | undefined;
  await streamSamples<CountTask['answer']>(samples, {
    workers: task.workers,
    check: (feeds, index) => {
      try {
        if (inputs !== undefined) checkFeeds(feeds, inputs);
      } catch (error) {
        throw inSample(error, index);
      }
    },
    send: (worker, chunk, stop) => {
      const own = chunk.samples.map(copyToMove);
      return task.call(worker, new Sent({ kind: 'samples', samples: own, first: chunk.first }, buffersOf(own)), stop);
    },
    receive: (answer, chunk) => {
      if (answer.kind !== 'samples') return;
      if (answer.count < chunk.samples.length) throw new QuantizerError('canceled', 'the worker pool was disposed of during the run');
      elementCounts ??= answer.elementCounts;
      extremes.push(answer.extremes);
      onProgress?.(chunk.first + answer.count);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  if (elementCounts === undefined)
    throw new QuantizerError('calibration/no-samples', 'the calibration data hold no sample; give at least one');
  const answers = await Promise.all(
    Array.from({ length: task.workers }, (_, worker) => task.call(worker, new Sent({ kind: 'histograms' }))),
  );
  const histograms = answers.flatMap((answer) => (answer.kind === 'histograms' ? [answer.histograms] : []));
  return statisticsOf(values, { extremes, elementCounts, histograms });
}
