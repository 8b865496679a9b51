import { medianOf, quantileOf } from './quantile.ts';

export interface PairedRatio {
  /** Median over rounds of baseline time / candidate time: above 1, the candidate is faster. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** Times of the round whose ratio is the median one; of an even number of rounds the means of the two in the middle. */
  readonly baselineUs: number;
  readonly candidateUs: number;
  /** Of the interval [low, high]. */
  readonly confidence: number;
  readonly roundCount: number;
}

const confidence = 0.95;
const resampleCount = 2000;

/**
 * r_i = baseline_i / candidate_i for each round i; ratio = median(r); interval = percentile bootstrap over rounds. Rounds are paired
 * because what disturbs a machine disturbs both models of a round. Seeded: the same times give the same interval.
 */
export function pairedRatio(baselineUs: readonly number[], candidateUs: readonly number[], options: { seed: number }): PairedRatio {
  const ratios = Float64Array.from(baselineUs, (b, i) => b / (candidateUs[i] ?? Number.NaN));
  const random = mulberry32(options.seed);
  const medians = new Float64Array(resampleCount);
  const drawn = new Float64Array(ratios.length);
  for (let k = 0; k < resampleCount; k++) {
    for (let i = 0; i < drawn.length; i++) drawn[i] = ratios[Math.floor(random() * ratios.length)] ?? Number.NaN;
    medians[k] = quantileOf(drawn.sort(), 0.5);
  }
  medians.sort();
  const ascending = [...ratios.keys()].sort((i, j) => (ratios[i] as number) - (ratios[j] as number));
  const middle = ascending.slice(Math.floor((ascending.length - 1) / 2), Math.floor(ascending.length / 2) + 1);
  const meanOf = (times: readonly number[]) => middle.reduce((sum, i) => sum + (times[i] ?? Number.NaN), 0) / middle.length;
  return {
    ratio: medianOf(ratios),
    baselineUs: meanOf(baselineUs),
    candidateUs: meanOf(candidateUs),
    low: quantileOf(medians, (1 - confidence) / 2),
    high: quantileOf(medians, (1 + confidence) / 2),
    confidence,
    roundCount: ratios.length,
  };
}

/** Uniform in [0, 1). Tommy Ettinger's Mulberry32, 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
