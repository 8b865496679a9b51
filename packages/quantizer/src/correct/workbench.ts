import type { Model } from '@octet/onnx';
import { type Backend, isCosted } from '../backends/backend.ts';
import { estimateUs } from '../backends/onnxruntime-cpu/estimate.ts';
import type { Choice } from '../convert/choice.ts';
import { type Converted, type ConvertOptions, convert } from '../convert/convert.ts';
import { type Weights, weightsOf } from '../convert/weights.ts';
import type { Feeds, Runner } from '../ports.ts';
import type { Plan, Why } from '../spec.ts';
import type { Budget } from './budget.ts';
import { type Candidate, CandidateList } from './candidates.ts';
import { type Draft, revised } from './draft.ts';
import type { Effort } from './effort.ts';
import type { RangeCandidate, Trial } from './range-search.ts';
import { type Score, Scorer } from './scoring.ts';

export interface WorkbenchOptions {
  readonly backend: Backend;
  readonly runner: Runner;
  readonly candidates: (plan: Plan) => ReadonlyMap<string, readonly RangeCandidate[]>;
  /** The plan that keeps these nodes in float, each with its reason. */
  readonly replan: (keepFloat: ReadonlyMap<string, Why>) => Plan;
  readonly scoringSamples: readonly Feeds[];
  readonly biasSamples: readonly Feeds[];
  readonly effort: Effort;
  readonly budget: Budget;
  readonly signal?: AbortSignal | undefined;
}

const why: Why = { kind: 'accuracy', text: 'kept in float for accuracy: in integers it is among the layers that cost the output most' };

/** Where drafts are built and judged, and what was tried is written down. */
export class Workbench {
  readonly prepared: Model;
  readonly options: WorkbenchOptions;
  readonly trials: Trial[] = [];
  readonly #scorer: Scorer;
  readonly #candidates = new CandidateList();
  readonly #allIntegerUs: number | undefined;

  /** `plan`: the one that others are compared with in time. */
  static async create(prepared: Model, plan: Plan, options: WorkbenchOptions): Promise<Workbench> {
    const { runner, budget, signal, scoringSamples } = options;
    return new Workbench(prepared, plan, options, await Scorer.create(prepared, scoringSamples, { runner, budget, signal }));
  }

  private constructor(prepared: Model, plan: Plan, options: WorkbenchOptions, scorer: Scorer) {
    this.prepared = prepared;
    this.options = options;
    this.#scorer = scorer;
    this.#allIntegerUs = this.#estimateUs(plan);
  }

  build(choice: Choice, kernels: ConvertOptions['kernels'] = 'fastest'): Promise<Converted> {
    return convert(this.prepared, choice, this.options.backend, { kernels });
  }

  async score(choice: Choice): Promise<Score> {
    return this.#scorer.score((await this.build(choice)).model);
  }

  weights(choice: Choice): Weights {
    return weightsOf(choice, this.options.backend);
  }

  /** The draft with more layers in float. Other values may own a range there; those take the range of the observer that served most values. */
  inFloat(draft: Draft, layers: Iterable<string>): Draft {
    const fallbacks = [...new Set([...draft.fallbacks, ...layers])];
    const plan = this.#planWith(fallbacks);
    const usual = mostFrequent([...draft.observers.values()]);
    const ranges = new Map(
      [...this.options.candidates(plan)].map(([value, list]) => {
        const fallback = (list.find((c) => c.observer === usual) ?? list[0]) as RangeCandidate;
        return [value, draft.ranges.get(value) ?? fallback.range];
      }),
    );
    return revised(draft, { fallbacks, plan, ranges });
  }

  /** Estimated time with these layers in float over that of the plan that the search began with; 1 where the backend's kernels were not timed. */
  slowdown(floatLayers: Iterable<string>): number {
    const us = this.#estimateUs(this.#planWith(floatLayers));
    return us === undefined || this.#allIntegerUs === undefined ? 1 : us / this.#allIntegerUs;
  }

  #planWith(floatLayers: Iterable<string>): Plan {
    return this.options.replan(new Map([...floatLayers].map((node) => [node, why])));
  }

  #estimateUs(plan: Plan): number | undefined {
    const { backend } = this.options;
    return isCosted(backend) ? estimateUs(this.prepared, plan, backend) : undefined;
  }

  tried(trial: Omit<Trial, 'seconds'>): void {
    this.trials.push({ ...trial, seconds: this.options.budget.seconds() });
  }

  /** Keeps a draft that could be chosen: what its artifact costs in time is measured when all is decided. */
  note(draft: Draft, found: Pick<Candidate, 'isRefined' | 'dropPoints'>): void {
    const { plan, score, fallbacks } = draft;
    this.#candidates.add({
      ...found,
      kind: kindOf(plan),
      floatLayers: fallbacks,
      score,
      predictedUs: this.#estimateUs(plan),
      build: async () => (await this.build(draft)).model,
    });
  }

  /** What could have been chosen, the chosen one among them. */
  candidates(chosen: Draft): readonly Candidate[] {
    return this.#candidates.all({ kind: kindOf(chosen.plan), floatLayers: chosen.fallbacks });
  }
}

const kindOf = ({ nodes }: Plan): Candidate['kind'] =>
  [...nodes.values()].some((n) => n.placement === 'integer') ? 'integers' : 'weights-only';

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const n of names) counts.set(n, (counts.get(n) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
}
