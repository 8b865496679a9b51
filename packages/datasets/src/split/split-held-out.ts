import type { Labels } from '../sample.ts';
import { seededRandom } from './seeded-random.ts';

export interface HeldOutSplit {
  /** Ascending indices. No sample is in both; every sample is in one. */
  readonly calibration: readonly number[];
  readonly evaluation: readonly number[];
}

/**
 * Keeps a seeded share of the samples for evaluation. With classes the share holds in each class as nearly as whole samples allow (largest
 * remainders; the total is exact), so that no class is judged without having been seen. At least one sample on each side where there are two.
 */
export function splitHeldOut(
  count: number,
  labels: Labels | undefined,
  options: { readonly seed: number; readonly evaluationShare: number },
): HeldOutSplit {
  const { seed, evaluationShare } = options;
  if (!(evaluationShare > 0 && evaluationShare < 1))
    throw new RangeError(`evaluationShare must be between 0 and 1, not ${evaluationShare}`);
  const total = Math.min(Math.max(Math.round(count * evaluationShare), 1), Math.max(count - 1, 0));
  const random = seededRandom(seed);
  const groups = groupsOf(count, labels).map((g) => random.shuffle(g));
  const quotas = largestRemainders(
    groups.map((g) => g.length),
    total,
  );
  const evaluation: number[] = [];
  const calibration: number[] = [];
  groups.forEach((group, k) => {
    const quota = quotas[k] as number;
    evaluation.push(...group.slice(0, quota));
    calibration.push(...group.slice(quota));
  });
  return { calibration: calibration.sort((a, b) => a - b), evaluation: evaluation.sort((a, b) => a - b) };
}

function groupsOf(count: number, labels: Labels | undefined): number[][] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const key = labels?.kind === 'classes' ? (labels.values[i] as number) : 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, g]) => g);
}

/** Whole parts of `total` in proportion to `sizes`, none above its size. */
function largestRemainders(sizes: readonly number[], total: number): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const exact = sizes.map((s) => (sum === 0 ? 0 : (s * total) / sum));
  const parts = exact.map(Math.floor);
  let left = total - parts.reduce((a, b) => a + b, 0);
  const order = exact.map((e, i) => [e - Math.floor(e), i] as const).sort(([a, i], [b, j]) => b - a || i - j);
  for (const [, i] of order) {
    if (left === 0) break;
    if ((parts[i] as number) < (sizes[i] as number)) {
      parts[i] = (parts[i] as number) + 1;
      left--;
    }
  }
  return parts;
}
