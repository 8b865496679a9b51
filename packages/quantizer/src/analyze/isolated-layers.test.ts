import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { quantizeModel } from '../testing/quantize-model.ts';
import { isolateLayers } from './isolated-layers.ts';

const network = `g (float[N,4,8,8] x) => (float[N,5] y) <float[16,4,3,3] w = random(seed=1, std=0.3), float[16,5] v = random(seed=2, std=0.3)> {
  [body] a = Conv<pads=[1,1,1,1]>(x, w) b = Relu(a) [pool] c = GlobalAveragePool(b) [flat] d = Flatten(c) [head] y = Gemm(d, v) }`;

test('each layer gets a copy on integers; its weights and its bias state a zero point for every channel', async () => {
  const { prepared, artifact, weights } = await quantizeModel(parseModel(network), { observer: 'min-max' });
  const [body] = [...prepared.graph.nodes()].filter((n) => n.name === 'body');
  const value = body?.output.soleConsumer?.output;
  if (body === undefined || value === undefined) throw new Error('the Conv and its rectifier are gone');
  const { model, outputs } = isolateLayers(prepared, [{ node: body, value }], { integers: artifact.integers, weights });
  expect([...outputs.keys()]).toEqual([value.name]);
  const stored = [...model.graph.nodes()].filter((n) => n.opType === 'DequantizeLinear' && n.input(0)?.constant !== undefined);
  const zeroPoints = stored.map((n) => [n.input(0)?.constant?.dtype, n.input(1)?.constant?.dims, n.input(2)?.constant?.dims]);
  expect(zeroPoints).toEqual([
    ['int8', [16], [16]],
    ['int32', [16], [16]],
  ]);
});
