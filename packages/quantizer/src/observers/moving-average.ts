import type { Observer } from './observer.ts';

const weightOfNewest = 0.01;

/** m ← m + 0.01 · (sample's extreme − m), starting at the first sample: PyTorch's MovingAverageMinMaxObserver. */
export const movingAverage: Observer = (statistics) => ({
  min: Math.min(0, ...statistics.map((s) => average(s.sampleMins))),
  max: Math.max(0, ...statistics.map((s) => average(s.sampleMaxs))),
});

function average(values: Float32Array): number {
  let m = values[0] ?? 0;
  for (const v of values) m += weightOfNewest * (v - m);
  return m;
}
