import {
  type Decibels,
  decibelsAsNumber,
  type GateName,
  type GateRecord,
  type Interval,
  isWithinNoise,
  metricKinds,
  type ReportParts,
  speedResolution,
} from '@octet/contracts';
import { format } from '../format.ts';
import { speedNotMeasured } from '../words.ts';
import { slowestRun } from './slowest-run.ts';

/** What a gate looks at, or the reason why there is nothing to look at. */
type Measurement = { readonly measured: Decibels; readonly interval?: Interval; readonly what: string } | { readonly missing: string };

interface GateRule {
  readonly bound: 'at most' | 'at least';
  readonly show: (value: number) => string;
  /** A value this close to the threshold passes, and is said to: what the instrument cannot tell apart. */
  readonly tolerance?: { readonly within: number; readonly why: string };
  /** What would tell, where the threshold is missed by less than a standard error: then nothing is known, and nothing fails. */
  readonly undecided?: (parts: ReportParts, excess: number, interval: Interval) => string;
  readonly measure: (parts: ReportParts) => Measurement;
}

const rules = {
  max_accuracy_drop_points: {
    bound: 'at most',
    show: format.points,
    undecided({ accuracy }, excess, { low, high }) {
      const samples = accuracy?.evaluated_on.sample_count ?? 0;
      // Half the interval shrinks with the root of the samples; it should fit into the excess.
      const wanted = Math.ceil((samples * ((high - low) / 2 / excess) ** 2) / 100) * 100;
      return `${format.count(samples)} samples cannot tell this from the threshold: it is nearer than one standard error; some ${format.count(wanted)} could.`;
    },
    measure({ accuracy, actions }) {
      if (!accuracy) return { missing: 'There was no evaluation.' };
      const { metric, evaluated_on } = accuracy;
      if (!metric)
        return { missing: `The ${format.count(evaluated_on.sample_count)} evaluation samples have no labels, so no metric was computed.` };
      const { drop_points, drop_interval } = metric;
      const looks = actions.search?.evaluation_looks ?? 0;
      const looked = looks > 1 ? `; these samples were looked at ${looks} times, to know when to stop leaving layers in float` : '';
      const what = `${metricKinds[metric.name].title} on ${format.count(evaluated_on.sample_count)} samples, FP32 minus INT8${looked}`;
      return { measured: drop_points, what, ...(drop_interval && { interval: drop_interval }) };
    },
  },
  min_speedup: {
    bound: 'at least',
    show: format.ratio,
    tolerance: { within: speedResolution, why: 'two sessions of the same file differ by as much' },
    measure({ latency, provenance }) {
      const run = latency && slowestRun(latency);
      if (!run) return { missing: speedNotMeasured(provenance) };
      const { threads, speedup, speedup_interval } = run;
      const among = latency.runs.length > 1 ? `, the least of ${latency.runs.length} thread settings` : '';
      const what = `FP32 time over INT8 time at ${threads} ${threads === 1 ? 'thread' : 'threads'}${among}`;
      return { measured: speedup, what, ...(speedup_interval && { interval: speedup_interval }) };
    },
  },
  min_size_ratio: {
    bound: 'at least',
    show: format.ratio,
    measure({ size }) {
      if (size.int8_file_bytes === 0) return { missing: 'The artifact has no bytes.' };
      const what = `${format.bytes(size.fp32_file_bytes)} over ${format.bytes(size.int8_file_bytes)}`;
      return { measured: size.fp32_file_bytes / size.int8_file_bytes, what };
    },
  },
  min_sqnr_db: {
    bound: 'at least',
    show: (value) => format.decibels(value),
    measure({ accuracy }) {
      if (!accuracy) return { missing: 'There was no evaluation.' };
      return { measured: accuracy.sqnr_db, what: `All outputs on ${format.count(accuracy.evaluated_on.sample_count)} samples` };
    },
  },
} as const satisfies Record<GateName, GateRule>;

/**
 * The recipe's gates, judged by the measured value; a gate set to null is left out. Fail-closed: what was not measured, or is not a number,
 * is not evaluated and so does not pass; nor does a drop of accuracy that is over its threshold by no more than noise, which does not fail either
 * (ADR 15). Beyond that the interval does not decide, but the explanation says when it reaches over the threshold.
 */
export function judgeGates(parts: ReportParts): readonly GateRecord[] {
  const thresholds = parts.provenance.recipe.gates;
  return (Object.keys(rules) as GateName[]).flatMap((gate) => {
    const threshold = thresholds[gate];
    return threshold === null ? [] : [judge(gate, threshold, parts)];
  });
}

function judge(gate: GateName, threshold: number, parts: ReportParts): GateRecord {
  const rule: GateRule = rules[gate];
  const measurement = rule.measure(parts);
  if ('missing' in measurement) return { gate, verdict: 'not_evaluated', threshold, explanation: measurement.missing };
  const { measured, interval, what } = measurement;
  const value = decibelsAsNumber(measured);
  if (Number.isNaN(value)) return { gate, verdict: 'not_evaluated', threshold, explanation: `${what}: the measurement is not a number.` };
  // 49 − 48 percent is 1.0000000000000009 points.
  const slack = 1e-9 * Math.max(1, Math.abs(threshold));
  const isWithin = (v: number) => (rule.bound === 'at most' ? v <= threshold + slack : v >= threshold - slack);
  const isTolerated = !isWithin(value) && rule.tolerance !== undefined && Math.abs(value - threshold) <= rule.tolerance.within;
  const passes = isWithin(value) || isTolerated;
  const found = { gate, threshold, measured, ...(interval && { interval }) };
  if (!passes && rule.undecided && interval && isWithinNoise(value, threshold, interval)) {
    return { ...found, verdict: 'not_evaluated', explanation: `${what}. ${rule.undecided(parts, value - threshold, interval)}` };
  }
  const doubt =
    interval && interval.low < threshold && threshold < interval.high
      ? ' The interval reaches over the threshold: more samples or rounds would tell.'
      : '';
  const tolerated = isTolerated ? ` Within measurement tolerance of the threshold, so it passes: ${rule.tolerance?.why}.` : '';
  return { ...found, verdict: passes ? 'pass' : 'fail', explanation: `${what}.${tolerated || doubt}` };
}

/** How people read a gate: its name, its bound, its unit. */
export const gateWords = {
  max_accuracy_drop_points: { title: 'Accuracy drop', sign: '≤', show: rules.max_accuracy_drop_points.show },
  min_speedup: { title: 'Speed-up', sign: '≥', show: rules.min_speedup.show },
  min_size_ratio: { title: 'Size ratio', sign: '≥', show: rules.min_size_ratio.show },
  min_sqnr_db: { title: 'Output SQNR', sign: '≥', show: rules.min_sqnr_db.show },
} as const satisfies Record<GateName, { title: string; sign: string; show: (value: number) => string }>;

/** The measured value of a gate as text, "not measured" where there is none. A miss never reads like the threshold that it missed. */
export function showMeasured({ gate, measured, threshold, verdict }: GateRecord): string {
  if (measured === undefined) return 'not measured';
  if (typeof measured !== 'number') return format.decibels(measured);
  const { show } = gateWords[gate];
  const rounded = show(measured);
  return verdict === 'fail' && rounded === show(threshold) ? rounded.replace(/[\d.]+/, String(Number(measured.toPrecision(6)))) : rounded;
}
