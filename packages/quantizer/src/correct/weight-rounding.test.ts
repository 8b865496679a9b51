import { encodeToBuffer, type Model, parseModel, type Tensor } from '@octet/onnx';
import { rng, directRunner as runner } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import { weightsOf } from '../convert/weights.ts';
import type { Feeds } from '../ports.ts';
import { quantizeModel } from '../testing/quantize-model.ts';
import type { Meter } from './budget.ts';
import { roundedWeights } from './weight-rounding.ts';

/** Channels that go together, as in a network that was trained. */
function samplesOf(dims: readonly number[], channelAxis: number, count: number): Feeds[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = rng(50 + seed);
    const inner = dims.slice(channelAxis + 1).reduce((a, b) => a * b, 1);
    const channels = dims[channelAxis] as number;
    const causes = Array.from({ length: inner * 2 * dims.slice(0, channelAxis).reduce((a, b) => a * b, 1) }, () => random.normal());
    const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, (_, i) => {
      const [c, place] = [Math.floor(i / inner) % channels, (Math.floor(i / (inner * channels)) * inner + (i % inner)) * 2];
      return Math.sin(c) * (causes[place] as number) + Math.cos(c) * (causes[place + 1] as number) + 0.1 * random.normal();
    });
    return { x: { dtype: 'float32', dims: [...dims], data } };
  });
}

async function outputsOf(model: Model, samples: readonly Feeds[]): Promise<number[]> {
  const all: number[] = [];
  await runner.runAll(encodeToBuffer(model), samples, (outputs) => all.push(...((outputs['y'] as Tensor).data as Float32Array)));
  return all;
}

/** A copy whose layer computes with the integers given. */
function withIntegers(model: Model, integer: { q: Int8Array; scales: Float32Array }, channelOf: (i: number) => number): Model {
  const copy = model.clone();
  const node = [...copy.graph.nodes()][0];
  const w = node?.input(1)?.constant?.tensor as Tensor;
  const data = Float32Array.from(integer.q, (q, i) => q * (integer.scales[channelOf(i)] as number));
  node?.setInput(1, copy.graph.addConstant({ dtype: 'float32', dims: w.dims, data }, 'rounded'));
  copy.graph.sweep();
  return copy;
}

const weights = weightsOf({ roundings: new Map(), biasShifts: new Map() }, backends['ort-cpu-vnni']);

const model = (x: string, w: string, node: string) =>
  parseModel(
    `<ir_version: 8, opset_import: ["" : 17]> g (float[${x}] x) => (float[] y) <float[${w}] w = random(seed=1, std=0.3)> { [layer] y = ${node} }`,
  );

describe('weights rounded by what the layer sees', () => {
  test.each([
    ['a pointwise convolution', '1,16,6,6', '8,16,1,1', 'Conv(x, w)', 1, (i: number) => Math.floor(i / 16)],
    ['a convolution in groups', '1,16,6,6', '4,8,3,3', 'Conv<group=2>(x, w)', 1, (i: number) => Math.floor(i / 72)],
    ['a Gemm', '9,16', '16,8', 'Gemm(x, w)', 1, (i: number) => i % 8],
    ['a transposed Gemm', '9,16', '8,16', 'Gemm<transB=1>(x, w)', 1, (i: number) => Math.floor(i / 16)],
  ])('%s: changes its outputs by less than half of what the nearest integers do', async (_, x, w, text, axis, channelOf) => {
    const g = model(x, w, text);
    const samples = samplesOf(x.split(',').map(Number), axis, 24);
    const nearest = weights.of([...g.graph.nodes()][0] as never).integer;
    const rounded = (await roundedWeights(g, ['layer'], { runner, samples: samples.slice(0, 12), weights })).get(nearest);
    const seen = samples.slice(12);
    const expected = await outputsOf(g, seen);
    const error = async (integer: typeof nearest) =>
      (await outputsOf(withIntegers(g, integer, channelOf), seen)).reduce((sum, y, i) => sum + (y - (expected[i] as number)) ** 2, 0);
    expect(rounded?.integer.scales).toEqual(nearest.scales);
    expect(rounded?.moved).toBe(rounded?.integer.q.filter((q, i) => q !== nearest.q[i]).length);
    expect((await error(rounded?.integer as typeof nearest)) / (await error(nearest))).toBeLessThan(1 / 2);
  });

  test('layers that share a weight get the same integers, by what both see', async () => {
    const g = parseModel(`<ir_version: 8, opset_import: ["" : 17]> g (float[1,16,6,6] x) => (float[1,16,6,6] y)
      <float[16,16,1,1] w = random(seed=1, std=0.3), float[16,1,1] k = random(seed=2)> { [a] h = Conv(x, w) s = Mul(h, k) [b] y = Conv(s, w) }`);
    const samples = samplesOf([1, 16, 6, 6], 1, 24);
    const rounded = async (layers: string[]) =>
      [...(await roundedWeights(g, layers, { runner, samples: samples.slice(0, 12), weights })).values()].map(({ integer }) => integer);
    const [[both, ...others], [first], [second]] = [await rounded(['a', 'b']), await rounded(['a']), await rounded(['b'])];
    expect(others).toEqual([]);
    expect(both?.q).not.toEqual(first?.q);
    expect(both?.q).not.toEqual(second?.q);
    const expected = await outputsOf(g, samples.slice(12));
    const errorOf = async (integer: typeof both) => {
      const { q, scales } = integer ?? expect.unreachable();
      const copy = g.clone();
      const data = Float32Array.from(q, (x, i) => x * (scales[Math.floor(i / 16)] as number));
      copy.graph.find('w')?.replaceAllUsesWith(copy.graph.addConstant({ dtype: 'float32', dims: [16, 16, 1, 1], data }));
      copy.graph.sweep();
      const seen = await outputsOf(copy, samples.slice(12));
      return seen.reduce((sum, y, i) => sum + (y - (expected[i] as number)) ** 2, 0);
    };
    const nearest = weights.of([...g.graph.nodes()][0] as never).integer;
    expect(await errorOf(both)).toBeLessThan((await errorOf(nearest)) / 2);
    expect(await errorOf(both)).toBeLessThan(await errorOf(first));
  });

  test('a layer that was not named stays as it is', async () => {
    const samples = samplesOf([1, 16, 6, 6], 1, 2);
    expect(await roundedWeights(model('1,16,6,6', '8,16,1,1', 'Conv(x, w)'), ['another'], { runner, samples, weights })).toEqual(new Map());
  });

  test('a layer that sees something infinite stays as it is', async () => {
    const samples = samplesOf([1, 16, 6, 6], 1, 2);
    (samples[1]?.['x']?.data as Float32Array)[7] = Number.POSITIVE_INFINITY;
    expect(await roundedWeights(model('1,16,6,6', '8,16,1,1', 'Conv(x, w)'), ['layer'], { runner, samples, weights })).toEqual(new Map());
  });

  const roundedWith = (budget: Meter) => {
    const two = parseModel(`<ir_version: 8, opset_import: ["" : 17]> g (float[1,16,6,6] x) => (float[] y)
      <float[16,16,1,1] w = random(seed=1), float[16,16,1,1] v = random(seed=2)> { [a] h = Conv(x, w) [b] y = Conv(x, v) }`);
    return roundedWeights(two, ['a', 'b'], { runner, samples: samplesOf([1, 16, 6, 6], 1, 2), weights, budget });
  };

  test('stops between two layers when it is aborted', async () => {
    const abort = new AbortController();
    const steps: number[] = [];
    const budget = {
      opened: () => {},
      ran: (share = 1) => {
        steps.push(share);
        if (share === 0) abort.abort();
      },
      isSpent: () => {
        abort.signal.throwIfAborted();
        return false;
      },
    };
    await expect(roundedWith(budget)).rejects.toMatchObject({ name: 'AbortError' });
    expect(steps).toEqual([1, 1, 0]);
  });

  test('rounds no more layers where the budget is spent, and keeps those that it has', async () => {
    let asked = 0;
    const rounded = await roundedWith({ opened: () => {}, ran: () => {}, isSpent: () => asked++ > 0 });
    expect(rounded.size).toBe(1);
  });

  test('the artifact is better for it, and the search says so', async () => {
    const g = parseModel(`
      <ir_version: 8, opset_import: ["" : 17]>
      g (float[1,16,12,12] x) => (float[1,8,12,12] y)
      <float[32,16,1,1] w = random(seed=1, std=0.3), float[8,32,3,3] v = random(seed=2, std=0.1)> {
        c = Conv(x, w) r = Relu(c) y = Conv<pads=[1,1,1,1]>(r, v) }`);
    const samples = samplesOf([1, 16, 12, 12], 1, 8);
    const [nearest, rounded] = [
      await quantizeModel(g, { samples, roundWeights: false }),
      await quantizeModel(g, { samples, roundWeights: true }),
    ];
    expect(rounded.correction.trials).toContainEqual(expect.objectContaining({ name: 'weight rounding', kept: true }));
    expect([...rounded.correction.roundings.keys()].length).toBe(2);
    expect(nearest.correction.trials.map((t) => t.name)).not.toContain('weight rounding');
    expect(nearest.correction.roundings.size).toBe(0);
    expect(rounded.correction.sqnrDb).toBeGreaterThan(nearest.correction.sqnrDb + 0.5);
  });
});
