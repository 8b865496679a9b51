import type { Observer } from './observer.ts';

/** Mean over the samples of each sample's extremes: one odd sample moves the range by 1/N only. */
export const meanMinMax: Observer = (statistics) => ({
  min: Math.min(0, ...statistics.map((s) => mean(s.sampleMins))),
  max: Math.max(0, ...statistics.map((s) => mean(s.sampleMaxs))),
});

function mean(values: Float32Array): number {
  let sum = 0;
  for (const v of values) sum += v;
  return values.length > 0 ? sum / values.length : 0;
}
