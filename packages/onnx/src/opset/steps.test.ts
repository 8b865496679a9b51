import { expect, test } from 'vitest';
import { compatibleChanges } from './compatible-changes.ts';
import { opsetHistory } from './opset-history.ts';
import { opsetSteps } from './steps.ts';

const steps = opsetSteps.map((s) => `${s.op}@${s.version}`);
const compatible = Object.values(compatibleChanges).flatMap((ops) =>
  Object.entries(ops).flatMap(([op, versions]) => versions.map((v) => `${op}@${v}`)),
);

test('every change of an op up to opset 17 is either worked on or known to be compatible', () => {
  const changes = Object.entries(opsetHistory).flatMap(([op, [, ...later]]) => later.map((v) => `${op}@${v}`));
  expect([...steps, ...compatible].sort()).toEqual(changes.sort());
});

test('no change is listed twice', () => {
  const all = [...steps, ...compatible];
  expect(all.filter((c, i) => all.indexOf(c) !== i)).toEqual([]);
});

test('the history reaches from the ops of opset 1 to those of 17', () => {
  expect(Object.keys(opsetHistory)).toHaveLength(178);
  expect(opsetHistory['Softmax']).toEqual([1, 11, 13]);
  expect(Math.max(...Object.values(opsetHistory).flat())).toBe(17);
});
