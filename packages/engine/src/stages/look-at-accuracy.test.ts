import type { Accuracy } from '@octet/contracts';
import { expect, test } from 'vitest';
import { accuracyLooks } from './look-at-accuracy.ts';

const worth = (drop_points: number) => ({ metric: { name: 'top1', fp32: 0.9, int8: 0.9 - drop_points / 100, drop_points } }) as Accuracy;
const artifact = (byte: number) => Uint8Array.of(byte);

function looks(maxDropPoints: number | null, isLabelled = true) {
  const evaluated: number[] = [];
  const evaluate = async ([byte = 0]: Uint8Array) => {
    evaluated.push(byte);
    return worth(byte);
  };
  return { ...accuracyLooks(maxDropPoints, { isLabelled, evaluate }), evaluated };
}

test('an artifact passes at the gate, and not above it', async () => {
  const { look } = looks(2);
  expect(await look(artifact(2))).toEqual({ dropPoints: 2, passes: true });
  expect(await look(artifact(3))).toEqual({ dropPoints: 3, passes: false });
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
