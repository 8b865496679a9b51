import type { FloatBitHistogram, Statistics, ValueStatistics } from '@octet/quantizer';
import { mergeHistograms, withoutNonFinite } from './histogram.ts';

export interface Counted {
  /** In the order of the samples: minimum and maximum of each value, [samples, values, 2]. */
  readonly extremes: readonly Float32Array[];
  /** Elements of each value in sample 0. */
  readonly elementCounts: readonly number[];
  /** By worker, of each value. */
  readonly histograms: readonly (readonly FloatBitHistogram[])[];
}

/** What all workers counted, by value. */
export function statisticsOf(values: readonly string[], { extremes, elementCounts, histograms }: Counted): Statistics {
  const each = 2 * values.length;
  const sampleCount = extremes.reduce((sum, chunk) => sum + chunk.length / each, 0);
  const entries = values.map((value, k): [string, ValueStatistics] => {
    const ends = (end: number) => Float32Array.from(extremes.flatMap((chunk) => everyNth(chunk, { first: 2 * k + end, step: each })));
    const [sampleMins, sampleMaxs] = [ends(0), ends(1)];
    return [
      value,
      {
        value,
        min: sampleMins.reduce((a, b) => Math.min(a, b)),
        max: sampleMaxs.reduce((a, b) => Math.max(a, b)),
        sampleMins,
        sampleMaxs,
        ...withoutNonFinite(mergeHistograms(histograms.map((own) => own[k] as FloatBitHistogram))),
        elementCount: elementCounts[k] as number,
      },
    ];
  });
  return { sampleCount, values: new Map(entries) };
}

function everyNth(all: Float32Array, { first, step }: { readonly first: number; readonly step: number }): number[] {
  return Array.from({ length: all.length / step }, (_, i) => all[first + i * step] as number);
}
