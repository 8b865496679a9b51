import { entropy } from './entropy.ts';
import { histogramMse } from './histogram-mse.ts';
import { meanMinMax } from './mean-min-max.ts';
import { minMax } from './min-max.ts';
import { movingAverage } from './moving-average.ts';
import type { Observer } from './observer.ts';
import { percentile } from './percentile.ts';

export const observers = {
  'min-max': minMax,
  'moving-average': movingAverage,
  'mean-min-max': meanMinMax,
  percentile,
  'histogram-mse': histogramMse,
  entropy,
} as const satisfies Record<string, Observer>;

export type ObserverName = keyof typeof observers;
