import type { Model } from '@octet/onnx';
import { type Converted, convert } from '../convert/convert.ts';
import { WeightStore } from '../convert/weight-store.ts';
import type { Feeds, Runner } from '../ports.ts';
import { estimateUs } from '../prepare/estimate.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { Target } from '../targets/target.ts';
import { type BiasCorrection, correctBiases } from './bias-correction.ts';
import type { Effort } from './effort.ts';
import { type Fallback, fallBack } from './fallback.ts';
import { chooseObserver, type RangeCandidate, type RangeSearchOptions, refineRanges, type Trial } from './range-search.ts';
import { type Score, Scorer } from './scoring.ts';

export interface CorrectOptions {
  readonly target: Target;
  readonly runner: Runner;
  readonly candidates: (plan: Plan) => ReadonlyMap<string, readonly RangeCandidate[]>;
  /** The plan that keeps these nodes in float, each with its reason. */
  readonly replan: (keepFloat: ReadonlyMap<string, string>) => Plan;
  readonly scoringSamples: readonly Feeds[];
  readonly biasSamples: readonly Feeds[];
  readonly effort: Effort;
  readonly correctBias: boolean;
  /** Also choose value by value; else one observer for all is the end of it. */
  readonly refine: boolean;
  /** Below this output SQNR the most sensitive layers go back to float; undefined: never. */
  readonly wantedSqnrDb: number | undefined;
  readonly elapsed: () => number;
  readonly secondLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface CorrectionRecord {
  readonly observers: ReadonlyMap<string, string>;
  readonly trials: readonly Trial[];
  /** Those that made the output better on the scoring samples, and so are in the artifact. */
  readonly biasCorrections: readonly BiasCorrection[];
  /** Layers that went back to float because they lost too much. */
  readonly fallbacks: readonly string[];
  readonly sqnrDb: number;
  readonly seconds: number;
  readonly stoppedByBudget: boolean;
}

export interface Corrected {
  readonly plan: Plan;
  readonly artifact: Converted;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly weights: WeightStore;
  readonly record: CorrectionRecord;
}

/**
 * Wins accuracy back, judged by the artifact's own output against FP32's on calibration samples: the best observer for all; biases
 * corrected; layers back to float where that is not enough; the best range value by value. (Correcting biases once more for those ranges
 * never won anything on the models of the zoo.)
 */
export async function correct(prepared: Model, plan: Plan, options: CorrectOptions): Promise<Corrected> {
  const scorer = await Scorer.create(prepared, options.scoringSamples, { runner: options.runner, signal: options.signal });
  const correction = new Correction(prepared, plan, scorer, options);
  await correction.chooseObserver();
  await correction.correctBiases();
  if (options.wantedSqnrDb !== undefined) await correction.fallBack(options.wantedSqnrDb);
  if (options.refine) await correction.refineRanges();
  return correction.result();
}

const slowdownLimit = 1.05;

/** The best so far, and the steps that look for better. */
class Correction {
  readonly #prepared: Model;
  readonly #scorer: Scorer;
  readonly #options: CorrectOptions;
  readonly #weights: WeightStore;
  readonly #trials: Trial[] = [];
  #plan: Plan;
  #ranges: ReadonlyMap<string, Range> = new Map();
  #observers: ReadonlyMap<string, string> = new Map();
  #score: Score = { loss: Number.POSITIVE_INFINITY, sqnrDb: Number.NEGATIVE_INFINITY };
  #biasCorrections: readonly BiasCorrection[] = [];
  #fallbacks: readonly string[] = [];

  constructor(prepared: Model, plan: Plan, scorer: Scorer, options: CorrectOptions) {
    this.#prepared = prepared;
    this.#plan = plan;
    this.#scorer = scorer;
    this.#options = options;
    this.#weights = new WeightStore(options.target);
  }

  async chooseObserver(): Promise<void> {
    const candidates = this.#options.candidates(this.#plan);
    if (candidates.size === 0) {
      this.#score = await this.#scorer.score(this.#build().model);
      return;
    }
    const chosen = await chooseObserver(this.#search(candidates));
    this.#trials.push(...chosen.trials);
    this.#take(chosen);
  }

  async refineRanges(): Promise<void> {
    const start = { ranges: this.#ranges, observers: this.#observers, score: this.#score };
    const refined = await refineRanges(start, this.#search(this.#options.candidates(this.#plan)));
    this.#trials.push(...refined.trials);
    this.#take(refined);
  }

  async correctBiases(): Promise<void> {
    const { runner, biasSamples, signal, correctBias } = this.#options;
    const layers = quantizedLayers(this.#prepared, this.#plan);
    if (!correctBias || layers.length === 0 || biasSamples.length < 2) return;
    const before = new Map(this.#weights.shifts);
    const made = await correctBiases(this.#prepared, layers, {
      runner,
      samples: biasSamples,
      weights: this.#weights,
      build: () => this.#build().model,
      signal,
    });
    const score = await this.#scorer.score(this.#build().model);
    const kept = score.loss < this.#score.loss;
    this.#trials.push({ name: 'bias correction', sqnrDb: score.sqnrDb, kept, seconds: this.#options.elapsed() });
    if (kept) {
      this.#biasCorrections = made;
      this.#score = score;
    } else this.#weights.replaceShifts(before);
  }

  /**
   * Sensitivities are taken without bias corrections: those made for the errors of a layer before are wrong once that layer is exact. They
   * are made anew for the plan found; if that is not better than what was before, all is as before.
   */
  async fallBack(wantedSqnrDb: number): Promise<void> {
    if (this.#score.sqnrDb >= wantedSqnrDb) return;
    const before = {
      plan: this.#plan,
      ranges: this.#ranges,
      score: this.#score,
      biases: this.#biasCorrections,
      shifts: new Map(this.#weights.shifts),
    };
    this.#weights.replaceShifts(new Map());
    this.#biasCorrections = [];
    const found = await this.#sensitiveLayers(wantedSqnrDb);
    this.#trials.push(...found.trials);
    this.#plan = this.#planWith(found.kept);
    this.#ranges = this.#rangesFor(this.#plan);
    this.#score = found.score;
    this.#fallbacks = [...found.kept];
    if (found.kept.size > 0) await this.correctBiases();
    if (this.#score.loss < before.score.loss) return;
    this.#plan = before.plan;
    this.#ranges = before.ranges;
    this.#score = before.score;
    this.#biasCorrections = before.biases;
    this.#fallbacks = [];
    this.#weights.replaceShifts(before.shifts);
  }

  async #sensitiveLayers(wantedSqnrDb: number): Promise<Fallback> {
    const { target, effort, elapsed, secondLimit } = this.#options;
    const allIntegerUs = estimateUs(this.#prepared, this.#plan, target);
    return fallBack(await this.#scorer.score(this.#build().model), {
      layers: quantizedLayers(this.#prepared, this.#plan),
      evaluate: (kept) => {
        const plan = this.#planWith(kept);
        return this.#scorer.score(this.#build(plan, this.#rangesFor(plan)).model);
      },
      slowdown: (kept) => estimateUs(this.#prepared, this.#planWith(kept), target) / allIntegerUs,
      wantedSqnrDb,
      slowdownLimit,
      trialLimit: effort.fallbackTrials,
      elapsed,
      secondLimit,
    });
  }

  #planWith(kept: ReadonlySet<string>): Plan {
    return this.#options.replan(new Map([...kept].map((node) => [node, reason])));
  }

  result(): Corrected {
    return {
      plan: this.#plan,
      artifact: this.#build(),
      ranges: this.#ranges,
      weights: this.#weights,
      record: {
        observers: this.#observers,
        trials: this.#trials,
        biasCorrections: this.#biasCorrections,
        fallbacks: this.#fallbacks,
        sqnrDb: this.#score.sqnrDb,
        seconds: this.#options.elapsed(),
        stoppedByBudget: this.#options.elapsed() > this.#options.secondLimit,
      },
    };
  }

  /** Another plan may have other values that own a range; those take the range of the observer that served most values. */
  #rangesFor(plan: Plan): ReadonlyMap<string, Range> {
    const usual = mostFrequent([...this.#observers.values()]);
    return new Map(
      [...this.#options.candidates(plan)].map(([value, list]) => {
        const fallback = (list.find((c) => c.observer === usual) ?? list[0]) as RangeCandidate;
        return [value, this.#ranges.get(value) ?? fallback.range];
      }),
    );
  }

  #build(plan: Plan = this.#plan, ranges: ReadonlyMap<string, Range> = this.#ranges): Converted {
    return convert(this.#prepared, plan, { target: this.#options.target, ranges, weights: this.#weights });
  }

  #search(candidates: ReadonlyMap<string, readonly RangeCandidate[]>): RangeSearchOptions {
    const { effort, elapsed, secondLimit, onProgress } = this.#options;
    return {
      candidates,
      evaluate: (ranges) => this.#scorer.score(this.#build(this.#plan, ranges).model),
      trialLimit: effort.rangeTrials,
      elapsed,
      secondLimit,
      onProgress,
    };
  }

  #take(choice: {
    readonly ranges: ReadonlyMap<string, Range>;
    readonly observers: ReadonlyMap<string, string>;
    readonly score: Score;
  }): void {
    this.#ranges = choice.ranges;
    this.#observers = choice.observers;
    this.#score = choice.score;
  }
}

const reason = 'kept in float for accuracy: in integers it costs the output more than any other layer';

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const n of names) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}

/** Conv and Gemm with integer weights, in topological order; MatMul has no bias of its own. */
function quantizedLayers(prepared: Model, plan: Plan): string[] {
  const layers: string[] = [];
  for (const node of prepared.graph.nodes()) {
    const placement = plan.nodes.get(node.name)?.placement;
    if ((node.opType === 'Conv' || node.opType === 'Gemm') && (placement === 'integer' || placement === 'weights')) layers.push(node.name);
  }
  return layers;
}
