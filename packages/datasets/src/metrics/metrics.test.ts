import { type Tensor, tensorOf } from '@octet/onnx';
import { describe, expect, test } from 'vitest';
import { failure } from '../fixture/failure.ts';
import type { MetricOptions, PairedOutputs } from './metric.ts';
import type { FidelityMetricName, TaskMetricName } from './metric-name.ts';
import { fidelityMetrics, taskMetrics } from './metrics.ts';

type Row = readonly [fp32: readonly number[], int8: readonly number[], label: number | Tensor | undefined];

function pairs(rows: readonly Row[], dims?: readonly number[]): PairedOutputs[] {
  return rows.map(([a, b, label]) => ({
    fp32: { y: tensorOf.float32(a, dims ?? [1, a.length]) },
    int8: { y: tensorOf.float32(b, dims ?? [1, b.length]) },
    ...(label === undefined ? {} : { label }),
  }));
}

function task(name: TaskMetricName, of: readonly PairedOutputs[], options: MetricOptions = {}) {
  const counter = taskMetrics[name].create(options);
  for (const p of of) counter.add(p);
  return counter.result();
}

function fidelity(name: FidelityMetricName, of: readonly PairedOutputs[]) {
  const counter = fidelityMetrics[name].create();
  for (const p of of) counter.add(p);
  return counter.result();
}

/** Scores of `classes` classes with the largest at `best`. */
const hot = (best: number, classes = 3) => Array.from({ length: classes }, (_, c) => (c === best ? 1 : 0));

describe('top1 and top5', () => {
  test('count hits, and which samples each model alone got right', () => {
    const result = task(
      'top1',
      pairs([
        [hot(0), hot(0), 0],
        [hot(1), hot(2), 1],
        [hot(1), hot(2), 2],
        [hot(1), hot(0), 1],
      ]),
    );
    expect(result).toMatchObject({ samples: 4, fp32: 0.75, int8: 0.5, dropPoints: 25, broken: 2, fixed: 1, unit: 'fraction' });
    // 2 · (1 + 3) / 2³ = 1
    expect(result.pValue).toBeCloseTo(1, 12);
  });

  test('give an interval that holds the drop, and one of some width where nothing changed', () => {
    const same = task('top1', pairs(Array.from({ length: 100 }, () => [hot(0), hot(0), 0] as Row)));
    // Bonett-Price: p = q = 1/102; half = 1.959964 · √((2/102) / 102)
    expect(same.interval?.high).toBeCloseTo(100 * 1.959964 * Math.sqrt(2 / 102 / 102), 5);
    expect(same.interval?.low).toBeCloseTo(-(same.interval?.high ?? 0), 10);
    expect(same.pValue).toBe(1);
  });

  test('rank equal scores by index, and a label without a number never', () => {
    const six = [5, 4, 3, 2, 1, 1];
    expect(
      task(
        'top5',
        pairs([
          [six, six, 4],
          [six, six, 5],
        ]),
      ).fp32,
    ).toBe(0.5);
    expect(task('top5', pairs([[six, [5, 4, 3, 2, Number.NaN, 1], 4]])).int8).toBe(0);
    expect(task('top1', pairs([[hot(0), [Number.NaN, Number.NaN, Number.NaN], 0]])).int8).toBe(0);
  });

  test('read [1, C, 1, 1] as scores and an integer output as the answer', () => {
    expect(task('top1', pairs([[hot(2), hot(2), 2]], [1, 3, 1, 1])).fp32).toBe(1);
    const index = { y: tensorOf.int64([7], [1]) };
    expect(task('top1', [{ fp32: index, int8: index, label: 7 }]).fp32).toBe(1);
  });

  test('refuse samples without a class, and say what to choose instead', () => {
    expect(() => task('top1', pairs([[hot(0), hot(0), undefined]]))).toThrow(failure('dataset/no-labels', /labels.npy.*sqnr_db/));
    expect(() => task('top1', pairs([[hot(0), hot(0), tensorOf.float32([1])]]))).toThrow(failure('dataset/no-labels', /choose miou/));
    expect(() => task('top1', pairs([[hot(0), hot(0), 0]]), { output: 'z' })).toThrow(failure('dataset/wrong-name', /"z".*"y"/));
  });
});

test('macro-f1 is the mean over the classes that occur', () => {
  // Answers 0 0 1 1 to labels 0 0 0 1: F1 = 2·2/(3+2) = 0.8 and 2·1/(1+2) = 2/3. INT8 answers 0 0 0 2: 1, 0 and 0.
  const result = task(
    'macro-f1',
    pairs([
      [hot(0), hot(0), 0],
      [hot(0), hot(0), 0],
      [hot(1), hot(0), 0],
      [hot(1), hot(2), 1],
    ]),
  );
  expect(result.fp32).toBeCloseTo((0.8 + 2 / 3) / 2, 12);
  expect(result.int8).toBeCloseTo(1 / 3, 12);
  expect(result.interval?.low).toBeLessThanOrEqual(result.dropPoints);
});

test('auc counts ordered pairs, ties half', () => {
  // Negatives 1, 2; positives 2, 3: pairs 1<2, 1<3, 2=2, 2<3 → 3.5 of 4. INT8 turns all around: 0.
  const rows: Row[] = [
    [[1], [4], 0],
    [[2], [3], 0],
    [[2], [2], 1],
    [[3], [1], 1],
  ];
  expect(task('auc', pairs(rows))).toMatchObject({ fp32: 0.875, int8: 0, dropPoints: 87.5 });
  expect(() => task('auc', pairs([[[1], [1], 2]]))).toThrow(failure('dataset/bad-labels', /0 and 1/));
  expect(() => task('auc', pairs([[[1, 2, 3], [1, 2, 3], 1]]))).toThrow(failure('dataset/wrong-shape', /1 or 2 values/));
});

test('miou counts pixels over the set and leaves the ignored label out', () => {
  // One row of four pixels, two classes; label 0 1 1 ignored.
  const label = tensorOf.float32([0, 1, 1, 255], [1, 4]);
  const scores = (answers: readonly number[]) => [...answers.map((a) => 1 - a), ...answers];
  const dims = [1, 2, 1, 4];
  // FP32 0 1 0 0: class 0: 1/2, class 1: 1/2. INT8 0 1 1 1: both 1.
  expect(task('miou', pairs([[scores([0, 1, 0, 0]), scores([0, 1, 1, 1]), label]], dims))).toMatchObject({
    fp32: 0.5,
    int8: 1,
    dropPoints: -50,
  });
  expect(() => task('miou', pairs([[scores([0, 1, 0, 0]), scores([0, 1, 1, 1]), tensorOf.float32([0, 1])]], dims))).toThrow(
    failure('dataset/wrong-shape', /2 pixels/),
  );
});

test('mse, mae and psnr measure the distance from the targets', () => {
  const rows: Row[] = [
    [[1, 2], [1, 3], tensorOf.float32([0, 2])],
    [[4, 4], [4, 2], tensorOf.float32([4, 2])],
  ];
  expect(task('mse', pairs(rows))).toMatchObject({ fp32: 5 / 4, int8: 2 / 4, dropPoints: -60, unit: 'error' });
  expect(task('mae', pairs(rows))).toMatchObject({ fp32: 3 / 4, int8: 2 / 4 });
  expect(task('psnr', pairs(rows)).fp32).toBeCloseTo(10 * Math.log10(255 ** 2 / 1.25), 12);
  expect(task('psnr', pairs(rows), { peak: 4 }).int8).toBeCloseTo(10 * Math.log10(16 / 0.5), 12);
  expect(() => task('mse', pairs([[[1, 2], [1, 2], 3]]))).toThrow(failure('dataset/wrong-shape', /2 elements, its target 1/));
});

test('bootstrap intervals depend on the seed alone', () => {
  const rows = Array.from({ length: 40 }, (_, i): Row => [[i], [i + Math.sin(i)], tensorOf.float32([i - 1 - Math.sin(i * i)])]);
  const one = task('mae', pairs(rows), { seed: 7 }).interval;
  expect(task('mae', pairs(rows), { seed: 7 }).interval).toEqual(one);
  expect(task('mae', pairs(rows), { seed: 8 }).interval).not.toEqual(one);
  expect(one).toMatchObject({ confidence: 0.95, method: 'paired bootstrap' });
});

describe('without labels', () => {
  const two: PairedOutputs[] = [
    {
      fp32: { a: tensorOf.float32([3, 4], [1, 2]), b: tensorOf.float32([1], [1, 1]) },
      int8: { a: tensorOf.float32([3, 4.5], [1, 2]), b: tensorOf.float32([1], [1, 1]) },
    },
    {
      fp32: { a: tensorOf.float32([0, 1], [1, 2]), b: tensorOf.float32([2], [1, 1]) },
      int8: { a: tensorOf.float32([1, 0], [1, 2]), b: tensorOf.float32([2], [1, 1]) },
    },
  ];

  test('sqnr_db sums energies over the set, by output and together, and lists the worst samples', () => {
    const result = fidelity('sqnr_db', two);
    expect(result.outputs['a']).toBeCloseTo(10 * Math.log10(26 / 2.25), 12);
    expect(result.outputs['b']).toBe(Number.POSITIVE_INFINITY);
    expect(result.total).toBeCloseTo(10 * Math.log10(31 / 2.25), 12);
    expect(result.maxAbsError).toEqual({ a: 1, b: 0 });
    expect(result.worst?.map((w) => w.index)).toEqual([1, 0]);
  });

  test('sqnr_db of a model that answers NaN is not that of an exact one', () => {
    const exact = pairs([[[1, 2], [1, 2], undefined]]);
    expect(fidelity('sqnr_db', exact).total).toBe(Number.POSITIVE_INFINITY);
    expect(fidelity('sqnr_db', pairs([[[1, 2], [1, Number.NaN], undefined]])).total).toBe(Number.NEGATIVE_INFINITY);
    expect(fidelity('sqnr_db', pairs([[[0, 0], [1, 0], undefined]])).total).toBe(Number.NEGATIVE_INFINITY);
    expect(fidelity('sqnr_db', pairs([[[Number.NEGATIVE_INFINITY, 0], [Number.NEGATIVE_INFINITY, 0], undefined]])).total).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test('agreement compares the largest score, and says nothing of outputs without classes', () => {
    expect(fidelity('agreement', two)).toMatchObject({ total: 0.5, outputs: { a: 0.5 }, samples: 2 });
    expect(fidelity('agreement', pairs([[[1], [2], undefined]])).total).toBeNull();
    // [1, 2, 1, 2]: two pixels of two classes, one of them differs.
    expect(fidelity('agreement', pairs([[[1, 0, 0, 1], [1, 1, 0, 0], undefined]], [1, 2, 1, 2])).total).toBe(0.5);
  });

  test('agreement has the interval of Wilson', () => {
    const rows = Array.from({ length: 10 }, (_, i): Row => [hot(0), hot(i === 0 ? 1 : 0), undefined]);
    // Nine of ten: 0.5958 to 0.9821 (Wilson, 95 %).
    expect(fidelity('agreement', pairs(rows)).interval?.low).toBeCloseTo(0.59585, 4);
    expect(fidelity('agreement', pairs(rows)).interval?.high).toBeCloseTo(0.98212, 4);
  });

  test('cosine sums products over the set', () => {
    expect(fidelity('cosine', two).outputs['a']).toBeCloseTo(27 / Math.sqrt(26 * 30.25), 12);
    expect(fidelity('cosine', pairs([[[0, 0], [0, 0], undefined]])).total).toBe(1);
    expect(fidelity('cosine', pairs([[[1, 0], [0, 0], undefined]])).total).toBe(0);
  });

  test('outputs that only one model has, or whose size differs, are refused', () => {
    expect(() => fidelity('sqnr_db', [{ fp32: { a: tensorOf.float32([1]) }, int8: {} }])).toThrow(
      failure('dataset/wrong-name', /"a" is missing/),
    );
    expect(() => fidelity('cosine', [{ fp32: { a: tensorOf.float32([1]) }, int8: { a: tensorOf.float32([1, 2]) } }])).toThrow(
      failure('dataset/wrong-shape', /\[1\] in FP32 and \[2\] in INT8/),
    );
  });
});
