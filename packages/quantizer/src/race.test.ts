import { expect, test } from 'vitest';
import { decideRace, explainRace, reasonForFloat } from './race.ts';
import { raceOf } from './testing/race-of.ts';

const predict = (floatUs: number, integerUs: number) => () => ({ floatUs, integerUs });
const never = () => {
  throw new Error('the cost table was asked');
};

test('a race that can tell decides, and the cost table is not asked', () => {
  expect(decideRace(raceOf('slower'), never).outcome).toBe('float');
  expect(decideRace(raceOf('not-slower'), never).outcome).toBe('integers');
  expect(explainRace(decideRace(raceOf('not-slower'), never))).toBe(
    'The race decided for integers: 0.97× as fast as FP32, 0.90 to 1.05, 60 rounds.',
  );
  expect(reasonForFloat(decideRace(raceOf('slower'), never))).toMatch(/^slower in integers on this CPU: .*100 µs on integers and 97 µs/);
});

test('where it cannot, the cost table decides, whatever the race leaned to, and the words say so', () => {
  const kept = decideRace(raceOf('inconclusive'), predict(300, 200));
  expect(kept.outcome).toBe('integers');
  expect(explainRace(kept)).toBe(
    'The race was inconclusive on a busy machine (0.97× as fast as FP32, 0.90 to 1.05, 60 rounds): the cost table decided for integers, 200 µs against 300 µs in float.',
  );
  const lost = decideRace({ ...raceOf('inconclusive'), isBusy: false }, predict(200, 300));
  expect(lost.outcome).toBe('float');
  expect(explainRace(lost)).toMatch(
    /^The race was too close to call .* the cost table decided for float, 300 µs against 200 µs in float\.$/,
  );
  expect(reasonForFloat(lost)).toMatch(/^slower in integers by the cost table/);
});

test('a table that expects the same of both leaves the integers, and so does none', () => {
  expect(decideRace(raceOf('inconclusive')).outcome).toBe('integers');
  expect(decideRace(raceOf('inconclusive'), predict(200, 200)).outcome).toBe('integers');
});
