import { expect, test } from 'vitest';
import { isForgiven, outcomeOfExit } from './outcome-of-exit.ts';

test.each([
  { kind: 'out-of-memory', first: 'failed', second: 'failed', code: 'job/out-of-memory' },
  { kind: 'cpu-time', first: 'failed', second: 'failed', code: 'job/time-limit' },
  { kind: 'file-size', first: 'failed', second: 'failed', code: 'output/no-space' },
  { kind: 'killed', first: 'released', second: 'failed', code: 'job/out-of-memory' },
  { kind: 'crashed', first: 'released', second: 'failed', code: 'job/crashed' },
  { kind: 'not-started', first: 'released', second: 'released', code: 'service/unavailable' },
] as const)('$kind: first $first, then $second, with $code', ({ kind, first, second, code }) => {
  expect(outcomeOfExit(kind, 1)).toMatchObject({ status: first, problem: { code } });
  expect(outcomeOfExit(kind, 2)).toMatchObject({ status: second, problem: { code } });
});

test('a problem that another try may cure is forgiven once, any other never', () => {
  expect([isForgiven(true, 1), isForgiven(true, 2), isForgiven(false, 1)]).toEqual([true, false, false]);
});
