import { parseModel } from '@octet/onnx';
import { expect, test } from 'vitest';
import { QuantizerError } from '../errors.ts';
import { type Exclusion, excludedNodes } from './exclusions.ts';

const model = parseModel(`g (float[4] x) => (float[4] y) { [head_a] a = Relu(x) [head_b] b = Neg(a) [c] y = Relu(b) }`);
const excluded = (...exclusions: Exclusion[]) => [...excludedNodes(model, exclusions).keys()].map((n) => n.name);

test('matches by name anywhere, by operator exactly, and by both together', () => {
  expect(excluded({ name: 'head_' })).toEqual(['head_a', 'head_b']);
  expect(excluded({ op: 'Relu' })).toEqual(['head_a', 'c']);
  expect(excluded({ name: 'head_', op: 'Relu' })).toEqual(['head_a']);
  expect(excluded({ name: '^y$' })).toEqual(['c']);
});

test('finds a fused node by the names of those that it stands for', () => {
  const fused = model.clone();
  [...fused.graph.nodes()][0]?.origins.add('bn/7');
  expect([...excludedNodes(fused, [{ name: 'bn/7' }]).values()].map(({ text }) => text)).toEqual(['excluded by the recipe (name /bn/7/)']);
});

test('an exclusion that matches nothing is an error, as is a pattern that is none', () => {
  const code = (exclusion: Exclusion) => {
    try {
      excludedNodes(model, [exclusion]);
    } catch (e) {
      return e instanceof QuantizerError ? `${e.code} ${e.where}` : String(e);
    }
    return 'no error';
  };
  expect(code({ name: 'haed' })).toBe('recipe/no-match haed');
  expect(code({ op: 'relu' })).toBe('recipe/no-match relu');
  expect(code({ name: '(' })).toBe('recipe/unsupported (');
});
