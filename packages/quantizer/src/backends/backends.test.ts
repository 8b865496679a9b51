import { parseModel } from '@octet/onnx';
import { opTypes, randomFeeds, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { Sqnr } from '../analyze/sqnr.ts';
import { respellings } from '../respell/index.ts';
import { integersWin, quantizeModel } from '../testing/quantize-model.ts';
import { kernelRows, saturatingRows } from '../testing/saturating-arithmetic.ts';
import { type Backend, isCosted } from './backend.ts';
import { type BackendName, backends } from './index.ts';

const network = () =>
  parseModel(`g (float[1,4,8,8] x) => (float[1,4,4,4] y) <float[16,4,3,3] w = random(seed=1, std=0.2), float[16] b = random(seed=2, std=0.2),
    float[4,16,1,1] v = random(seed=3, std=0.3), float[16,1,1] k = random(seed=4)> {
    c = Conv<pads=[1,1,1,1]>(x, w, b) d = Relu(c) e = MaxPool<kernel_shape=[2,2], strides=[2,2]>(d) f = Sub(e, k) g1 = LeakyRelu(f) y = Conv(g1, v) }`);

const all: readonly Backend[] = Object.values(backends);

test.each(all)('$name: a record under its own name, that names rules which exist', (backend) => {
  expect(backends[backend.name as BackendName]).toBe(backend);
  const rules: readonly string[] = respellings.map((r) => r.name);
  for (const name of backend.respellings) expect(rules).toContain(name);
  for (const support of Object.values(backend.ops)) if (support.as === 'float') expect(support.why.text).not.toBe('');
});

test.each(all)('$name: a small network comes out near to FP32', async (backend) => {
  const model = network();
  const { artifact } = await quantizeModel(model, {
    backend: isCosted(backend) ? { ...backend, costs: integersWin.costs } : backend,
    observer: 'min-max',
  });
  const feeds = randomFeeds(model, 5);
  const sqnr = new Sqnr();
  const expected = await runModel(model, feeds, { optimization: 'disabled' });
  const actual = await runModel(artifact.model, feeds, { optimization: 'all' });
  sqnr.add(expected['y']?.data as Float32Array, actual['y']?.data as Float32Array);
  // Integers of both signs have 127 steps for what a Relu lets through, not 255.
  expect(sqnr.db).toBeGreaterThan(backend.activations.symmetric ? 24 : 26);
});

describe('onnxruntime', () => {
  test('moves integers, and has weights guarded only where pairs may saturate', async () => {
    const saturating = async (backend: (typeof all)[number]) => {
      const { artifact } = await quantizeModel(network(), { backend: { ...backend, costs: integersWin.costs }, observer: 'min-max' });
      expect(opTypes(artifact.model).filter((op) => op === 'QuantizeLinear').length).toBeLessThan(6);
      return saturatingRows(await kernelRows(artifact.model)).length;
    };
    expect(await saturating(backends['ort-cpu-avx2'])).toBe(0);
    expect(await saturating(backends['ort-cpu-avx512'])).toBe(0);
    expect(await saturating(backends['ort-cpu-x86'])).toBe(0);
    expect(await saturating(backends['ort-cpu-vnni'])).toBeGreaterThan(0);
  });
});
