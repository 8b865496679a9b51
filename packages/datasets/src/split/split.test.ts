import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Labels } from '../sample.ts';
import { chooseSamples } from './choose-samples.ts';
import { seededRandom } from './seeded-random.ts';
import { splitHeldOut } from './split-held-out.ts';

const classes = (values: readonly number[]): Labels => ({ kind: 'classes', values: Int32Array.from(values) });

test('a split covers every sample once, holds the share, and depends on the seed alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(4), { minLength: 2, maxLength: 60 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.nat(1000),
      (labels, share, seed) => {
        const split = splitHeldOut(labels.length, classes(labels), { seed, evaluationShare: share });
        expect([...split.calibration, ...split.evaluation].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
        expect(split.evaluation.length).toBe(Math.min(Math.max(Math.round(labels.length * share), 1), labels.length - 1));
        expect(splitHeldOut(labels.length, classes(labels), { seed, evaluationShare: share })).toEqual(split);
      },
    ),
    { seed: 20250101 },
  );
});

test('each class gives its share, to the sample', () => {
  const labels = Array.from({ length: 100 }, (_, i) => (i < 60 ? 0 : i < 90 ? 1 : 2));
  const { evaluation } = splitHeldOut(100, classes(labels), { seed: 1, evaluationShare: 0.2 });
  expect([0, 1, 2].map((c) => evaluation.filter((i) => labels[i] === c).length)).toEqual([12, 6, 2]);
  expect(splitHeldOut(100, undefined, { seed: 1, evaluationShare: 0.2 }).evaluation).not.toEqual(evaluation);
});

test('a share of nothing or of all is refused', () => {
  expect(() => splitHeldOut(10, undefined, { seed: 0, evaluationShare: 0 })).toThrow(RangeError);
  expect(() => splitHeldOut(10, undefined, { seed: 0, evaluationShare: 1 })).toThrow(RangeError);
  expect(splitHeldOut(1, undefined, { seed: 0, evaluationShare: 0.5 })).toEqual({ calibration: [0], evaluation: [] });
});

test('chosen samples are distinct, ascending, the same for a seed, and all where more are wanted', () => {
  const chosen = chooseSamples(1000, 100, 3);
  expect(new Set(chosen).size).toBe(100);
  expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
  expect(chooseSamples(1000, 100, 3)).toEqual(chosen);
  expect(chooseSamples(1000, 100, 4)).not.toEqual(chosen);
  expect(chooseSamples([9, 4, 7], 5, 0)).toEqual([4, 7, 9]);
  // Spread: every tenth of the range is hit.
  expect(new Set(chosen.map((i) => Math.floor(i / 100))).size).toBe(10);
});

test('random numbers stay the same from release to release', () => {
  const random = seededRandom(20250101);
  expect(Array.from({ length: 5 }, () => random.below(1000))).toMatchInlineSnapshot(`
    [
      521,
      555,
      497,
      897,
      87,
    ]
  `);
});
