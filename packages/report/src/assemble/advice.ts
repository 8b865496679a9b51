import { type Advice, type Diagnostic, decibelsAsNumber, type GateName, type GateRecord, type ReportParts } from '@octet/contracts';
import { counted, format } from '../format.ts';
import { visible } from '../visible.ts';
import { slownessOf } from './slowest-run.ts';

interface Findings {
  readonly parts: ReportParts;
  readonly verdictOf: (gate: GateName) => GateRecord['verdict'] | undefined;
}

type AdviceRule = (findings: Findings) => Advice | undefined;

/** What to do next, most pressing first. Each piece of advice rests on measured facts, which it names; no facts, no advice. */
export function adviceFor(parts: ReportParts, gates: readonly GateRecord[]): readonly Advice[] {
  const verdictOf = (name: GateName) => gates.find(({ gate }) => gate === name)?.verdict;
  return rules.map((rule) => rule({ parts, verdictOf })).filter((advice) => advice !== undefined);
}

const rules: readonly AdviceRule[] = [
  stayInFp32,
  reportWeightDequantize,
  repairSamples,
  calibrateOnMore,
  useHistogramObserver,
  excludeLayers,
  searchLonger,
  trainQuantizationAware,
  evaluateWithLabels,
  evaluateOnMore,
  evaluateAtAll,
];

function stayInFp32({ parts: { latency, execution } }: Findings): Advice | undefined {
  const kind = slownessOf(latency);
  if (!kind) return undefined;
  const floats = execution?.nodes.filter((node) => node.linear && node.kernel === 'float').length;
  const because = [
    `INT8 is ${kind === 'slower' ? 'slower' : 'not measurably faster'} than FP32 here`,
    floats ? `, and ${counted(floats, 'linear node runs', 'linear nodes run')} in float kernels` : '',
  ];
  return {
    code: 'stay-in-fp32',
    title: 'Deploy the FP32 model on this CPU, unless size is what you need.',
    because: `${because.join('')}.`,
  };
}

function reportWeightDequantize({ parts: { execution } }: Findings): Advice | undefined {
  const n = execution?.weight_dequantize_count ?? 0;
  if (n === 0) return undefined;
  const because = `${counted(n, 'weight is', 'weights are')} turned back into floats at every run, which costs more than INT8 gains.`;
  return { code: 'report-weight-dequantize', title: 'Report this as a fault of Octet, or exclude the layers.', because };
}

function repairSamples({ parts: { data_diagnostics } }: Findings): Advice | undefined {
  const serious = data_diagnostics.filter(({ severity }) => severity !== 'info');
  const [first] = [...serious].sort((a, b) => bySeverity[b.severity] - bySeverity[a.severity]);
  if (!first) return undefined;
  const others = serious.length > 1 ? ` ${counted(serious.length - 1, 'more remark')} below.` : '';
  return { code: 'repair-samples', title: first.fix ?? 'Look at the calibration samples.', because: `${first.message}${others}` };
}

const bySeverity = { info: 0, warning: 1, error: 2 } satisfies Record<Diagnostic['severity'], number>;

const fewSamples = 100;

function calibrateOnMore({ parts: { accuracy } }: Findings): Advice | undefined {
  const used = accuracy?.calibrated_on.sample_count;
  if (used === undefined || used >= fewSamples) return undefined;
  const because = `${counted(used, 'calibration sample')}; ranges settle with some hundred typical ones.`;
  return { code: 'calibrate-on-more', title: 'Calibrate on more samples.', because };
}

// The observers that follow single extremes.
const extremeObservers = ['min-max', 'moving-average', 'mean-min-max'];

function useHistogramObserver({ parts, verdictOf }: Findings): Advice | undefined {
  const { observer } = parts.provenance.recipe.calibration;
  if (!extremeObservers.includes(observer) || !lostAccuracy(verdictOf)) return undefined;
  const because = `The ranges follow the extremes (${observer}), and accuracy or SQNR is below its gate: one outlier stretches a whole range.`;
  return {
    code: 'use-histogram-observer',
    title: 'Let a histogram choose the ranges.',
    because,
    recipe: { calibration: { observer: 'auto' } },
  };
}

function excludeLayers({ parts: { layers }, verdictOf }: Findings): Advice | undefined {
  if (!lostAccuracy(verdictOf)) return undefined;
  const worst = layers
    .filter((layer) => layer.placement === 'integer' && layer.sqnr_alone_db !== undefined)
    .map((layer) => ({ name: layer.name, db: decibelsAsNumber(layer.sqnr_alone_db ?? 'exact') }))
    .sort((a, b) => a.db - b.db)
    .slice(0, 3);
  const [first] = worst;
  if (!first || first.db > 30) return undefined;
  const because = `The least SQNR alone: ${worst.map(({ name, db }) => `"${visible(name)}" ${format.decibels(db)}`).join(', ')}.`;
  const exclude = worst.map(({ name }) => ({ name: exactly(name) })).filter(({ name }) => name.length <= patternLimit);
  return {
    code: 'exclude-layers',
    title: 'Keep the most sensitive layers in FP32.',
    because,
    ...(exclude.length > 0 && { recipe: { exclude } }),
  };
}

// What the recipe's schema allows.
const patternLimit = 256;

const exactly = (name: string): string => `^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`;

function searchLonger({ parts, verdictOf }: Findings): Advice | undefined {
  const { search } = parts.actions;
  if (!lostAccuracy(verdictOf) || search?.stopped_by !== 'budget') return undefined;
  const because = `The search ran out of its ${format.seconds(search.budget_seconds)} after ${counted(search.trials.length, 'trial')}.`;
  return {
    code: 'search-longer',
    title: 'Give the search more time.',
    because,
    recipe: { budget: { search_seconds: 4 * search.budget_seconds } },
  };
}

function trainQuantizationAware({ parts, verdictOf }: Findings): Advice | undefined {
  if (verdictOf('max_accuracy_drop_points') !== 'fail' || parts.actions.search?.stopped_by !== 'exhausted') return undefined;
  const because = 'Everything that can be done after training was tried, and the metric is still below its gate.';
  return { code: 'train-quantization-aware', title: 'Train a few epochs with quantization in the loop, then come back.', because };
}

function evaluateWithLabels({ parts: { accuracy }, verdictOf }: Findings): Advice | undefined {
  if (!accuracy || accuracy.metric || verdictOf('max_accuracy_drop_points') !== 'not_evaluated') return undefined;
  return {
    code: 'evaluate-with-labels',
    title: 'Give labels, so that accuracy can be judged.',
    because: 'The evaluation samples have none.',
  };
}

function evaluateOnMore({ parts: { accuracy }, verdictOf }: Findings): Advice | undefined {
  if (!accuracy?.metric || verdictOf('max_accuracy_drop_points') !== 'not_evaluated') return undefined;
  const because = `${counted(accuracy.evaluated_on.sample_count, 'sample is', 'samples are')} too few to tell the drop from what the gate allows.`;
  return { code: 'evaluate-on-more', title: 'Give more evaluation samples.', because };
}

function evaluateAtAll({ parts: { accuracy } }: Findings): Advice | undefined {
  if (accuracy) return undefined;
  return { code: 'evaluate', title: 'Give evaluation samples.', because: 'Accuracy was not evaluated.' };
}

const lostAccuracy = (verdictOf: Findings['verdictOf']): boolean =>
  verdictOf('max_accuracy_drop_points') === 'fail' || verdictOf('min_sqnr_db') === 'fail';
