import type { Model, RewriteRecord } from '@octet/onnx';
import { type Backend, type Costed, isCosted } from './backends/backend.ts';
import { estimateUs } from './backends/onnxruntime-cpu/estimate.ts';
import { rangeCandidates } from './calibrate/candidates.ts';
import { rangesOfOwners } from './calibrate/overrides.ts';
import type { Converted } from './convert/convert.ts';
import { resolveParams } from './convert/resolve-params.ts';
import type { Weights } from './convert/weights.ts';
import { Budget } from './correct/budget.ts';
import { type Corrected, type CorrectionRecord, correct } from './correct/correct.ts';
import { effortFor } from './correct/effort.ts';
import type { RangeCandidate } from './correct/range-search.ts';
import type { Judgement } from './correct/to-float.ts';
import type { EqualizationRecord } from './equalize/equalize.ts';
import { QuantizerError } from './errors.ts';
import type { FusionRecord } from './fuse/fuse.ts';
import type { ObserverName } from './observers/index.ts';
import { planModel } from './plan-model.ts';
import type { Calibrator, Feeds, Runner, Samples } from './ports.ts';
import type { Exclusion } from './prepare/exclusions.ts';
import { valuesToObserve } from './prepare/prepare.ts';
import { prepareWeightsOnly } from './prepare/prepare-weights-only.ts';
import { withRanksOnly } from './probe-shapes.ts';
import type { QParams, Range } from './qparams/affine.ts';
import { decideRace, type Race, type RaceDecision, reasonForFloat } from './race.ts';
import type { Plan } from './spec.ts';
import type { Statistics } from './statistics.ts';

/** Calibration samples that can be read again: all in a stream, or some of them to keep. */
export interface CalibrationSource {
  readonly count: number;
  samples(indices?: readonly number[]): Samples;
}

export type QuantizeStage = 'fuse' | 'prepare' | 'calibrate' | 'convert' | 'correct';

export interface QuantizeOptions {
  readonly backend: Backend;
  readonly runner: Runner;
  readonly calibrator: Calibrator;
  readonly calibration: CalibrationSource;
  readonly observer: ObserverName | 'auto';
  readonly percentile: number;
  readonly exclude: readonly Exclusion[];
  readonly overrides: ReadonlyMap<string, Range>;
  readonly correctBias: boolean;
  /** Weights rounded by what the layers see (correct/weight-rounding.ts), where the output is better for it; else each to its nearest integer. */
  readonly roundWeights: boolean;
  readonly equalize?: boolean | undefined;
  /** Below this output SQNR the most sensitive layers go back to float; undefined: never. */
  readonly wantedSqnrDb: number | undefined;
  readonly searchSeconds: number;
  /**
   * Races an artifact with layers on integers against FP32. Where the first one loses, the artifact computes in float and only its weights are
   * stored as int8; where a later one does, with more layers in float for accuracy, it is not taken. Absent: integers in any case.
   */
  readonly race?: ((artifact: Model) => Promise<Race>) | undefined;
  /**
   * What the artifact loses on samples that nothing is chosen on; undefined where that is not known. While it is inaccurate, more layers go to
   * float: those that calibration samples name. Absent: no such look is taken.
   */
  readonly accuracyOf?: ((artifact: Model) => Promise<SeenAccuracy | undefined>) | undefined;
  /** What a stage hands to the next one goes through this: for tests that encode and decode in between. */
  readonly betweenStages?: ((model: Model) => Model) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: ((stage: QuantizeStage) => void) | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface SeenAccuracy {
  readonly dropPoints: number;
  /** Undecided: more than is allowed, but not by more than chance may make of so few samples. */
  readonly verdict: 'accurate' | 'undecided' | 'inaccurate';
}

export interface Quantized {
  /** The float model that was quantized: fused, shaped for the backend, the same function as the input. */
  readonly prepared: Model;
  readonly artifact: Converted;
  readonly plan: Plan;
  readonly ranges: ReadonlyMap<string, Range>;
  readonly params: ReadonlyMap<string, QParams>;
  readonly statistics: Statistics;
  readonly weights: Weights;
  readonly fusion: FusionRecord;
  readonly equalization: EqualizationRecord;
  readonly respelling: RewriteRecord;
  readonly correction: CorrectionRecord;
  /** In the order in which they were run. */
  readonly races: readonly RaceDecision[];
}

/** fuse → prepare → calibrate → convert and correct. Changes neither the model given nor anything outside. */
export async function quantize(model: Model, options: QuantizeOptions): Promise<Quantized> {
  const { backend, runner, calibrator, calibration, signal } = options;
  if (calibration.count === 0)
    throw new QuantizerError('calibration/no-samples', 'The calibration data hold no sample; give at least 32, some hundred are better.');

  const [probe] = (await collect(calibration.samples([0]))) as [Feeds];
  const { fused, prepared, fusion, equalization, respelling, plan, replan } = await planModel(model, { ...options, probe });

  const overrides = rangesOfOwners(plan, options.overrides);

  options.onStage?.('calibrate');
  const statistics = await calibrator.collect(withRanksOnly(prepared), valuesToObserve(prepared, backend), calibration.samples(), {
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done) => options.onProgress?.(done, calibration.count),
  });
  refuseNonFinite(statistics, plan);

  const effort = effortFor(prepared, plan.nodes.size);
  const budget = new Budget(prepared, { secondLimit: options.searchSeconds, signal, onProgress: options.onProgress });
  const known = new Map<string, readonly RangeCandidate[]>();
  const common = {
    backend,
    runner,
    scoringSamples: await collect(calibration.samples(spread(calibration.count, effort.scoringSamples, 0))),
    biasSamples: await collect(calibration.samples(spread(calibration.count, effort.biasSamples, 0.5))),
    effort,
    correctBias: options.correctBias,
    roundWeights: options.roundWeights,
    budget,
    signal,
    onStage: options.onStage,
  };
  const floatPlan = (text: string) => prepareWeightsOnly(fused, backend, { exclude: options.exclude, why: { kind: 'slower', text } });
  const races: RaceDecision[] = [];
  const isFaster = async (artifact: Model, present: Plan): Promise<boolean> => {
    if (options.race === undefined || !computesOnIntegers(present)) return true;
    const predict = (costed: Costed) => ({
      integerUs: estimateUs(prepared, present, costed),
      floatUs: estimateUs(fused, floatPlan(''), costed),
    });
    const decision = decideRace(await options.race(artifact), isCosted(backend) ? () => predict(backend) : undefined);
    races.push(decision);
    return decision.outcome === 'integers';
  };
  const judged = async (artifact: Model, present: Plan): Promise<Judgement> => {
    if (!(await isFaster(artifact, present))) return { verdict: 'slower' };
    const seen = await options.accuracyOf?.(artifact);
    if (seen?.verdict === 'inaccurate') options.onStage?.('correct');
    return seen ?? { verdict: 'unknown' };
  };
  const integer = await correct(prepared, plan, {
    ...common,
    replan,
    candidates: (of) =>
      rangeCandidates(prepared, of, statistics, {
        observers: options.observer === 'auto' ? ['min-max', 'percentile', 'histogram-mse'] : [options.observer],
        percentile: options.percentile,
        levels: 255,
        overrides,
        known,
      }),
    refine: options.observer === 'auto',
    wantedSqnrDb: options.wantedSqnrDb,
    judge: (artifact, present) => budget.outside(() => judged(artifact, present)),
  });
  const records = { statistics, fusion, equalization, respelling, races };
  // What lost a later race is taken back already.
  const [first] = races;
  if (first?.outcome !== 'float') return quantizedBy(integer, prepared, { ...options, ...records });

  const weightsPlan = floatPlan(reasonForFloat(first));
  const weightsOnly = await correct(fused, weightsPlan, {
    ...common,
    // Floats multiply them: no sum can saturate.
    backend: { ...backend, weights: { ...backend.weights, saturationGuard: false } },
    replan: () => weightsPlan,
    candidates: () => new Map(),
    refine: false,
    wantedSqnrDb: undefined,
  });
  const lost = integer.record.candidates.map((candidate) => ({ ...candidate, isChosen: false }));
  const record = { ...weightsOnly.record, candidates: [...lost, ...weightsOnly.record.candidates] };
  return quantizedBy({ ...weightsOnly, record }, fused, { ...options, ...records });
}

function quantizedBy(
  { plan, artifact, ranges, weights, record }: Corrected,
  prepared: Model,
  options: Pick<Quantized, 'statistics' | 'fusion' | 'equalization' | 'respelling' | 'races'> &
    Pick<QuantizeOptions, 'backend' | 'betweenStages'>,
): Quantized {
  const { backend, betweenStages, statistics, fusion, equalization, respelling, races } = options;
  const handedOut = betweenStages === undefined ? artifact : throughStages(artifact, betweenStages);
  const params = resolveParams(plan, ranges, backend);
  const records = { statistics, fusion, equalization, respelling, correction: record, races };
  return { prepared, artifact: handedOut, plan, ranges, params, weights, ...records };
}

function computesOnIntegers({ nodes }: Plan): boolean {
  return nodes.values().some(({ placement }) => placement === 'integer');
}

function throughStages({ model, integers, ...more }: Converted, betweenStages: (model: Model) => Model): Converted {
  const made = betweenStages(model);
  const values = new Map([...made.graph.nodes()].flatMap((n) => n.outputs.map((o) => [o?.name, o] as const)));
  for (const v of [...made.graph.initializers, ...made.graph.inputs]) values.set(v.name, v);
  const found = [...integers].map(([name, { q, params }]) => [name, { q: values.get(q.name) ?? q, params }] as const);
  return { ...more, model: made, integers: new Map(found) };
}

/** Of the values that the plan quantizes: what the recipe excludes may be infinite (masks of attention are). */
function refuseNonFinite({ values }: Statistics, plan: Plan): void {
  for (const spec of plan.specs.values()) {
    for (const source of spec.kind === 'observed' ? spec.sources : []) {
      const s = values.get(source);
      if (s === undefined || (s.nonFiniteCount === 0 && Number.isFinite(s.min) && Number.isFinite(s.max))) continue;
      throw new QuantizerError(
        'calibration/non-finite',
        `Value "${source}" is NaN or infinite on calibration data; a range cannot be chosen. Check the samples and the model in FP32, or exclude the node that makes it.`,
        { where: source },
      );
    }
  }
}

/** `want` indices evenly over `count`, shifted by a share of the step so that two choices differ where there is room. */
function spread(count: number, want: number, shift: number): number[] {
  const n = Math.min(count, want);
  return Array.from({ length: n }, (_, i) => Math.min(count - 1, Math.floor(((i + shift) * count) / n)));
}

async function collect(samples: Samples): Promise<Feeds[]> {
  const all: Feeds[] = [];
  for await (const s of samples) all.push(s);
  return all;
}
