import type { Race } from '../race.ts';

/** A race with this verdict, close to 1. */
export function raceOf(verdict: Race['verdict']): Race {
  return { verdict, isBusy: true, speedup: 0.97, low: 0.9, high: 1.05, confidence: 0.95, roundCount: 60, floatUs: 97, integerUs: 100 };
}
