import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeModel, type Model } from '@octet/onnx';
import type { Calibrator, CollectOptions, Feeds, Observation, PortInfo, Samples, Statistics } from '@octet/quantizer';
import { QuantizerError } from '@octet/quantizer';
import { inSample } from '../pool/fault.ts';
import { streamSamples, throwIfCanceled } from '../pool/stream-samples.ts';
import { WorkerPool } from '../pool/worker-pool.ts';
import { Sent } from '../pool/worker-task.ts';
import { placementOf } from '../runner/placement.ts';
import { checkFeeds } from '../session/check-feeds.ts';
import { buffersOf, copyToMove } from '../session/movable.ts';
import { assembleStatistics } from './assemble-statistics.ts';
import { BufferStore } from './buffer-store.ts';
import type { CountTask, MeasuringGraph, ModelFile } from './count-task.ts';
import { firstOf } from './first-of.ts';
import { type Measuring, measuringModel } from './measuring-model.ts';
import type { ObserveTask } from './observe-task.ts';
import { observedModel, valuesByName } from './observed-model.ts';
import type { Plan, PlannedValue } from './plan.ts';
import { observedMacs, wantedElements } from './sample-size.ts';
import { joinSamples, type Place, type Stack, sameDims } from './stack.ts';

export interface CalibratorOptions {
  /** Worker threads; default: the cores available. The statistics do not depend on it. */
  readonly workers?: number;
  /** Threads to use instead of own ones, such as a runner's. */
  readonly pool?: WorkerPool;
  /**
   * Elements to look at of each value in every sample; values of no more are counted whole. Default by the model's cost (sample-size.ts), and then
   * what has a bound is not looked at in every sample (thin-samples.ts).
   */
  readonly elementsPerSample?: number;
}

const observeTask = new URL('./observe-task.ts', import.meta.url);
const countTask = new URL('./count-task.ts', import.meta.url);

/**
 * Measures in the graph that onnxruntime itself optimised: extremes of every value in every sample, exact as the observation wants them, and a
 * float-bit histogram of some elements of every sample, in worker threads. Some elements of every image beat all of some images: outliers live
 * in single images. Only of what has a bound, which limits them, half of the images are left out (thin-samples.ts).
 */
export function createCalibrator(options: CalibratorOptions = {}): Calibrator {
  return {
    async collect(model, observations, samples, collectOptions = {}) {
      throwIfCanceled(collectOptions.signal);
      const { first, all, close } = await firstOf(samples, collectOptions.signal);
      const directory = await mkdtemp(join(tmpdir(), 'octet-calibrate-'));
      const pool = options.pool ?? new WorkerPool(options.workers ?? availableParallelism());
      try {
        if (first === undefined)
          throw new QuantizerError('calibration/no-samples', 'the calibration data hold no sample; give at least one');
        const job = {
          model,
          observations: distinct(observations),
          directory,
          pool,
          elementsPerSample: options.elementsPerSample,
          ...collectOptions,
        };
        return await count(job, await prepare(job, first), { first, all });
      } finally {
        close();
        if (options.pool === undefined) await pool[Symbol.asyncDispose]();
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}

interface Job extends CollectOptions {
  readonly model: Model;
  readonly observations: readonly Observation[];
  readonly directory: string;
  readonly pool: WorkerPool;
  readonly elementsPerSample: number | undefined;
}

interface Prepared {
  readonly plan: Plan;
  readonly method: Statistics['method'];
  readonly measuring: ModelFile | undefined;
  readonly thin: MeasuringGraph | undefined;
  readonly whole: ModelFile | undefined;
  /** Undefined where no session is needed. */
  readonly inputs: readonly PortInfo[] | undefined;
  readonly placement: { readonly workers: number; readonly threads: number };
}

/** Makes the measuring graph out of what sample 0 shows. */
async function prepare(job: Job, first: Feeds): Promise<Prepared> {
  const { model, observations, directory, pool, signal } = job;
  const values = valuesByName(model);
  const computed = observations.filter((o) => !values.get(o.value)?.isInput);
  const observed = observedModel(model, observations);
  if (computed.length === 0) {
    const fed = observations.map(
      (o): PlannedValue => ({ name: o.value, kind: 'fed', minimum: o.minimum, dims: first[o.value]?.dims ?? [] }),
    );
    const wanted = job.elementsPerSample ?? wantedElements({ macs: 0, values: fed.length });
    const plan: Plan = { values: fed, packed: [], picks: [], wanted, stack: 1 };
    return {
      plan,
      method: { name: 'ordinary', reason: 'only inputs are observed' },
      measuring: undefined,
      thin: undefined,
      whole: undefined,
      inputs: undefined,
      placement: placementOf(0, pool.size),
    };
  }
  const file = encodeModel(observed);
  const bytes = file.reduce((sum, piece) => sum + piece.byteLength, 0);
  const placement = placementOf(bytes, pool.size);
  const wholePath = join(directory, 'observed.onnx');
  const optimizedModelPath = join(directory, 'optimized.onnx');
  await writeFile(wholePath, file);
  const own = copyToMove(first);
  await using observe = await pool.openTask<ObserveTask>(observeTask, {
    workers: [0],
    opening: () => new Sent({ modelPath: wholePath, optimizedModelPath, feeds: own, threads: placement.threads }, buffersOf([own])),
  });
  throwIfCanceled(signal);
  const { dims: dimsByName, inputs, stack } = observe.opened[0] as ObserveTask['opened'];
  const dims = observations.map((o) => dimsByName[o.value] ?? first[o.value]?.dims ?? []);
  const wanted = job.elementsPerSample ?? wantedElements({ macs: observedMacs(model, dimsByName), values: observations.length });
  const measuring: Measuring = await measuringModel({
    observed,
    optimizedModelPath,
    measuringModelPath: join(directory, 'measuring.onnx'),
    observations,
    dims,
    wanted,
    stack,
    thinning: job.elementsPerSample === undefined,
    observe,
  });
  throwIfCanceled(signal);
  return {
    plan: measuring.plan,
    method: measuring.method,
    measuring: measuring.file,
    thin: measuring.thin,
    whole: { path: wholePath, optimization: 'all' },
    inputs,
    placement,
  };
}

/** Measures all samples, data-parallel, and puts together what the workers counted. */
async function count(job: Job, prepared: Prepared, { first, all }: { readonly first: Feeds; readonly all: Samples }): Promise<Statistics> {
  const { plan, measuring, thin, whole, inputs, placement } = prepared;
  const { signal, onProgress } = job;
  await using task = await job.pool.openTask<CountTask>(countTask, {
    workers: Array.from({ length: placement.workers }, (_, i) => i),
    opening: () => new Sent({ plan, measuring, thin, whole, threads: placement.threads }),
  });
  const extremes: Float32Array[] = [];
  const buffers = new BufferStore();
  const sampleCount = await streamSamples<CountTask['answer']>(all, {
    workers: task.workers,
    multipleOf: plan.stack,
    check: (feeds, index) => {
      try {
        if (inputs !== undefined) checkFeeds(feeds, inputs);
      } catch (error) {
        throw inSample(error, index);
      }
    },
    send: async (worker, chunk, stop) => {
      const taken: SharedArrayBuffer[] = [];
      const place = (bytes: number) => {
        const buffer = buffers.take(bytes);
        taken.push(buffer);
        return buffer;
      };
      const stacks = stacksOf(chunk.samples, { first, stack: plan.stack, place });
      const answer = await task.call(worker, new Sent({ kind: 'chunk', first: chunk.first, stacks }), stop);
      buffers.give(taken);
      return answer;
    },
    receive: (answer, chunk) => {
      if (answer.kind !== 'chunk') return;
      if (answer.samples < chunk.samples.length) throw new QuantizerError('canceled', 'the worker pool was disposed of during the run');
      extremes.push(answer.extremes);
      onProgress?.(chunk.first + answer.samples);
    },
    ...(signal === undefined ? {} : { signal }),
  });
  const answers = await Promise.all(
    Array.from({ length: task.workers }, (_, worker) => task.call(worker, new Sent({ kind: 'histograms' }))),
  );
  const counted = answers.flatMap((answer) => (answer.kind === 'histograms' ? answer.counted : []));
  const closed = task[Symbol.asyncDispose](); // the workers free their sessions meanwhile
  const statistics = assembleStatistics({ plan, sampleCount, extremes, counted, method: prepared.method });
  await closed;
  return statistics;
}

/** Copies of the samples for a worker to read: as stacks where their dimensions are those of sample 0, one by one where not. */
function stacksOf(
  samples: readonly Feeds[],
  { first, stack, place }: { readonly first: Feeds; readonly stack: number; readonly place: Place },
): Stack[] {
  const stacks: Stack[] = [];
  for (let from = 0; from < samples.length; from += stack) {
    const some = samples.slice(from, from + stack);
    if (some.every((s) => sameDims(s, first))) stacks.push({ samples: some.length, feeds: joinSamples(some, stack, place), joined: true });
    else stacks.push(...some.map((s): Stack => ({ samples: 1, feeds: joinSamples([s], 1, place), joined: false })));
  }
  return stacks;
}

const strictness = { zero: 0, sampled: 1, exact: 2 };

/** One observation a value; its minimum is the strictest that any of them wants. */
function distinct(observations: readonly Observation[]): Observation[] {
  const byName = new Map<string, Observation>();
  for (const o of observations) {
    const known = byName.get(o.value);
    if (known === undefined || strictness[o.minimum] > strictness[known.minimum]) byName.set(o.value, o);
  }
  return [...byName.values()];
}
