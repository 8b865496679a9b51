import { describe, expect, test } from 'vitest';
import type { ProblemError } from './problem-error.ts';
import { defaultRecipe, parseRecipe, parseRecipeText } from './recipe.ts';

const refusal = (act: () => unknown): ProblemError => {
  try {
    act();
  } catch (error) {
    return error as ProblemError;
  }
  throw new Error('was accepted');
};

describe('parseRecipe', () => {
  test('fills every field of the empty recipe', () => {
    expect(parseRecipe({})).toEqual({
      target: 'auto',
      calibration: { observer: 'auto', samples: 512, percentile: 99.999, seed: 0 },
      weights: { granularity: 'per-channel', symmetric: true },
      activations: { dtype: 'uint8', symmetric: false },
      correct: { bias: 'auto', equalize: 'auto' },
      exclude: [],
      overrides: [],
      gates: { max_accuracy_drop_points: 1, min_speedup: 1, min_size_ratio: 3, min_sqnr_db: 20 },
      budget: { search_seconds: 300 },
      metric: 'auto',
    });
  });

  test('keeps what is given beside the defaults, and leaves the input as it was', () => {
    const given = { calibration: { samples: 64 }, gates: { min_speedup: null }, exclude: [{ name: '/head/.*/' }, { op: 'Softmax' }] };
    const copy = structuredClone(given);
    const recipe = parseRecipe(given);
    expect(recipe.calibration).toEqual({ observer: 'auto', samples: 64, percentile: 99.999, seed: 0 });
    expect(recipe.gates.min_speedup).toBeNull();
    expect(recipe.exclude).toEqual(given.exclude);
    expect(given).toEqual(copy);
  });

  test("takes the names of PyTorch's engines as targets, and holds the target's own name", () => {
    expect(parseRecipe({ target: 'fbgemm', metric: 'top1' })).toEqual(parseRecipe({ target: 'ort-cpu-x86', metric: 'top1' }));
    expect(parseRecipe({ target: 'qnnpack' }).target).toBe('ort-cpu-arm64');
  });

  test.each(['FBGEMM', 'toString', 'onednn', ['fbgemm'], null])('refuses %j as a target', (target) => {
    expect(refusal(() => parseRecipe({ target })).faults?.map(({ pointer }) => pointer)).toEqual(['/target']);
  });

  test('is a fixpoint: a resolved recipe parses to itself', () => {
    expect(parseRecipe(defaultRecipe)).toEqual(defaultRecipe);
  });

  test('freezes the recipe through and through', () => {
    expect(Object.isFrozen(defaultRecipe)).toBe(true);
    expect(Object.isFrozen(defaultRecipe.calibration)).toBe(true);
    expect(Object.isFrozen(defaultRecipe.exclude)).toBe(true);
  });

  test('tells every fault at once, each with its pointer', () => {
    const { code, faults } = refusal(() =>
      parseRecipe({
        'a/b': 1,
        calibration: { samples: 0, observer: 'best', sample: 3 },
        weights: { granularity: 'per-row' },
        activations: { dtype: 'int4', symmetric: 'no' },
        exclude: [{}, { op: 3 }],
        gates: { min_speedup: 'fast' },
        budget: { search_seconds: -1 },
        metric: 'bleu',
      }),
    );
    expect(code).toBe('recipe/invalid');
    expect(faults.map(({ pointer }) => pointer).sort()).toEqual(
      [
        '/activations/dtype',
        '/activations/symmetric',
        '/a~1b',
        '/budget/search_seconds',
        '/calibration/observer',
        '/calibration/sample',
        '/calibration/samples',
        '/exclude/0',
        '/exclude/1/op',
        '/gates/min_speedup',
        '/metric',
        '/weights/granularity',
      ].sort(),
    );
  });

  test.each([[[]], [null], ['{}'], [7]])('refuses %j, which is no object', (json) => {
    expect(refusal(() => parseRecipe(json)).faults).toEqual([{ pointer: '', message: 'must be object' }]);
  });

  test('refuses __proto__ as the unknown field that it is', () => {
    expect(refusal(() => parseRecipeText('{"__proto__": {"target": "openvino"}}')).faults).toEqual([
      { pointer: '/__proto__', message: 'is not a known field' },
    ]);
  });

  test('refuses an exclude pattern that is no regular expression, and takes one that is', () => {
    expect(parseRecipe({ exclude: [{ name: '^conv(1|2)$' }] }).exclude).toHaveLength(1);
    expect(refusal(() => parseRecipe({ exclude: [{ name: 'conv(' }] })).faults[0]?.pointer).toBe('/exclude/0/name');
  });

  test('refuses an override with min at or above max, and the second of a value', () => {
    expect(parseRecipe({ overrides: [{ value: 'x', min: 0, max: 6 }] }).overrides).toHaveLength(1);
    const overrides = [
      { value: 'x', min: 1, max: 1 },
      { value: 'x', min: 0, max: 1 },
    ];
    expect(refusal(() => parseRecipe({ overrides })).faults.map(({ pointer }) => pointer)).toEqual(['/overrides/0', '/overrides/1/value']);
  });
});

describe('parseRecipeText', () => {
  test('reads JSON', () => {
    expect(parseRecipeText('{"metric": "top5"}').metric).toBe('top5');
  });

  test('names text that is no JSON a fault of the recipe', () => {
    const { code, message } = refusal(() => parseRecipeText('{"metric": top5}'));
    expect(code).toBe('recipe/invalid');
    expect(message).toContain('is not JSON');
  });
});
