import { type Model, type Node, parseModel } from '@octet/onnx';
import { randomFeeds, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { Sqnr } from '../../analyze/sqnr.ts';
import { quantizeModel } from '../../testing/quantize-model.ts';
import { planText, quantizeText } from '../../testing/quantize-text.ts';
import { backends } from '../index.ts';

/** A residual block behind a stem, a pool, and a classifier. */
const residual = `g (float[1,3,8,8] x) => (float[1,5] y) <float[8,3,3,3] w1 = random(seed=1, std=0.2), float[8] b1 = random(seed=2, std=0.2),
  float[8,8,3,3] w2 = random(seed=3, std=0.1), float[8,8,1,1] w3 = random(seed=4, std=0.3), float[8,5] w4 = random(seed=5, std=0.3), float[5] b4 = random(seed=6)> {
  [stem] a = Conv<pads=[1,1,1,1]>(x, w1, b1) [r1] b = Relu(a) [left] c = Conv<pads=[1,1,1,1]>(b, w2) [right] d = Conv(b, w3)
  [add] e = Add(c, d) [r2] f = Relu(e) [pool] p = GlobalAveragePool(f) [flat] q = Flatten(p) [fc] y = Gemm(q, w4, b4) }`;

const both = [backends.tensorrt, backends.openvino];
const named = (model: Model, name: string) => [...model.graph.nodes()].find((n) => n.name === name) ?? expect.unreachable(name);
const made = (node: Node, index: number) => node.input(index)?.producer?.opType;

describe.each(both)('$name', (backend) => {
  test('gets a pair on the data and a DequantizeLinear on the weight of every linear operator, and a float bias', async () => {
    const { artifact } = await quantizeText(residual, { backend });
    for (const name of ['stem', 'left', 'right', 'fc']) {
      const node = named(artifact.model, name);
      expect([made(node, 0), node.input(0)?.producer?.input(0)?.producer?.opType]).toEqual(['DequantizeLinear', 'QuantizeLinear']);
      expect([made(node, 1), node.input(1)?.producer?.input(0)?.constant?.dtype]).toEqual(['DequantizeLinear', 'int8']);
      const bias = node.input(2);
      if (bias !== undefined) expect([bias.constant?.dtype, bias.isConstant]).toEqual(['float32', true]);
    }
  });

  test('gets no pair between an operator and its Relu', async () => {
    const { artifact } = await quantizeText(residual, { backend });
    expect(made(named(artifact.model, 'r1'), 0)).toBe('Conv');
    expect(made(named(artifact.model, 'r2'), 0)).toBe('Add');
  });

  test('gets one pair for a value that two operators read', async () => {
    const { artifact } = await quantizeText(residual, { backend });
    expect(named(artifact.model, 'left').input(0)).toBe(named(artifact.model, 'right').input(0));
  });

  test('leaves an Add of a constant and one between float operators alone', async () => {
    const text = `g (float[1,4,4,4] x, float[1,4,4,4] z) => (float[1,4,4,4] y) <float[4,4,1,1] w = random(seed=1), float[1,4,1,1] k = random(seed=2)> {
      [free] a = Add(x, z) [conv] b = Conv(a, w) [shift] y = Add(b, k) }`;
    const { plan } = await planText(text, { backend });
    expect(plan.nodes.get('free')?.why?.kind).toBe('neighbours');
    expect(plan.nodes.get('shift')?.why?.kind).toBe('not-worth-it');
    expect(plan.nodes.get('conv')?.placement).toBe('integer');
  });

  test('keeps an excluded operator in float, with its weight as it was', async () => {
    const { artifact, plan } = await quantizeText(residual, { backend, exclude: [{ name: '^left$' }] });
    expect(plan.nodes.get('left')?.why?.kind).toBe('excluded');
    expect([made(named(artifact.model, 'left'), 0), named(artifact.model, 'left').input(1)?.constant?.dtype]).toEqual(['Relu', 'float32']);
  });

  test('writes alpha and beta of a Gemm into its weight and bias', async () => {
    const text = `g (float[2,8] x) => (float[2,4] y) <float[8,4] w = random(seed=1), float[4] b = random(seed=2)> { [fc] y = Gemm<alpha=0.5, beta=2.0>(x, w, b) }`;
    const { model, artifact } = await quantizeText(text, { backend });
    expect([...named(artifact.model, 'fc').attributes.keys()]).toEqual([]);
    const feeds = randomFeeds(model, 11);
    const [expected, actual] = await Promise.all([model, artifact.model].map((m) => runModel(m, feeds, { optimization: 'disabled' })));
    const sqnr = new Sqnr();
    sqnr.add(expected?.['y']?.data as Float32Array, actual?.['y']?.data as Float32Array);
    expect(sqnr.db).toBeGreaterThan(30);
  });
});

test('TensorRT reads symmetric int8: every zero point is 0, and the integers are signed', async () => {
  const { artifact } = await quantizeModel(parseModel(residual), { backend: backends.tensorrt });
  const pairs = [...artifact.model.graph.nodes()].filter((n) => n.opType === 'QuantizeLinear' || n.opType === 'DequantizeLinear');
  expect(pairs.length).toBeGreaterThanOrEqual(14);
  for (const node of pairs) {
    const zeroPoint = node.input(2)?.constant?.tensor;
    expect(zeroPoint?.dtype).toBe('int8');
    expect([...(zeroPoint?.data ?? [1])].every((z) => Number(z) === 0)).toBe(true);
    expect([...(node.input(1)?.constant?.tensor.data ?? [0])].every((s) => Number(s) > 0)).toBe(true);
  }
});

describe('a residual Add', () => {
  const operandsOf = async (text: string, backend: (typeof both)[number]) => {
    const add = named((await quantizeText(text, { backend })).artifact.model, 'add');
    return [made(add, 0), made(add, 1)];
  };
  const identity = residual.replace('[right] d = Conv(b, w3)', '[right] d = Relu(b)');
  const longer = residual.replace('[add] e = Add(c, d)', 'c1 = Relu(c) c2 = Conv(c1, w3) [add] e = Add(d, c2)');

  test('gets pairs on both operands for TensorRT', async () => {
    expect(await operandsOf(residual, backends.tensorrt)).toEqual(['DequantizeLinear', 'DequantizeLinear']);
    expect(await operandsOf(identity, backends.tensorrt)).toEqual(['DequantizeLinear', 'DequantizeLinear']);
  });

  test('gets one on the shortcut for OpenVINO, which fuses the Add with the convolution at the end of the longer branch', async () => {
    expect(await operandsOf(identity, backends.openvino)).toEqual(['Conv', 'DequantizeLinear']);
    expect(await operandsOf(longer, backends.openvino)).toEqual(['DequantizeLinear', 'Conv']);
  });

  test('gets pairs on both where another operator reads what the convolution makes', async () => {
    const shared = residual.replace('p = GlobalAveragePool(f)', 'f1 = Mul(f, c) p = GlobalAveragePool(f1)');
    expect(await operandsOf(shared.replace('[right] d = Conv(b, w3)', '[right] d = Relu(b)'), backends.openvino)).toEqual([
      'DequantizeLinear',
      'DequantizeLinear',
    ]);
  });
});

describe('a MaxPool between convolutions', () => {
  const pooled = (
    more: string,
  ) => `g (float[1,3,8,8] x) => (float[1,4,4,4] y) <float[4,3,3,3] w = random(seed=1, std=0.2), float[4,4,1,1] v = random(seed=2)> {
    [a] b = Conv<pads=[1,1,1,1]>(x, w) c = Relu(b) [pool] d = MaxPool<kernel_shape=[2,2], strides=[2,2]>(c) [z] e = Conv(d, v) ${more} }`;

  test('reads the pair, and nothing is rounded behind it: the same values as with the pair behind it', async () => {
    const { artifact, plan } = await quantizeText(pooled('y = Relu(e)'), { backend: backends.openvino });
    expect([made(named(artifact.model, 'pool'), 0), made(named(artifact.model, 'z'), 0)]).toEqual(['DequantizeLinear', 'MaxPool']);
    expect(plan.nodes.get('pool')?.placement).toBe('movement');
  });

  test('has the pair behind it for TensorRT, which moves pairs over pools itself', async () => {
    const { artifact } = await quantizeText(pooled('y = Relu(e)'), { backend: backends.tensorrt });
    expect([made(named(artifact.model, 'pool'), 0), made(named(artifact.model, 'z'), 0)]).toEqual(['Relu', 'DequantizeLinear']);
  });

  test('is left alone where a float operator reads it too', async () => {
    const { artifact } = await quantizeText(pooled('s = Softmax(d) y = Add(s, e)'), { backend: backends.openvino });
    expect([made(named(artifact.model, 'pool'), 0), made(named(artifact.model, 'z'), 0)]).toEqual(['Relu', 'DequantizeLinear']);
  });
});

test("onnxruntime's own spellings are kept out", () => {
  for (const backend of both) expect(backend.respellings).not.toContain('conv-transpose-to-conv');
  expect(backends['ort-cpu-vnni'].respellings).toContain('conv-transpose-to-conv');
});
