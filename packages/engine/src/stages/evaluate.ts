import { type Accuracy, decibels, type MetricName, type Recipe } from '@octet/contracts';
import {
  type Accumulator,
  DatasetError,
  type FidelityResult,
  fidelityMetrics,
  predictedClass,
  type Sample,
  type TaskResult,
  taskMetrics,
} from '@octet/datasets';
import type { Runner, Tensors } from '@octet/quantizer';
import { joinBatch, splitBatch } from '../batches.ts';
import type { JobData } from './open-data.ts';

export interface EvaluateOptions {
  readonly runner: Runner;
  readonly recipe: Recipe;
  /** Samples that the model takes at once (`batchSizeOf`). */
  readonly batchSize: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** Samples of which both models' outputs are held at a time. */
const chunkBytes = 64 * 1024 * 1024;

/** Runs both models over the evaluation samples and compares: with the labels where there are some, and with each other. */
export async function evaluate(
  models: { readonly fp32: Uint8Array; readonly int8: Uint8Array },
  data: JobData,
  options: EvaluateOptions,
): Promise<Accuracy> {
  const { evaluation, evaluationIndices } = data;
  const metric = metricFor(options.recipe, data);
  const { seed } = options.recipe.calibration;
  const task: Accumulator<TaskResult> | undefined = metric === undefined ? undefined : taskMetrics[metric].create({ seed });
  const sqnr = fidelityMetrics.sqnr_db.create();
  const agreement = fidelityMetrics.agreement.create({ seed });
  const cosine = fidelityMetrics.cosine.create();
  const answers = new Map<number, Answer>();

  let done = 0;
  for await (const chunk of chunks(evaluation.samples(evaluationIndices))) {
    const fp32 = await outputsOf(models.fp32, chunk, options);
    const int8 = await outputsOf(models.int8, chunk, options);
    chunk.forEach((sample, i) => {
      const pair = {
        fp32: fp32[i] as Tensors,
        int8: int8[i] as Tensors,
        index: sample.index,
        ...(sample.label === undefined ? {} : { label: sample.label }),
      };
      for (const accumulator of [task, sqnr, agreement, cosine]) accumulator?.add(pair);
      answers.set(sample.index, answerOf(sample, pair));
    });
    done += chunk.length;
    options.onProgress(done, evaluationIndices.length);
  }
  return accuracyOf(
    { task: task?.result(), sqnr: sqnr.result(), agreement: agreement.result(), cosine: cosine.result() },
    answers,
    data,
    options.recipe,
  );
}

/** The recipe's metric, else the data set's, else top-1 for class labels. */
function metricFor(recipe: Recipe, { evaluation }: JobData): MetricName | undefined {
  const { labels, contract } = evaluation;
  const stated = recipe.metric !== 'auto' ? recipe.metric : contract.metric;
  const wanted = stated !== null && stated in taskMetrics ? (stated as MetricName) : undefined;
  if (labels === undefined) {
    if (recipe.metric === 'auto') return undefined;
    throw new DatasetError(
      'dataset/no-labels',
      `The metric ${recipe.metric} needs labels, and "${evaluation.label}" has none; add labels.npy or class folders.`,
      {
        where: evaluation.label,
      },
    );
  }
  if (wanted !== undefined && taskMetrics[wanted].labels === labels.kind) return wanted;
  return labels.kind === 'classes' ? 'top1' : undefined;
}

async function* chunks(samples: AsyncIterable<Sample>): AsyncGenerator<Sample[]> {
  let chunk: Sample[] = [];
  let bytes = 0;
  for await (const sample of samples) {
    chunk.push(sample);
    for (const t of Object.values(sample.feeds)) bytes += t.data.length * 4;
    if (bytes < chunkBytes && chunk.length < 1024) continue;
    yield chunk;
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) yield chunk;
}

async function outputsOf(model: Uint8Array, chunk: readonly Sample[], { runner, signal, batchSize }: EvaluateOptions): Promise<Tensors[]> {
  const batches: Sample[][] = [];
  for (let i = 0; i < chunk.length; i += batchSize) batches.push(chunk.slice(i, i + batchSize));
  const outputs: Tensors[] = [];
  await runner.runAll(
    model,
    batches.map((batch) => joinBatch(batch.map((s) => s.feeds))),
    (o, i) => outputs.push(...splitBatch(o, batches[i]?.length ?? 1)),
    signal === undefined ? {} : { signal },
  );
  return outputs;
}

interface Answer {
  readonly source: string;
  readonly label?: string;
  readonly fp32?: string;
  readonly int8?: string;
}

function answerOf(sample: Sample, pair: { readonly fp32: Tensors; readonly int8: Tensors }): Answer {
  if (typeof sample.label !== 'number') return { source: sample.source };
  const classOf = (outputs: Tensors) => {
    const [first] = Object.values(outputs);
    return first === undefined ? '' : String(predictedClass(first));
  };
  return { source: sample.source, label: String(sample.label), fp32: classOf(pair.fp32), int8: classOf(pair.int8) };
}

interface Results {
  readonly task: TaskResult | undefined;
  readonly sqnr: FidelityResult;
  readonly agreement: FidelityResult;
  readonly cosine: FidelityResult;
}

function accuracyOf(
  { task, sqnr, agreement, cosine }: Results,
  answers: ReadonlyMap<number, Answer>,
  data: JobData,
  recipe: Recipe,
): Accuracy {
  return {
    ...(task === undefined
      ? {}
      : {
          metric: {
            name: task.metric,
            fp32: task.fp32,
            int8: task.int8,
            drop_points: task.dropPoints,
            ...(task.interval === undefined ? {} : { drop_interval: task.interval }),
            ...(task.fixed === undefined ? {} : { fixed_count: task.fixed }),
            ...(task.broken === undefined ? {} : { broken_count: task.broken }),
          },
        }),
    ...(agreement.total === null
      ? {}
      : {
          agreement: {
            rate: agreement.total,
            sample_count: agreement.samples,
            ...(agreement.interval === undefined ? {} : { interval: agreement.interval }),
          },
        }),
    sqnr_db: decibels(sqnr.total ?? Number.NaN),
    cosine: cosine.total ?? 1,
    outputs: Object.entries(sqnr.outputs).map(([name, db]) => ({
      name,
      sqnr_db: decibels(db),
      cosine: cosine.outputs[name] ?? 1,
      ...(sqnr.maxAbsError?.[name] === undefined ? {} : { max_abs_error: sqnr.maxAbsError[name] }),
    })),
    worst_samples: (sqnr.worst ?? []).map(({ index, sqnrDb }) => {
      const answer = answers.get(index);
      return {
        source: answer?.source ?? String(index),
        index,
        sqnr_db: decibels(sqnrDb),
        ...(answer?.label === undefined ? {} : { label: answer.label }),
        ...(answer?.fp32 === undefined ? {} : { fp32_answer: answer.fp32 }),
        ...(answer?.int8 === undefined ? {} : { int8_answer: answer.int8 }),
      };
    }),
    calibrated_on: {
      dataset: data.calibration.label,
      sample_count: data.calibrationIndices.length,
      available_count: data.calibration.count,
      seed: recipe.calibration.seed,
      held_out: data.heldOut,
    },
    evaluated_on: {
      dataset: data.evaluation.label,
      sample_count: data.evaluationIndices.length,
      available_count: data.evaluation.count,
      held_out: data.heldOut,
    },
  };
}
