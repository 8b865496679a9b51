import type { Candidate } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { worthTiming } from './worth-timing.ts';

const candidate = (name: string, [predictedUs, sqnrDb]: readonly [number, number], more: Partial<Candidate> = {}): Candidate =>
  ({ floatLayers: [name], score: { loss: 0, sqnrDb }, predictedUs, isChosen: false, ...more }) as Candidate;

const beaten = candidate('beaten', [20, 22]);
const moreBeaten = candidate('more beaten', [30, 21]);
const front = candidate('front', [15, 30]);
const seen = candidate('seen', [40, 10], { dropPoints: 2 });
const none = candidate('', [10, 20], { floatLayers: [] });
const chosen = candidate('chosen', [50, 25], { isChosen: true });
const all = [moreBeaten, beaten, front, seen, none, chosen];

test('the chosen one comes first, then what it was chosen from: no float, what was looked at, what no other beats, then by SQNR', () => {
  expect(worthTiming(all, 9)).toEqual([chosen, none, seen, front, beaten, moreBeaten]);
});

test('no more than there is time for', () => {
  expect(worthTiming(all, 2)).toEqual([chosen, none]);
});
