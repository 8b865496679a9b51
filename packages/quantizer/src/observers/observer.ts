import type { Range } from '../qparams/affine.ts';
import type { ValueStatistics } from '../statistics.ts';
import type { Transfer } from './transfer.ts';

export interface ObserverOptions {
  /** Steps of the integer range: 255 for 8 bits. */
  readonly levels: number;
  /** Share of elements to keep, both tails together, in percent. */
  readonly percentile: number;
  /** What the value's readers make of it, for observers that weigh errors. */
  readonly transfer?: Transfer | undefined;
}

/** Turns what calibration saw of a value, or of several that must share one range, into that range. */
export type Observer = (statistics: readonly ValueStatistics[], options: ObserverOptions) => Range;
