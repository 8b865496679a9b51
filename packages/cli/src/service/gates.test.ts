import { expect, test } from 'vitest';
import { parseGates } from './gates.ts';

test('gates are what the recipe calls them', () => {
  expect(parseGates(['drop<=0.5', 'speedup >= 1.5', 'size=off', 'sqnr>=30'])).toEqual({
    max_accuracy_drop_points: 0.5,
    min_speedup: 1.5,
    min_size_ratio: null,
    min_sqnr_db: 30,
  });
});

test.each(['drop>=1', 'speedup<=2', 'drop', 'drop<=x', 'drop<1', 'beauty>=1', 'toString>=1', ''])(
  '%j is refused with the gates that there are',
  (text) => {
    expect(() => parseGates([text])).toThrow(/is no gate\. Gates are drop<=NUMBER/);
  },
);
