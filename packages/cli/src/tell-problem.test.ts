import { ProblemError, problems } from '@octet/contracts';
import { expect, test } from 'vitest';
import { tellProblem } from './tell-problem.ts';

const told = (error: unknown) => {
  const objects: unknown[] = [];
  let text = '';
  tellProblem(error, {
    json: (value) => void objects.push(value),
    err(t) {
      text += t;
    },
  });
  return { text, objects };
};

test('says what, where and what next, with the code and its page; the same as an object', () => {
  const { text, objects } = told(new ProblemError('dataset/empty', 'There are no samples.', { where: 'data.npz' }));
  const { fix } = problems['dataset/empty'];
  expect(text).toBe(`octet: There are no samples.\n  where: data.npz\n  fix: ${fix}\n  [dataset/empty] docs/problems/dataset-empty.md\n`);
  expect(objects).toEqual([{ problem: expect.objectContaining({ code: 'dataset/empty', where: 'data.npz', fix }) }]);
});

test('says a place that the words hold already only once', () => {
  expect(told(new ProblemError('dataset/empty', '"data.npz" is empty.', { where: 'data.npz' })).text).not.toContain('where:');
});

test('lists faults that the words do not name, each with its pointer', () => {
  const faults = [
    { pointer: '/target', message: 'must be one of auto, openvino' },
    { pointer: '', message: 'must be an object' },
  ];
  const { text } = told(new ProblemError('recipe/invalid', 'Recipe: /target must be one of auto, openvino.', { faults }));
  expect(text).toContain('octet: Recipe: /target must be one of auto, openvino.\n  (the file) must be an object\n  fix:');
});

test('a fault of Octet comes with its stack, for the report; a refusal does not', () => {
  expect(told(new TypeError('x is undefined')).text).toMatch(/\[internal\].*TypeError: x is undefined\n +at /s);
  expect(told(new ProblemError('dataset/empty', 'There are no samples.')).text).not.toContain(' at ');
});
