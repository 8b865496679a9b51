import type { SeededRandom } from '@octet/datasets';

const resolution = 2 ** 32;

/** Uniform in [low, high). */
export function uniform(random: SeededRandom, low: number, high: number): number {
  return low + ((high - low) * random.below(resolution)) / resolution;
}

/** Standard normal, by Box and Muller. */
export function normal(random: SeededRandom): number {
  const half = 0.5 / resolution;
  return Math.sqrt(-2 * Math.log(uniform(random, 0, 1) + half)) * Math.cos(uniform(random, 0, 2 * Math.PI));
}
