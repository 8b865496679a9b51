import type { Model } from '@octet/onnx';
import { type Backend, isCosted } from '../backends/backend.ts';
import { estimateUs } from '../backends/onnxruntime-cpu/estimate.ts';
import { type Converted, type ConvertOptions, convert } from '../convert/convert.ts';
import { storeBodyWeights } from '../convert/store-body-weights.ts';
import { WeightStore } from '../convert/weight-store.ts';
import type { Feeds, Runner } from '../ports.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan, Why } from '../spec.ts';
import type { BiasCorrection } from './bias-correction.ts';
import { type Candidate, CandidateList } from './candidates.ts';
import type { Effort } from './effort.ts';
import type { RangeCandidate, Trial } from './range-search.ts';
import { type Score, Scorer } from './scoring.ts';
import type { RoundedWeight } from './weight-rounding.ts';

export interface DraftOptions {
  readonly backend: Backend;
  readonly runner: Runner;
  readonly candidates: (plan: Plan) => ReadonlyMap<string, readonly RangeCandidate[]>;
  /** The plan that keeps these nodes in float, each with its reason. */
  readonly replan: (keepFloat: ReadonlyMap<string, Why>) => Plan;
  readonly scoringSamples: readonly Feeds[];
  readonly biasSamples: readonly Feeds[];
  readonly effort: Effort;
  readonly elapsed: () => number;
  readonly secondLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What an artifact is made of, and what its output is worth. */
export interface Choice {
  readonly plan: Plan;
  readonly ranges: ReadonlyMap<string, Range>;
  /** By value: the observer that its range is from. */
  readonly observers: ReadonlyMap<string, string>;
  readonly score: Score;
  /** By layer: weights that are not all at their nearest integers, where that made the output better. */
  readonly roundings: ReadonlyMap<string, RoundedWeight>;
  /** Those that made the output better on the scoring samples, and so are in the artifact. */
  readonly biases: readonly BiasCorrection[];
  /** By layer: what they add to its bias, by channel. */
  readonly shifts: ReadonlyMap<string, Float32Array>;
  /** Layers that went back to float because they lost too much. */
  readonly fallbacks: readonly string[];
}

const why: Why = { kind: 'accuracy', text: 'kept in float for accuracy: in integers it is among the layers that cost the output most' };

/** An artifact in the making: the best choice so far, and the means to build and to judge others. */
export class Draft {
  readonly prepared: Model;
  readonly options: DraftOptions;
  readonly weights: WeightStore;
  readonly trials: Trial[] = [];
  readonly #scorer: Scorer;
  readonly #candidates = new CandidateList();
  readonly #allIntegerUs: number | undefined;
  #choice: Choice;
  /** Weights in bodies of If, Loop and Scan that are stored as int8. */
  #bodyWeights = 0;

  static async create(prepared: Model, plan: Plan, options: DraftOptions): Promise<Draft> {
    const { runner, signal, scoringSamples } = options;
    return new Draft(prepared, plan, options, await Scorer.create(prepared, scoringSamples, { runner, signal }));
  }

  private constructor(prepared: Model, plan: Plan, options: DraftOptions, scorer: Scorer) {
    this.prepared = prepared;
    this.options = options;
    this.#scorer = scorer;
    this.weights = new WeightStore(options.backend);
    this.#allIntegerUs = this.#estimateUs(plan);
    this.#choice = {
      plan,
      ranges: new Map(),
      observers: new Map(),
      score: { loss: Number.POSITIVE_INFINITY, sqnrDb: Number.NEGATIVE_INFINITY },
      roundings: new Map(),
      biases: [],
      shifts: new Map(),
      fallbacks: [],
    };
  }

  get choice(): Choice {
    return this.#choice;
  }

  get bodyWeights(): number {
    return this.#bodyWeights;
  }

  /** Takes what is given; all else stays as it was. */
  take(part: Partial<Choice>): void {
    this.#choice = { ...this.#choice, ...part };
    if (part.roundings !== undefined) this.weights.replaceRounding(part.roundings);
    if (part.shifts !== undefined) this.weights.replaceShifts(part.shifts);
  }

  withoutBiases(): void {
    this.take({ biases: [], shifts: new Map() });
  }

  keepFloat(layers: Iterable<string>, score: Score): void {
    const fallbacks = [...new Set([...this.#choice.fallbacks, ...layers])];
    const plan = this.planWith(fallbacks);
    this.take({ fallbacks, plan, ranges: this.rangesFor(plan), score });
  }

  planWith(floatLayers: Iterable<string>): Plan {
    return this.options.replan(new Map([...floatLayers].map((node) => [node, why])));
  }

  /** Another plan may have other values that own a range; those take the range of the observer that served most values. */
  rangesFor(plan: Plan): ReadonlyMap<string, Range> {
    const usual = mostFrequent([...this.#choice.observers.values()]);
    return new Map(
      [...this.options.candidates(plan)].map(([value, list]) => {
        const fallback = (list.find((c) => c.observer === usual) ?? list[0]) as RangeCandidate;
        return [value, this.#choice.ranges.get(value) ?? fallback.range];
      }),
    );
  }

  /** Estimated time of a plan over the time of the one that the search began with; 1 where the backend's kernels were not timed. */
  slowdown(plan: Plan): number {
    const us = this.#estimateUs(plan);
    return us === undefined || this.#allIntegerUs === undefined ? 1 : us / this.#allIntegerUs;
  }

  #estimateUs(plan: Plan): number | undefined {
    const { backend } = this.options;
    return isCosted(backend) ? estimateUs(this.prepared, plan, backend) : undefined;
  }

  async build(
    plan: Plan = this.#choice.plan,
    ranges: ReadonlyMap<string, Range> = this.#choice.ranges,
    kernels: ConvertOptions['kernels'] = 'fastest',
  ): Promise<Converted> {
    const made = await convert(this.prepared, plan, { backend: this.options.backend, ranges, weights: this.weights, kernels });
    if (this.#bodyWeights > 0) this.#storeBodyWeights(made.model, plan);
    return made;
  }

  async scoreOf(plan?: Plan, ranges?: ReadonlyMap<string, Range>): Promise<Score> {
    return this.#scorer.score((await this.build(plan, ranges)).model);
  }

  /** With the weights of bodies as int8 from now on, if `isGood` finds so. */
  async tryBodyWeights(isGood: (score: Score, count: number) => boolean): Promise<void> {
    const { model } = await this.build();
    const count = this.#storeBodyWeights(model, this.#choice.plan);
    if (count === 0) return;
    const score = await this.#scorer.score(model);
    if (!isGood(score, count)) return;
    this.#bodyWeights = count;
    this.take({ score });
  }

  #storeBodyWeights(model: Model, plan: Plan): number {
    const excluded = [...plan.nodes.values()].filter((n) => n.why?.kind === 'excluded').map((n) => n.node);
    return storeBodyWeights(model, this.options.backend, new Set(excluded));
  }

  tried(trial: Omit<Trial, 'seconds'>): void {
    this.trials.push({ ...trial, seconds: this.options.elapsed() });
  }

  /** Keeps what it takes to make this artifact again: what it would cost in time is measured when all is decided. */
  note(choice: Choice, found: Pick<Candidate, 'isRefined' | 'dropPoints'>): void {
    const { plan, ranges, score, fallbacks, shifts } = choice;
    this.#candidates.add({
      ...found,
      kind: kindOf(plan),
      floatLayers: fallbacks,
      score,
      predictedUs: this.#estimateUs(plan),
      build: async () => {
        this.weights.replaceShifts(shifts);
        try {
          return (await this.build(plan, ranges)).model;
        } finally {
          this.weights.replaceShifts(this.#choice.shifts);
        }
      },
    });
  }

  /** What could have been chosen, the chosen one among them. */
  candidates(): readonly Candidate[] {
    return this.#candidates.all({ kind: kindOf(this.#choice.plan), floatLayers: this.#choice.fallbacks });
  }
}

const kindOf = ({ nodes }: Plan): Candidate['kind'] =>
  [...nodes.values()].some((n) => n.placement === 'integer') ? 'integers' : 'weights-only';

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const n of names) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}
