import { parseModel, verifyModel } from '@octet/onnx';
import { optimizedModel, randomTensor, runModel } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { dictionaryEncode } from './dictionary-encode.ts';

/** `distinct` values, each time and again, among them −0 beside 0. */
const tableOf = (elements: number, distinct: number) =>
  Array.from({ length: elements }, (_, i) => (i % distinct === 1 ? '-0' : (i % distinct) / 7));
const decode = (elements: number, distinct: number, op = 'Mul') => `
  <ir_version: 8, opset_import: ["" : 17]>
  decode (float[1,${elements}] x) => (float[1,${elements}] y)
  <float[1,${elements}] anchors = {${tableOf(elements, distinct)}}> { s = Sigmoid(x) y = ${op}(s, anchors) }`;

describe('a large constant of few values', () => {
  test.each([16, 256])('%i of them: is a byte an element, and the same constant again once onnxruntime has loaded it', async (distinct) => {
    const before = parseModel(decode(2048, distinct));
    const after = before.clone();
    expect(dictionaryEncode(after.graph)).toBe(1);
    after.graph.sweep();
    verifyModel(after);
    const stored = [...after.graph.initializers].map((v) => [v.constant?.dtype, v.constant?.tensor.data.length]);
    expect(stored.sort()).toEqual([
      ['float32', distinct],
      ['uint8', 2048],
    ]);
    expect([...(await optimizedModel(after)).graph.nodes()].map((n) => n.opType)).toEqual(['Sigmoid', 'Mul']);
    const feeds = { x: randomTensor([1, 2048], { seed: 3 }) };
    const [a, b] = [await runModel(before, feeds, { optimization: 'all' }), await runModel(after, feeds, { optimization: 'all' })];
    expect(b['y']?.data).toEqual(a['y']?.data);
  });

  test.each([
    ['of more values than a byte can tell apart', decode(2048, 257)],
    ['that is small', decode(1023, 16)],
    ['that an operator does not compute with', decode(2048, 16, 'PRelu')],
    [
      'that is a weight',
      decode(4096, 16).replace('[1,4096] anchors', '[64,64] anchors').replaceAll('[1,4096]', '[1,64]').replace('Mul', 'MatMul'),
    ],
  ])('%s: stays as it is', (_, text) => {
    const model = parseModel(text);
    expect(dictionaryEncode(model.graph)).toBe(0);
    expect([...model.graph.nodes()].length).toBe(2);
  });
});
