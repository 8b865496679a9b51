import { elementCount } from '@octet/onnx';
import type { Statistics, ValueStatistics } from '@octet/quantizer';
import type { Plan } from './plan.ts';
import type { CountedValue } from './sample-meter.ts';
import { wholeHistogram } from './whole-histogram.ts';

export interface Gathered {
  readonly plan: Plan;
  /** By sample: minimum and maximum of each planned value, alternating; NaN where it was not measured. */
  readonly extremes: readonly Float32Array[];
  /** By meter: histogram of each planned value. */
  readonly counted: readonly (readonly CountedValue[])[];
  readonly method: Statistics['method'];
}

export function assembleStatistics({ plan, extremes, counted, method }: Gathered): Statistics {
  const values = plan.values.map(({ name, dims }, k): [string, ValueStatistics] => {
    const measured = extremes.filter((sample) => !Number.isNaN(sample[2 * k]));
    const sampleMins = Float32Array.from(measured, (sample) => sample[2 * k] as number);
    const sampleMaxs = Float32Array.from(measured, (sample) => sample[2 * k + 1] as number);
    const own = counted.map((meter) => meter[k] as CountedValue);
    return [
      name,
      {
        value: name,
        min: sampleMins.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
        max: sampleMaxs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
        sampleMins,
        sampleMaxs,
        histogram: wholeHistogram(own),
        nonFiniteCount: own.reduce((sum, c) => sum + c.exact.nonFiniteCount + c.inner.nonFiniteCount, 0),
        elementCount: elementCount(dims),
      },
    ];
  });
  return { sampleCount: extremes.length, values: new Map(values), method };
}
