import type { Observer } from './observer.ts';

/** The extremes over every element of every sample: nothing is clipped. */
export const minMax: Observer = (statistics) => ({
  min: Math.min(0, ...statistics.map((s) => s.min)),
  max: Math.max(0, ...statistics.map((s) => s.max)),
});
