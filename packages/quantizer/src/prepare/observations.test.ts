import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { backends } from '../backends/index.ts';
import type { Observation } from '../ports.ts';
import { observationsFor } from './prepare.ts';

function observationOf(name: string, body: string): Observation | undefined {
  const model = parseModel(`
    <ir_version: 8, opset_import: ["" : 17]>
    g (float[1,4,8,8] x) => (float[1,4,8,8] y)
    <float zero = {0}, float low = {-1}, float six = {6}, float[4,4,1,1] w = random(seed=1, std=0.4), float[4,4,1,1] v = random(seed=2, std=0.4)> { ${body} }`);
  for (const node of model.graph.nodes()) node.name = node.output.name;
  return observationsFor(model, backends['ort-cpu-vnni']).find(({ value }) => value === name);
}

const minimumOf = (name: string, body: string) => observationOf(name, body)?.minimum;

test('a minimum is sampled where only a SiLU reads the value, and exact where anything else does too', () => {
  expect(minimumOf('c', 'c = Conv(x, w) s = Sigmoid(c) m = Mul(c, s) y = Conv(m, v)')).toBe('sampled');
  expect(minimumOf('c', 'c = Conv(x, w) s = Sigmoid(c) m = Mul(c, s) d = Conv(m, v) y = Add(c, d)')).toBe('exact');
  expect(minimumOf('c', 'c = Conv(x, w) y = Conv(c, v)')).toBe('exact');
});

test('a minimum is zero behind a Relu', () => {
  expect(minimumOf('r', 'c = Conv(x, w) r = Relu(c) y = Conv(r, v)')).toBe('zero');
});

test('a bound is known behind a Clip from 0, not behind a Relu or where the other end is open', () => {
  expect(observationOf('r', 'c = Conv(x, w) r = Clip(c, zero, six) y = Conv(r, v)')).toEqual({ value: 'r', minimum: 'zero', bound: 6 });
  expect(observationOf('r', 'c = Conv(x, w) r = Relu(c) y = Conv(r, v)')).not.toHaveProperty('bound');
  expect(observationOf('r', 'c = Conv(x, w) r = Clip(c, low, six) y = Conv(r, v)')).toEqual({ value: 'r', minimum: 'exact' });
});
