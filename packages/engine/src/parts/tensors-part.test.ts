import type { WeightAnalysis } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { weightRecords } from './tensors-part.ts';

/** One row of weights, by their integers. */
function reasonOf(integers: readonly number[], guarded: boolean): string | undefined {
  const integerCounts = new Array<number>(256).fill(0);
  for (const q of integers) integerCounts[q + 128] = (integerCounts[q + 128] ?? 0) + 1;
  const analysis: WeightAnalysis = {
    node: 'conv',
    op: 'Conv',
    weight: 'w',
    dims: [1, integers.length],
    axis: 0,
    scales: [0.01],
    sqnrDb: 40,
    bins: { min: -1, max: 1, fp32: [], dequantized: [] },
    integerCounts,
    unusedLevels: integerCounts.slice(1).filter((n) => n === 0).length,
    railShare: 0,
    deadChannels: 0,
  };
  return weightRecords([analysis], { guarded })[0]?.unused_level_reason;
}

test('unused levels of guarded weights are put down to the guard', () => {
  expect(reasonOf([-64, 3, 64], true)).toMatch(/ by pairs in int16, and the guard against saturation keeps these weights within ±64$/);
  expect(reasonOf([127, 1, 5], true)).toMatch(
    /^none of its 3 weights rounds to them; .* the guard against saturation makes weights smaller where large ones would meet$/,
  );
});

test('those of unguarded ones are not, and where every level has a weight there is nothing to explain', () => {
  expect(reasonOf([-64, 3, 64], false)).toBe('none of its 3 weights rounds to them');
  expect(
    reasonOf(
      Array.from({ length: 255 }, (_, i) => i - 127),
      true,
    ),
  ).toBeUndefined();
});
