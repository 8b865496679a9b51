import type { RaceDecision } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { raceDiagnostics, racesPart } from './races-part.ts';

const measured = { speedup: 1, low: 0.9, high: 1.1, confidence: 0.95, roundCount: 60, floatUs: 300, integerUs: 300 };
const clear: RaceDecision = { ...measured, verdict: 'not-slower', isBusy: false, outcome: 'integers' };
const open: RaceDecision = {
  ...measured,
  verdict: 'inconclusive',
  isBusy: true,
  outcome: 'integers',
  predicted: { floatUs: 300, integerUs: 200 },
};

test('a race on a busy machine is reported with who decided, and as a remark', () => {
  const races = racesPart({ races: [open] });
  expect(races).toMatchObject([{ machine_busy: true, decided_by: 'cost-table', outcome: 'integers', round_count: 60 }]);
  expect(races[0]?.explanation).toMatch(/inconclusive on a busy machine .* the cost table decided/);
  expect(raceDiagnostics({ races: [open] })).toEqual([{ code: 'race/inconclusive', severity: 'info', message: races[0]?.explanation }]);
});

test('a race that decided by itself is no remark', () => {
  expect(racesPart({ races: [clear] })).toMatchObject([{ machine_busy: false, decided_by: 'race' }]);
  expect(raceDiagnostics({ races: [clear] })).toEqual([]);
});
