import type { Model } from '@octet/onnx';
import { type Converted, type ConvertOptions, convert } from '../convert/convert.ts';
import { storeBodyWeights } from '../convert/store-body-weights.ts';
import { WeightStore } from '../convert/weight-store.ts';
import type { Feeds, Runner } from '../ports.ts';
import { estimateUs } from '../prepare/estimate.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { Target } from '../targets/target.ts';
import { type BiasCorrection, correctBiases } from './bias-correction.ts';
import { type Candidate, CandidateList } from './candidates.ts';
import type { Effort } from './effort.ts';
import { type Fallback, type FallbackOptions, FallbackSearch, fallBack } from './fallback.ts';
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
  /** Asked with the finished artifact, and again each time that more of it is left in float because accuracy was missed. Absent: never. */
  readonly judge?: ((artifact: Model) => Promise<Judgement>) | undefined;
  readonly elapsed: () => number;
  readonly secondLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What was found out about an artifact on samples that nothing else is chosen on. Slower: than FP32, so that no more may be left in float. */
export type Judgement =
  | { readonly verdict: 'accurate' | 'undecided' | 'inaccurate'; readonly dropPoints: number }
  | { readonly verdict: 'slower' | 'unknown' };

export interface CorrectionRecord {
  readonly observers: ReadonlyMap<string, string>;
  readonly trials: readonly Trial[];
  /** What could have been chosen, the chosen one among them. */
  readonly candidates: readonly Candidate[];
  /** Those that made the output better on the scoring samples, and so are in the artifact. */
  readonly biasCorrections: readonly BiasCorrection[];
  /** Layers that went back to float because they lost too much. */
  readonly fallbacks: readonly string[];
  /** Weights in bodies of If, Loop and Scan that are stored as int8. */
  readonly bodyWeights: number;
  readonly sqnrDb: number;
  readonly seconds: number;
  /** How often the evaluation samples were looked at, to know whether to go on. */
  readonly looks: number;
  /** What the last of these looks found. */
  readonly verdict: Judgement['verdict'];
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
 * never won anything on the models of the zoo.) Where accuracy on evaluation samples is then still missed, more layers go to float; which ones,
 * calibration samples alone decide.
 */
export async function correct(prepared: Model, plan: Plan, options: CorrectOptions): Promise<Corrected> {
  const scorer = await Scorer.create(prepared, options.scoringSamples, { runner: options.runner, signal: options.signal });
  const correction = new Correction(prepared, plan, scorer, options);
  await correction.chooseObserver();
  await correction.correctBiases();
  if (options.wantedSqnrDb !== undefined) await correction.fallBack(options.wantedSqnrDb);
  if (options.refine) await correction.refineRanges();
  await correction.storeBodyWeights();
  if (options.judge !== undefined) await correction.fallBackUntil(options.judge);
  return correction.result();
}

/** Float layers may cost this much of the estimated time: for the wanted SQNR, and for accuracy that was seen to be missed. */
const slowdownLimits = { sqnr: 1.05, accuracy: 1.15 };

/** Weights of bodies are stored where the output stays this good, or becomes worse by no more than this. */
const storedSqnrDb = 30;
const storedLossRatio = 1.25;

/** Looks at the evaluation samples at most: each one more makes it likelier that the last one passed by luck. */
const lookLimit = 4;

/** Fronts that are tried in float for accuracy, in layers. */
const fronts = 12;

interface State {
  readonly plan: Plan;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly observers: ReadonlyMap<string, string>;
  readonly score: Score;
  readonly biases: readonly BiasCorrection[];
  readonly shifts: ReadonlyMap<string, Float32Array>;
  readonly fallbacks: readonly string[];
}

/** The best so far, and the steps that look for better. */
class Correction {
  readonly #prepared: Model;
  readonly #scorer: Scorer;
  readonly #options: CorrectOptions;
  readonly #weights: WeightStore;
  readonly #trials: Trial[] = [];
  readonly #candidates = new CandidateList();
  #plan: Plan;
  #ranges: ReadonlyMap<string, Range> = new Map();
  #observers: ReadonlyMap<string, string> = new Map();
  #score: Score = { loss: Number.POSITIVE_INFINITY, sqnrDb: Number.NEGATIVE_INFINITY };
  #biasCorrections: readonly BiasCorrection[] = [];
  #fallbacks: readonly string[] = [];
  readonly #allIntegerUs: number;
  #bodyWeights = 0;
  #looks = 0;
  #verdict: Judgement['verdict'] = 'unknown';

  constructor(prepared: Model, plan: Plan, scorer: Scorer, options: CorrectOptions) {
    this.#prepared = prepared;
    this.#plan = plan;
    this.#scorer = scorer;
    this.#options = options;
    this.#weights = new WeightStore(options.target);
    this.#allIntegerUs = estimateUs(prepared, plan, options.target);
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
      build: () => this.#build(this.#plan, this.#ranges, 'plain').model,
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
    const before = this.#state();
    this.#note(before, { isRefined: false });
    this.#clearBiases();
    const layers = quantizedLayers(this.#prepared, this.#plan);
    const start = await this.#scorer.score(this.#build().model);
    const found = await fallBack(start, { ...this.#floatSearch(layers, slowdownLimits.sqnr), wantedSqnrDb });
    this.#keepFloat(found);
    if (found.kept.size > 0) await this.correctBiases();
    if (this.#score.loss >= before.score.loss) this.#restore(before);
  }

  /** Bodies compute in float in any case; their weights are stored as int8 where the output hardly tells. */
  async storeBodyWeights(): Promise<void> {
    const { wantedSqnrDb = 0, elapsed } = this.#options;
    const { model } = this.#build();
    const count = this.#storeBodyWeightsIn(model, this.#plan);
    if (count === 0) return;
    const score = await this.#scorer.score(model);
    const kept = score.sqnrDb >= Math.max(storedSqnrDb, wantedSqnrDb) || score.loss <= this.#score.loss * storedLossRatio;
    this.#trials.push({ name: `${count} weights of bodies stored as int8`, sqnrDb: score.sqnrDb, kept, seconds: elapsed() });
    if (!kept) return;
    this.#bodyWeights = count;
    this.#score = score;
  }

  #storeBodyWeightsIn(model: Model, plan: Plan): number {
    const excluded = [...plan.nodes.values()].filter((n) => n.reason?.startsWith('excluded') === true).map((n) => n.node);
    return storeBodyWeights(model, this.#options.target, new Set(excluded));
  }

  /**
   * Leaves one block of layers after the other in float until the judge is content. Which ones, calibration samples decide, as above; the judge's
   * samples only tell whether to go on. Where that never makes it content, or what it accepts is slower than FP32, all is as before: speed is not
   * paid for a gate that is missed all the same.
   */
  async fallBackUntil(judge: (artifact: Model) => Promise<Judgement>): Promise<void> {
    const before = this.#state();
    let verdict = await this.#look(judge);
    if (verdict !== 'inaccurate') return;
    this.#clearBiases();
    const search = await this.#rankedSearch();
    let toBeat = before.score;
    while (verdict === 'inaccurate' && this.#looks < lookLimit && (await this.#keepMoreInFloat(search, toBeat))) {
      toBeat = this.#score;
      verdict = await this.#look(judge);
    }
    if (verdict === 'accurate' || verdict === 'undecided') return;
    this.#restore(before);
    const name = 'all layers in integers again, since the gate is missed in any case';
    this.#trials.push({ name, sqnrDb: this.#score.sqnrDb, kept: true, seconds: this.#options.elapsed() });
  }

  async #look(judge: (artifact: Model) => Promise<Judgement>): Promise<Judgement['verdict']> {
    const judgement = await judge(this.#build().model);
    this.#verdict = judgement.verdict;
    if (!('dropPoints' in judgement)) return judgement.verdict;
    this.#looks++;
    const name = `look ${this.#looks} at the evaluation samples, with ${this.#fallbacks.length} layers in float for accuracy`;
    const { dropPoints } = judgement;
    this.#note(this.#state(), { isRefined: true, dropPoints });
    this.#trials.push({
      name,
      sqnrDb: this.#score.sqnrDb,
      dropPoints,
      kept: judgement.verdict !== 'inaccurate',
      seconds: this.#options.elapsed(),
    });
    return judgement.verdict;
  }

  async #rankedSearch(): Promise<FallbackSearch> {
    const layers = quantizedLayers(this.#prepared, this.#plan).filter((name) => this.#plan.nodes.get(name)?.placement === 'integer');
    const start = await this.#scorer.score(this.#build().model);
    const search = new FallbackSearch(start, { ...this.#floatSearch(layers, slowdownLimits.accuracy), fronts });
    await search.rank();
    return search;
  }

  /** Blocks until the output, with biases and ranges made anew for them, is better than it was. */
  async #keepMoreInFloat(search: FallbackSearch, before: Score): Promise<boolean> {
    this.#clearBiases();
    while (await search.takeNext()) {
      this.#keepFloat(search);
      await this.correctBiases();
      if (this.#options.refine) await this.refineRanges();
      this.#note(this.#state(), { isRefined: true });
      if (this.#score.loss < before.loss) return true;
      this.#clearBiases();
    }
    return false;
  }

  #floatSearch(layers: readonly string[], slowdownLimit: number): FallbackOptions {
    const { target, effort, elapsed, secondLimit } = this.#options;
    const already = this.#fallbacks;
    const planWith = (kept: ReadonlySet<string>) => this.#planWith([...already, ...kept]);
    return {
      layers,
      evaluate: async (kept) => {
        const plan = planWith(kept);
        const ranges = this.#rangesFor(plan);
        const score = await this.#scorer.score(this.#build(plan, ranges).model);
        this.#note({ ...this.#state(), plan, ranges, score, fallbacks: [...new Set([...already, ...kept])] }, { isRefined: false });
        return score;
      },
      slowdown: (kept) => estimateUs(this.#prepared, planWith(kept), target) / this.#allIntegerUs,
      slowdownLimit,
      trialLimit: effort.fallbackTrials,
      elapsed,
      secondLimit,
      onTrial: (trial) => this.#trials.push(trial),
    };
  }

  #planWith(kept: Iterable<string>): Plan {
    return this.#options.replan(new Map([...kept].map((node) => [node, reason])));
  }

  #keepFloat({ kept, score }: Fallback): void {
    this.#fallbacks = [...this.#fallbacks, ...[...kept].filter((layer) => !this.#fallbacks.includes(layer))];
    this.#plan = this.#planWith(this.#fallbacks);
    this.#ranges = this.#rangesFor(this.#plan);
    this.#score = score;
  }

  #clearBiases(): void {
    this.#weights.replaceShifts(new Map());
    this.#biasCorrections = [];
  }

  #state(): State {
    return {
      plan: this.#plan,
      ranges: this.#ranges,
      observers: this.#observers,
      score: this.#score,
      biases: this.#biasCorrections,
      shifts: new Map(this.#weights.shifts),
      fallbacks: this.#fallbacks,
    };
  }

  #restore(state: State): void {
    this.#plan = state.plan;
    this.#ranges = state.ranges;
    this.#observers = state.observers;
    this.#score = state.score;
    this.#biasCorrections = state.biases;
    this.#fallbacks = state.fallbacks;
    this.#weights.replaceShifts(state.shifts);
  }

  /** Keeps what it takes to make this artifact again: what it would cost in time is measured when all is decided. */
  #note(state: State, found: Pick<Candidate, 'isRefined' | 'dropPoints'>): void {
    const { plan, ranges, score, fallbacks } = state;
    this.#candidates.add({
      ...found,
      kind: kindOf(plan),
      floatLayers: fallbacks,
      score,
      predictedUs: estimateUs(this.#prepared, plan, this.#options.target),
      build: () => {
        const present = new Map(this.#weights.shifts);
        this.#weights.replaceShifts(state.shifts);
        try {
          return this.#build(plan, ranges).model;
        } finally {
          this.#weights.replaceShifts(present);
        }
      },
    });
  }

  result(): Corrected {
    this.#note(this.#state(), { isRefined: true });
    return {
      plan: this.#plan,
      artifact: this.#build(),
      ranges: this.#ranges,
      weights: this.#weights,
      record: {
        observers: this.#observers,
        trials: this.#trials,
        candidates: this.#candidates.all({ kind: kindOf(this.#plan), floatLayers: this.#fallbacks }),
        biasCorrections: this.#biasCorrections,
        fallbacks: this.#fallbacks,
        bodyWeights: this.#bodyWeights,
        sqnrDb: this.#score.sqnrDb,
        seconds: this.#options.elapsed(),
        looks: this.#looks,
        verdict: this.#verdict,
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

  #build(
    plan: Plan = this.#plan,
    ranges: ReadonlyMap<string, Range> = this.#ranges,
    kernels: ConvertOptions['kernels'] = 'fastest',
  ): Converted {
    const made = convert(this.#prepared, plan, { target: this.#options.target, ranges, weights: this.#weights, kernels });
    if (this.#bodyWeights > 0) this.#storeBodyWeightsIn(made.model, plan);
    return made;
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

const reason = 'kept in float for accuracy: in integers it is among the layers that cost the output most';

const kindOf = ({ nodes }: Plan): Candidate['kind'] =>
  [...nodes.values()].some((n) => n.placement === 'integer') ? 'integers' : 'weights-only';

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
