import type { Accuracy } from '@octet/contracts';
import { expect, test } from 'vitest';
import { accuracyLooks } from './look-at-accuracy.ts';

const worth = (drop_points: number, standardError?: number) => {
  const interval = (e: number) => ({ low: drop_points - 1.96 * e, high: drop_points + 1.96 * e, confidence: 0.95, method: 'McNemar' });
  const drop_interval = standardError === undefined ? {} : { drop_interval: interval(standardError) };
  return { metric: { name: 'top1', fp32: 0.9, int8: 0.9 - drop_points / 100, drop_points, ...drop_interval } } as Accuracy;
};
const artifact = (byte: number) => Uint8Array.of(byte);

function looks(maxDropPoints: number | null, isLabelled = true, standardError?: number) {
  const evaluated: number[] = [];
  const evaluate = async ([byte = 0]: Uint8Array) => {
    evaluated.push(byte);
    return worth(byte, standardError);
  };
  return { ...accuracyLooks(maxDropPoints, { isLabelled, evaluate }), evaluated };
}

test('an artifact is accurate at the gate, and not above it', async () => {
  const { look } = looks(2);
  expect(await look(artifact(2))).toEqual({ dropPoints: 2, verdict: 'accurate' });
  expect(await look(artifact(3))).toEqual({ dropPoints: 3, verdict: 'inaccurate' });
});

test('above the gate by less than a standard error it is undecided, by more it is inaccurate', async () => {
  const { look } = looks(2, true, 1.1);
  expect(await look(artifact(3))).toEqual({ dropPoints: 3, verdict: 'undecided' });
  expect(await look(artifact(4))).toEqual({ dropPoints: 4, verdict: 'inaccurate' });
  expect(await look(artifact(1))).toEqual({ dropPoints: 1, verdict: 'accurate' });
});

test('the artifact that is shipped is not evaluated again, another one is', async () => {
  const { look, evaluate, evaluated } = looks(2);
  await look(artifact(3));
  await look(artifact(1));
  expect(await evaluate(artifact(1))).toEqual(worth(1));
  expect(evaluated).toEqual([3, 1]);
  await evaluate(artifact(4));
  expect(evaluated).toEqual([3, 1, 4]);
});

test('without a gate or without labels nothing is looked at', async () => {
  for (const { look, evaluated } of [looks(null), looks(1, false)]) {
    expect(await look(artifact(9))).toBeUndefined();
    expect(evaluated).toEqual([]);
  }
});
