import { elementCount } from '@octet/onnx';
import type { Statistics, ValueStatistics } from '@octet/quantizer';
import { finiteExtremes } from './finite-extremes.ts';
import type { Plan } from './plan.ts';
import type { CountedValue } from './sample-meter.ts';
import { wholeHistogram } from './whole-histogram.ts';

export interface Gathered {
  readonly plan: Plan;
  readonly sampleCount: number;
  /** By chunk of samples: minimum and maximum of each planned value, [samples, values, 2]; NaN where it was not measured. */
  readonly extremes: readonly Float32Array[];
  /** By meter: histogram of each planned value. */
  readonly counted: readonly (readonly CountedValue[])[];
  readonly method: Statistics['method'];
}

export function assembleStatistics({ plan, sampleCount, extremes, counted, method }: Gathered): Statistics {
  const each = 2 * plan.values.length;
  const values = plan.values.map(({ name, dims }, k): [string, ValueStatistics] => {
    const sampleMins = everyNth(extremes, { first: 2 * k, step: each, most: sampleCount });
    const sampleMaxs = everyNth(extremes, { first: 2 * k + 1, step: each, most: sampleCount });
    const own = counted.map((meter) => meter[k] as CountedValue);
    return [
      name,
      {
        value: name,
        min: finiteExtremes(sampleMins).min,
        max: finiteExtremes(sampleMaxs).max,
        sampleMins,
        sampleMaxs,
        histogram: wholeHistogram(own),
        nonFiniteCount: own.reduce((sum, c) => sum + c.exact.nonFiniteCount + c.inner.nonFiniteCount, 0),
        elementCount: elementCount(dims),
      },
    ];
  });
  return { sampleCount, values: new Map(values), method };
}

/** Element `first` of each chunk and every `step`-th after it, but for NaN. `most`: there are no more of them. */
function everyNth(
  chunks: readonly Float32Array[],
  { first, step, most }: { readonly first: number; readonly step: number; readonly most: number },
) {
  const found = new Float32Array(most);
  let n = 0;
  for (const chunk of chunks) {
    for (let i = first; i < chunk.length; i += step) {
      const x = chunk[i] as number;
      if (!Number.isNaN(x)) found[n++] = x;
    }
  }
  return found.slice(0, n);
}
