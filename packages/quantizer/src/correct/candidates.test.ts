import { expect, test } from 'vitest';
import { type Candidate, CandidateList } from './candidates.ts';

const candidate = (floatLayers: string[], loss: number, more: Partial<Candidate> = {}): Omit<Candidate, 'isChosen'> => ({
  kind: 'integers',
  floatLayers,
  score: { loss, sqnrDb: -10 * Math.log10(loss) },
  isRefined: false,
  predictedUs: 1,
  build: () => {
    throw new Error('not built here');
  },
  ...more,
});

test('trials with the same layers in float, in whatever order, are one candidate, worth what the best of them is', () => {
  const list = new CandidateList();
  for (const loss of [0.3, 0.1, 0.2]) list.add(candidate(loss === 0.1 ? ['b', 'a'] : ['a', 'b'], loss));
  list.add(candidate([], 0.4));
  list.add(candidate([], 0.4, { kind: 'weights-only' }));
  expect(list.all(candidate([], 0)).map((c) => [c.kind, c.floatLayers.length, c.score.loss, c.isChosen])).toEqual([
    ['integers', 2, 0.1, false],
    ['integers', 0, 0.4, true],
    ['weights-only', 0, 0.4, false],
  ]);
});

test('one with ranges and biases of its own stands for the candidate, even where a first try looked better; what was seen of it stays', () => {
  const list = new CandidateList();
  list.add(candidate(['a'], 0.2, { isRefined: true, dropPoints: 3 }));
  list.add(candidate(['a'], 0.1));
  list.add(candidate(['a'], 0.2, { isRefined: true }));
  expect(list.all(candidate(['a'], 0))).toMatchObject([{ score: { loss: 0.2 }, isRefined: true, dropPoints: 3, isChosen: true }]);
});
