import type { Model, Value } from '@octet/onnx';
import { measuredAs } from '../calibrate/measured-as.ts';
import { pointsOf } from '../observers/points.ts';
import { type QParams, type Range, representable } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { Statistics } from '../statistics.ts';

export interface ActivationAnalysis {
  readonly value: string;
  readonly observer: string;
  readonly range: Range;
  readonly observed: Range;
  readonly params: QParams;
  readonly histogram: { readonly min: number; readonly max: number; readonly counts: readonly number[] };
  /** Share of the elements outside the range. */
  readonly clippedShare: number;
}

const binCount = 128;

/** What calibration saw of each value that owns a range, and the range that was chosen. */
export function analyzeActivations(
  prepared: Model,
  plan: Plan,
  statistics: Statistics,
  chosen: { readonly params: ReadonlyMap<string, QParams>; readonly observers: ReadonlyMap<string, string> },
): ActivationAnalysis[] {
  const found: ActivationAnalysis[] = [];
  for (const [value, spec] of plan.specs) {
    const params = chosen.params.get(value);
    if (spec.kind !== 'observed' || params === undefined) continue;
    const seen = spec.sources.flatMap((s) => measuredAs(prepared.graph.find(s) as Value, statistics));
    const range = representable(params);
    const observed = { min: Math.min(...seen.map((s) => s.min)), max: Math.max(...seen.map((s) => s.max)) };
    const points = pointsOf(seen);
    const low = Math.min(observed.min, 0);
    const high = Math.max(observed.max, 0);
    const width = (high - low) / binCount;
    const counts = new Array<number>(binCount).fill(0);
    let total = 0;
    let clipped = 0;
    points.x.forEach((x, i) => {
      const w = points.weight[i] as number;
      const bin = width > 0 ? Math.min(binCount - 1, Math.max(0, Math.floor((x - low) / width))) : 0;
      counts[bin] = (counts[bin] as number) + w;
      total += w;
      // Half a step beyond the ends still rounds to them.
      if (x < range.min - params.scale / 2 || x > range.max + params.scale / 2) clipped += w;
    });
    found.push({
      value,
      observer: chosen.observers.get(value) ?? 'fixed',
      range,
      observed,
      params,
      histogram: { min: low, max: high, counts: counts.map(Math.round) },
      clippedShare: total > 0 ? clipped / total : 0,
    });
  }
  return found;
}
