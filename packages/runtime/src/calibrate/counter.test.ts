import { readFile } from 'node:fs/promises';
import { floatBitShift } from '@octet/quantizer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileKernels, kernelModuleText } from './compile-kernels.ts';
import { Counter } from './counter.ts';

const float32s = (options: fc.FloatConstraints & { maxLength?: number } = {}) =>
  fc.array(fc.float(options), { maxLength: options.maxLength ?? 70 }).map((values) => Float32Array.from(values));

function plainCounts(elements: Float32Array): Map<number, number> {
  const bits = new Uint32Array(elements.buffer, elements.byteOffset, elements.length);
  const counts = new Map<number, number>();
  for (const b of bits) counts.set(b >>> floatBitShift, (counts.get(b >>> floatBitShift) ?? 0) + 1);
  return counts;
}

/** −0 counted as +0: which of them is a row's extreme is left open. */
function unsignedZeros(h: { bins: Uint32Array; counts: Float64Array }): Map<number, number> {
  const counts = new Map<number, number>();
  h.bins.forEach((bin, i) => {
    const own = bin === 0x10000 ? 0 : bin;
    counts.set(own, (counts.get(own) ?? 0) + (h.counts[i] as number));
  });
  return counts;
}

const asMap = (h: { bins: Uint32Array; counts: Float64Array }) => new Map([...h.bins].map((bin, i) => [bin, h.counts[i]]));

test('the committed module is what kernels.wat compiles to', async () => {
  const source = await readFile(new URL('./kernels.wat', import.meta.url), 'utf8');
  const committed = await readFile(new URL('./gen/kernels.ts', import.meta.url), 'utf8');
  expect(committed).toBe(kernelModuleText(await compileKernels(source)));
});

test('extremes are those of a plain loop, whatever the length', () => {
  const counter = new Counter(1);
  fc.assert(
    fc.property(float32s({ noNaN: true }), (elements) => {
      const { min, max } = counter.extremes(counter.load(elements), elements.length);
      // == rather than Object.is: which of −0 and +0 is met first is of no consequence.
      expect(min === Math.min(...elements)).toBe(true);
      expect(max === Math.max(...elements)).toBe(true);
    }),
  );
});

test('extremes of many times as many elements are those of each of them', () => {
  const counter = new Counter(1);
  fc.assert(
    fc.property(float32s({ noNaN: true, maxLength: 100 }), fc.integer({ min: 1, max: 4 }), (elements, times) => {
      const count = Math.floor(elements.length / times);
      const at = counter.load(elements);
      const ends = counter.extremesEach(at, count, times).slice(0, 2 * times);
      const alone = Array.from({ length: times }, (_, i) => counter.extremes(at + 4 * i * count, count));
      expect([...ends]).toEqual(alone.flatMap(({ min, max }) => [min, max]));
    }),
  );
});

test('extremes never see a NaN, wherever it stands', () => {
  const counter = new Counter(1);
  for (let length = 1; length <= 40; length++) {
    for (let at = 0; at < length; at++) {
      const elements = Float32Array.from({ length }, (_, i) => (i === at ? Number.NaN : i - 7));
      const rest = [...elements].filter((x) => !Number.isNaN(x));
      expect(counter.extremes(counter.load(elements), length)).toEqual({ min: Math.min(...rest), max: Math.max(...rest) });
    }
  }
});

test('counts are those of a plain loop, zeros included, whatever the length', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(0), fc.constant(-0), fc.constant(6)), {
        maxLength: 70,
      }),
      (values) => {
        const elements = Float32Array.from(values);
        const counter = new Counter(2);
        const at = counter.load(elements);
        expect(counter.allFinite(at, elements.length)).toBe(true);
        counter.count(1, at, elements.length);
        expect(asMap(counter.read(1).histogram)).toEqual(plainCounts(elements));
        expect(counter.read(0).histogram.bins.length).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

test('a histogram lists its bins in ascending order', () => {
  const counter = new Counter(1);
  const elements = Float32Array.from([3, -1, 0, 0.5, 3, -0]);
  counter.count(0, counter.load(elements), elements.length);
  const { bins } = counter.read(0).histogram;
  expect([...bins]).toEqual([...bins].sort((a, b) => a - b));
});

test('NaN and infinities are reported and kept out of the histogram', () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let length = 1; length <= 9; length++) {
    for (const bad of values) {
      for (let at = 0; at < length; at++) {
        const counter = new Counter(1);
        const elements = new Float32Array(length).fill(2);
        elements[at] = bad;
        const address = counter.load(elements);
        expect(counter.allFinite(address, length)).toBe(false);
        counter.count(0, address, length);
        const { histogram, nonFiniteCount } = counter.read(0);
        expect(nonFiniteCount).toBe(1);
        expect([...histogram.counts].reduce((a, b) => a + b, 0)).toBe(length - 1);
      }
    }
  }
});

test('the largest finite float32 is finite', () => {
  const counter = new Counter(1);
  const elements = new Float32Array(5).fill(3.4028234663852886e38);
  const at = counter.load(elements);
  expect(counter.allFinite(at, 5)).toBe(true);
  counter.count(0, at, 5);
  expect(counter.read(0).nonFiniteCount).toBe(0);
});

test('uncount takes out what count put in, zeros and others', () => {
  const counter = new Counter(1);
  const elements = Float32Array.from([0, 0, 0, 0, 0.5, 0.5, 1]);
  counter.count(0, counter.load(elements), elements.length);
  counter.uncount(0, 0, 4);
  counter.uncount(0, 0x3f000000, 1);
  expect([...counter.read(0).histogram.counts]).toEqual([1, 1]);
});

test('the runs of whole rows and the extremes of the rows are all elements, flat rows apart', () => {
  const element = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(0), fc.constant(3));
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 21 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      fc.infiniteStream(element),
      (width, rows, signed, stream) => {
        const elements = Float32Array.from({ length: rows * width }, () => stream.next().value);
        const counter = new Counter(2);
        const at = counter.load(elements);
        const ends = Array.from({ length: rows }, (_, row) => counter.extremes(at + 4 * row * width, width));
        fc.pre(ends.every(({ min, max }) => min < max));
        const [maxs, mins] = [ends.map((e) => e.max), ends.map((e) => e.min)];
        const max = counter.load(Float32Array.from(maxs));
        const min = counter.load(Float32Array.from(mins));
        counter.countRuns(0, at, { runs: rows, length: width, max, min: signed ? min : undefined, bound: undefined, rowStep: 1 });
        counter.count(0, max, rows);
        if (signed) counter.count(0, min, rows);
        counter.count(1, at, elements.length);
        expect(unsignedZeros(counter.read(0).histogram)).toEqual(unsignedZeros(counter.read(1).histogram));
      },
    ),
    { numRuns: 60 },
  );
});

test('a run without an extreme of its row, and one of equal elements, are counted whole; rows go on by the step', () => {
  const counter = new Counter(1);
  const at = counter.load(Float32Array.of(1, 2, 5, 5, 1, 9));
  const max = counter.load(Float32Array.of(3, 0, 5, 0, 9));
  counter.countRuns(0, at, { runs: 3, length: 2, max, min: undefined, bound: undefined, rowStep: 2 });
  expect([...counter.read(0).histogram.counts]).toEqual([2, 1, 2]); // 1 twice, 2, 5 twice, without the 9
});

test('an element at the bound is counted although it is the largest of its row, one below it is not', () => {
  const counter = new Counter(1);
  const at = counter.load(Float32Array.of(6, 1, 6, 5, 1, 2));
  const max = counter.load(Float32Array.of(6, 5));
  counter.countRuns(0, at, { runs: 2, length: 3, max, min: undefined, bound: 6, rowStep: 1 });
  expect([...counter.read(0).histogram.counts]).toEqual([2, 1, 2]); // 1 twice, 2, 6 twice, without the 5
});

test('what was loaded stays until it is unloaded, also where memory has to grow', () => {
  const counter = new Counter(1);
  const first = counter.load(Float32Array.of(1, 2, 3));
  const mark = counter.loadedBytes;
  const second = counter.load(new Float32Array(100_000).fill(-5));
  expect(counter.extremes(first, 3)).toEqual({ min: 1, max: 3 });
  expect(counter.extremes(second, 100_000)).toEqual({ min: -5, max: -5 });
  counter.unload(mark);
  expect(counter.load(Float32Array.of(7))).toBe(second);
});

test('what others write into room made for them is measured like what was loaded', () => {
  const counter = new Counter(1);
  const rooms = [7, 100_000].map((length) => ({ length, address: counter.make(length) }));
  for (const { address, length } of rooms) counter.at(address, length).set(Float32Array.from({ length }, (_, i) => i - 3));
  for (const { address, length } of rooms) expect(counter.extremes(address, length)).toEqual({ min: -3, max: length - 4 });
});

test('a table beyond the last is refused', () => {
  expect(() => new Counter(1).read(1)).toThrow('table 1 of 1');
});
