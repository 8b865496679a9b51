import { type Dataset, diagnoseSamples, fidelityMetrics, openDataset, seededRandom, taskMetrics } from '@octet/datasets';
import { loadModel } from '@octet/engine';
import { encodeToBuffer } from '@octet/onnx';
import { backends, type Feeds, type ObserverName, type Quantized, quantize, type Tensors } from '@octet/quantizer';
import { createCalibrator, createRunner, type OrtRunner } from '@octet/runtime';
import type { Trial } from './lesson.ts';

export interface TrialOptions {
  readonly samples: readonly Feeds[];
  readonly observer: ObserverName;
  readonly granularity?: 'per-channel' | 'per-tensor';
}

/** MiniCNN, its calibration images and its evaluated FP32 answers, held for trial after trial. */
export class Workbench implements AsyncDisposable {
  readonly images: readonly Feeds[];
  readonly #held: Held;

  static async open(
    paths: { readonly model: string; readonly calibration: string; readonly evaluation: string },
    imageCount: number,
  ): Promise<Workbench> {
    const { model, fp32 } = await loadModel(paths.model);
    const runner = await createRunner();
    await using session = await runner.open(fp32);
    await using calibration = await openDataset(paths.calibration, session);
    await using evaluation = await openDataset(paths.evaluation, session);
    const images = await Array.fromAsync(calibration.samples(), (s) => s.feeds);
    const judged = await Array.fromAsync(evaluation.samples([...Array(Math.min(imageCount, evaluation.count)).keys()]));
    const expected = await outputsOf(
      runner,
      fp32,
      judged.map((s) => s.feeds),
    );
    const evaluated = judged.map((s, i) => ({ feeds: s.feeds, label: s.label as number, fp32: expected[i] as Tensors }));
    return new Workbench(images, { model, runner, evaluated, about: calibration });
  }

  private constructor(images: readonly Feeds[], held: Held) {
    this.images = images;
    this.#held = held;
  }

  /** Quantizes without any of the corrections that would hide what is to be seen, and evaluates. */
  async trial(name: string, options: TrialOptions): Promise<Trial> {
    const quantized = await this.quantized(options);
    const { evaluated, runner } = this.#held;
    const artifact = encodeToBuffer(quantized.artifact.model);
    const feeds = evaluated.map((e) => e.feeds);
    const outputs = await outputsOf(runner, artifact, feeds);
    const [top1, agreement, sqnr] = [taskMetrics.top1.create({}), fidelityMetrics.agreement.create({}), fidelityMetrics.sqnr_db.create()];
    evaluated.forEach(({ fp32, label }, i) => {
      const pair = { fp32, int8: outputs[i] as Tensors, label, index: i };
      for (const metric of [top1, agreement, sqnr]) metric.add(pair);
    });
    const task = top1.result();
    return {
      name,
      top1: 100 * task.int8,
      drop: task.dropPoints,
      agreement: 100 * (agreement.result().total ?? 0),
      sqnrDb: sqnr.result().total ?? 0,
      warnings: await this.#warnings(options.samples),
    };
  }

  async quantized({ samples, observer, granularity = 'per-channel' }: TrialOptions): Promise<Quantized> {
    const { model, runner } = this.#held;
    const backend = backends['ort-cpu-vnni'];
    return await quantize(model, {
      backend: { ...backend, weights: { ...backend.weights, granularity } },
      runner,
      calibrator: createCalibrator({ pool: runner.pool }),
      calibration: {
        count: samples.length,
        samples: (indices) => (indices === undefined ? samples : indices.map((i) => samples[i] as Feeds)),
      },
      observer,
      percentile: 99.999,
      exclude: [],
      overrides: new Map(),
      correctBias: false,
      roundWeights: false,
      wantedSqnrDb: undefined,
      searchSeconds: 0,
    });
  }

  /** FP32's top-1, percent. */
  get fp32Top1(): number {
    const top1 = taskMetrics.top1.create({});
    for (const { fp32, label } of this.#held.evaluated) top1.add({ fp32, int8: fp32, label });
    return 100 * top1.result().fp32;
  }

  get evaluatedCount(): number {
    return this.#held.evaluated.length;
  }

  /** The calibration images with image `index` multiplied by `factor`. */
  withOutlier(index: number, factor: number): Feeds[] {
    return this.images.map((feeds, i) => (i === index ? mapped(feeds, (x) => x * factor) : feeds));
  }

  /** As many samples of standard normal noise. */
  noise(count: number, seed: number): Feeds[] {
    const random = seededRandom(seed);
    const uniform = () => (random.below(2 ** 32) + 0.5) / 2 ** 32;
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    return this.images.slice(0, count).map((feeds) => mapped(feeds, normal));
  }

  async #warnings(samples: readonly Feeds[]): Promise<string[]> {
    const { contract } = this.#held.about;
    const streamed = samples.map((feeds, index) => ({ index, source: `sample ${index}`, feeds }));
    const { findings } = await diagnoseSamples(streamed, { count: samples.length, contract, storedAsBytes: ['input'] });
    return findings.filter((f) => f.severity !== 'info').map((f) => f.code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.runner[Symbol.asyncDispose]();
  }
}

interface Held {
  readonly model: Parameters<typeof quantize>[0];
  readonly runner: OrtRunner;
  readonly evaluated: readonly { readonly feeds: Feeds; readonly label: number; readonly fp32: Tensors }[];
  readonly about: Pick<Dataset, 'contract'>;
}

async function outputsOf(runner: OrtRunner, model: Uint8Array, samples: readonly Feeds[]): Promise<Tensors[]> {
  const outputs: Tensors[] = [];
  await runner.runAll(model, samples, (o) => outputs.push(o));
  return outputs;
}

function mapped(feeds: Feeds, f: (x: number) => number): Feeds {
  return Object.fromEntries(Object.entries(feeds).map(([name, t]) => [name, { ...t, data: Float32Array.from(t.data as Float32Array, f) }]));
}
