import { encodeToBuffer, type Model, parseModel } from '@octet/onnx';
import { describe, expect, test, vi } from 'vitest';
import type { Costed } from '../backends/backend.ts';
import { backends } from '../backends/index.ts';
import type { QuantizeOptions, SeenAccuracy } from '../quantize.ts';
import { quantizeModel } from '../testing/quantize-model.ts';
import { raceOf } from '../testing/race-of.ts';

const network = `g (float[N,4,8,8] x) => (float[N,5] y) <
  float[16,4,3,3] w1 = random(seed=1, std=0.3), float[16,16,1,1] w2 = random(seed=2, std=0.3), float[16,16,3,3] w3 = random(seed=3, std=0.1),
  float[16,16,1,1] w5 = random(seed=5, std=0.3),
  float[16,16,3,3] w6 = random(seed=6, std=0.1), float[16,5] w4 = random(seed=14, std=0.3)> {
  [stem] a = Conv<pads=[1,1,1,1]>(x, w1) b = Relu(a) [narrow] c = Conv(b, w2) d = Relu(c) [body] e = Conv<pads=[1,1,1,1]>(d, w3) f = Relu(e)
  [second] k = Conv(f, w5) l = Relu(k) [third] m = Conv<pads=[1,1,1,1]>(l, w6) n = Relu(m) [pool] h = GlobalAveragePool(n) [flat] i = Flatten(h) [head] y = Gemm(i, w4) }`;

const { costs } = backends['ort-cpu-vnni'];
const dense = { ...costs.dense.integer, offGrid: 1, perMacNs: 1, narrow: [] };
/** A CPU on which float costs hardly more than integers cost. */
const even: Costed = {
  ...backends['ort-cpu-vnni'],
  costs: {
    dense: { float: { ...dense, perMacNs: 1.1 }, integer: dense },
    depthwise: { float: costs.depthwise.integer, integer: costs.depthwise.integer },
    grouped: { float: costs.grouped.integer, integer: costs.grouped.integer },
    product: { float: costs.product.integer, integer: costs.product.integer },
    perElementNs: {
      elementwise: { float: 0.1, integer: 0.1 },
      lut: { float: 0.1, integer: 0.1 },
      pool: { float: 0.1, integer: 0.1 },
      movement: { float: 0.1, integer: 0.1 },
    },
    quantizeNs: 0,
    dequantizeNs: 0,
    perNodeNs: 0,
  },
};

/** The gate is at 1 point, the noise half a point. */
const verdictAt = (dropPoints: number): SeenAccuracy['verdict'] =>
  dropPoints <= 1 ? 'accurate' : dropPoints <= 1.5 ? 'undecided' : 'inaccurate';

/** Drops seen at the first, second … look. */
async function quantized(drops: readonly number[], options: Partial<QuantizeOptions> = {}) {
  let looks = 0;
  const accuracyOf = async () => {
    const dropPoints = drops[looks++] as number;
    return { dropPoints, verdict: verdictAt(dropPoints) };
  };
  const { artifact, correction } = await quantizeModel(parseModel(network), { backend: even, accuracyOf, ...options });
  return { bytes: Buffer.from(encodeToBuffer(artifact.model)), correction, looks };
}

const integersOnly = (await quantized([0])).bytes;

describe('where accuracy is missed', () => {
  test('layers go to float until it is not, the output gaining each time', async () => {
    const { bytes, correction, looks } = await quantized([3, 2, 0.5]);
    expect(bytes.equals(integersOnly)).toBe(false);
    expect([looks, correction.looks, correction.verdict]).toEqual([3, 3, 'accurate']);
    expect(correction.fallbacks.length).toBeGreaterThan(0);
    const seen = correction.trials.filter((t) => t.dropPoints !== undefined);
    expect(seen.map((t) => [t.dropPoints, t.kept])).toEqual([
      [3, false],
      [2, false],
      [0.5, true],
    ]);
    expect(seen.map((t) => t.sqnrDb)).toEqual(seen.map((t) => t.sqnrDb).toSorted((a, b) => a - b));
  });

  test('how much is missed chooses nothing: the same looks with other figures give the same bytes', async () => {
    const [one, other] = [await quantized([3, 0.5]), await quantized([70, -4])];
    expect(one.bytes.equals(other.bytes)).toBe(true);
    expect(one.bytes.equals(integersOnly)).toBe(false);
  });

  test('every choice of layers that was tried is a candidate, and the chosen one, made anew, is the artifact', async () => {
    const { bytes, correction } = await quantized([3, 2, 0.5]);
    const { candidates, fallbacks, trials } = correction;
    const chosen = candidates.filter((c) => c.isChosen);
    expect(chosen.map((c) => [c.floatLayers, c.dropPoints])).toEqual([[fallbacks, 0.5]]);
    expect(Buffer.from(encodeToBuffer((await chosen[0]?.build()) as Model)).equals(bytes)).toBe(true);
    const untouched = candidates.find((c) => c.floatLayers.length === 0);
    expect(Buffer.from(encodeToBuffer((await untouched?.build()) as Model)).equals(integersOnly)).toBe(true);
    expect(untouched).toMatchObject({ isRefined: true, dropPoints: 3 });
    const sensitivities = trials.filter(({ name }) => name.startsWith('sensitivity'));
    expect(candidates.length).toBeGreaterThan(sensitivities.length);
    expect(new Set(candidates.map((c) => c.floatLayers.toSorted().join())).size).toBe(candidates.length);
  });

  test('by less than the noise of the samples, all stays in integers', async () => {
    const { bytes, correction } = await quantized([1.4]);
    expect(bytes.equals(integersOnly)).toBe(true);
    expect([correction.looks, correction.verdict, correction.fallbacks]).toEqual([1, 'undecided', []]);
  });

  test('and then by less than the noise, no further layer goes to float, and those that went stay', async () => {
    const { correction } = await quantized([3, 1.4, 0]);
    expect([correction.looks, correction.verdict]).toEqual([2, 'undecided']);
    expect(correction.fallbacks.length).toBeGreaterThan(0);
  });

  test('and stays missed, all is as before, and the trials say so', async () => {
    const { bytes, correction } = await quantized(Array(20).fill(3));
    expect(bytes.equals(integersOnly)).toBe(true);
    expect([correction.verdict, correction.fallbacks]).toEqual(['inaccurate', []]);
    expect(correction.looks).toBeLessThanOrEqual(4);
    expect(correction.trials.at(-1)?.name).toMatch(/missed in any case/);
  });

  test('and float is slower than FP32, all is as before, still in integers', async () => {
    const verdicts = ['not-slower', 'slower'] as const;
    let races = 0;
    const { bytes, looks } = await quantized([3], { race: async () => raceOf(verdicts[races++] ?? 'inconclusive') });
    expect(races).toBe(2);
    expect(looks).toBe(1);
    expect(bytes.equals(integersOnly)).toBe(true);
  });

  test('and float would cost more than a share of the time, nothing goes to float', async () => {
    const dear = { ...dense, perMacNs: 1e5 };
    const backend = { ...even, costs: { ...even.costs, dense: { integer: dense, float: dear }, product: { integer: dense, float: dear } } };
    const { correction } = await quantized([3, 0], { backend });
    expect([correction.looks, correction.fallbacks]).toEqual([1, []]);
  });
});

test("the time that looks take is not the search's", async () => {
  const clock = vi.spyOn(performance, 'now');
  let ms = 0;
  clock.mockImplementation(() => ms);
  const accuracyOf = async () => {
    ms += 1e6;
    return { dropPoints: 0, verdict: 'accurate' } as const;
  };
  const { correction } = await quantizeModel(parseModel(network), { backend: even, accuracyOf, searchSeconds: 1 });
  clock.mockRestore();
  expect([correction.stoppedBy, correction.seconds]).toEqual([undefined, 0]);
});

test('where integers are slower than FP32 from the start, accuracy is not looked at, and they are a candidate that was not chosen', async () => {
  const { looks, correction } = await quantized([3], { race: async () => raceOf('slower') });
  expect(looks).toBe(0);
  expect(correction.candidates.map((c) => [c.kind, c.isChosen])).toEqual([
    ['integers', false],
    ['weights-only', true],
  ]);
});
