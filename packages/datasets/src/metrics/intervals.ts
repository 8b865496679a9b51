import { seededRandom } from '../split/seeded-random.ts';
import type { ConfidenceInterval, MetricOptions } from './metric.ts';

/**
 * Percentile bootstrap (Efron), paired: samples are drawn with replacement, both models keep their answers to a drawn sample.
 * `statistic(weights)`: the statistic when sample i counts weights[i] times.
 */
export function bootstrapInterval(
  samples: number,
  statistic: (weights: Float64Array) => number,
  { seed = 0, resamples = 1000, confidence = 0.95 }: MetricOptions,
): ConfidenceInterval | undefined {
  if (samples < 2) return undefined;
  const random = seededRandom(seed);
  const weights = new Float64Array(samples);
  const drawn = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    weights.fill(0);
    for (let i = 0; i < samples; i++) {
      const k = random.below(samples);
      weights[k] = (weights[k] as number) + 1;
    }
    drawn[r] = statistic(weights);
  }
  if (drawn.some(Number.isNaN)) return undefined;
  drawn.sort();
  const at = (p: number) => drawn[Math.min(resamples - 1, Math.max(0, Math.round(p * (resamples - 1))))] as number;
  return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2), confidence, method: 'paired bootstrap' };
}

/**
 * Interval of the difference of two paired proportions, in points: Bonett & Price (2012), Wald with one added to each discordant cell, which
 * keeps a width even where no sample changed. `broken`: only FP32 right; `fixed`: only INT8 right.
 */
export function mcnemarInterval(samples: number, broken: number, fixed: number, confidence = 0.95): ConfidenceInterval | undefined {
  if (samples < 2) return undefined;
  const p = (broken + 1) / (samples + 2);
  const q = (fixed + 1) / (samples + 2);
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt((p + q - (p - q) ** 2) / (samples + 2));
  return {
    low: 100 * Math.max(-1, p - q - half),
    high: 100 * Math.min(1, p - q + half),
    confidence,
    method: 'McNemar (Bonett-Price)',
  };
}

/** McNemar's exact two-sided test: the chance of a split as uneven as (broken, fixed) where both are equally likely. */
export function mcnemarPValue(broken: number, fixed: number): number {
  const n = broken + fixed;
  const k = Math.min(broken, fixed);
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let i = 0; i < k; i++) {
    logTerm += Math.log((n - i) / (i + 1));
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}

/** Wilson's score interval of a proportion. */
export function wilsonInterval(hits: number, trials: number, confidence = 0.95): ConfidenceInterval | undefined {
  if (trials === 0) return undefined;
  const z = normalQuantile((1 + confidence) / 2);
  const p = hits / trials;
  const centre = (p + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials);
  const half = (z / (1 + z ** 2 / trials)) * Math.sqrt((p * (1 - p)) / trials + z ** 2 / (4 * trials ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half), confidence, method: 'Wilson' };
}

/** Inverse of the standard normal distribution for p > 1/2: Abramowitz & Stegun 26.2.23, then two Newton steps on its own tail integral. */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  let z = t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  for (let i = 0; i < 2; i++) z -= (normalCdf(z) - p) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
  return z;
}

/** Φ(z) = 1/2 + φ(z)·(z + z³/3 + z⁵/15 + …), Marsaglia 2004. */
function normalCdf(z: number): number {
  let sum = z;
  let term = z;
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && i < 400; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + sum * (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
}
