import {
  chooseQParams,
  dequantizeValue,
  type Feeds,
  floatBitShift,
  observers,
  quantizeValue,
  type Range,
  type Transfer,
  transferOf,
  type ValueStatistics,
} from '@octet/quantizer';
import { createCalibrator } from '@octet/runtime';
import type { CalibrationTask } from './calibration-task.ts';

export interface ExcessFigures {
  readonly samples: number;
  readonly values: number;
  /** Σ error² of the range that histogram-mse chooses from the sample, over that of the range it chooses from all elements, less 1. */
  readonly worst: { readonly value: string; readonly excess: number };
  readonly median: number;
}

/**
 * What looking at some elements of every sample costs against looking at all of them, judged on all of them: as the engine chooses and judges,
 * behind the activation that reads the value (what SiLU makes nothing of costs nothing).
 */
export async function excessError(task: CalibrationTask, samples: readonly Feeds[]): Promise<ExcessFigures> {
  const { model, observations } = task;
  const sampled = await createCalibrator().collect(model, observations, samples);
  const full = await createCalibrator({ elementsPerSample: Number.MAX_SAFE_INTEGER }).collect(model, observations, samples);
  const excesses: { value: string; excess: number }[] = [];
  for (const [value, whole] of full.values) {
    const some = sampled.values.get(value) as ValueStatistics;
    const found = model.graph.find(value);
    const transfer = found === undefined ? undefined : transferOf(found);
    const choose = (s: ValueStatistics) => observers['histogram-mse']([s], { levels: 255, percentile: 99.999, transfer });
    const least = squaredError(whole, choose(whole), transfer);
    excesses.push({ value, excess: least === 0 ? 0 : squaredError(whole, choose(some), transfer) / least - 1 });
  }
  excesses.sort((a, b) => b.excess - a.excess);
  return {
    samples: samples.length,
    values: excesses.length,
    worst: excesses[0] ?? { value: '', excess: 0 },
    median: excesses[excesses.length >> 1]?.excess ?? 0,
  };
}

/** Σ count · (f(x) − f(x̂))² with the middles of the bins for x and uint8 in between, computed and not estimated. */
function squaredError({ histogram, min, max }: ValueStatistics, range: Range, transfer: Transfer | undefined): number {
  const f = transfer?.f ?? ((x: number) => x);
  const params = chooseQParams(range, { dtype: 'uint8', symmetric: false });
  const middles = new Float32Array(Uint32Array.from(histogram.bins, middleOf).buffer);
  let error = 0;
  middles.forEach((middle, i) => {
    // Half of the bins that hold the extremes lies beyond them.
    const x = Math.min(max, Math.max(min, middle));
    error += (histogram.counts[i] as number) * (f(x) - f(dequantizeValue(quantizeValue(x, params), params))) ** 2;
  });
  return error;
}

/** Bits of the middle of a bin; of 0 for the bins at ±0, which hold Relu's zeros. */
function middleOf(bin: number): number {
  return (bin & 0xffff) === 0 ? 0 : (bin << floatBitShift) | (1 << (floatBitShift - 1));
}
