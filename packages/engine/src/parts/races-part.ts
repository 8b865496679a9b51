import type { Actions, Diagnostic } from '@octet/contracts';
import { explainRace, type Quantized } from '@octet/quantizer';

/** The races of artifacts on integers against FP32, and what decided each. */
export function racesPart({ races }: Pick<Quantized, 'races'>): NonNullable<Actions['races']> {
  return races.map((race) => ({
    speedup: race.speedup,
    speedup_interval: { low: race.low, high: race.high, confidence: race.confidence, method: 'bootstrap' },
    round_count: race.roundCount,
    machine_busy: race.isBusy,
    decided_by: race.predicted === undefined ? 'race' : 'cost-table',
    outcome: race.outcome,
    explanation: explainRace(race),
  }));
}

/** What was not decided by measurement is said where it is read first. */
export function raceDiagnostics({ races }: Pick<Quantized, 'races'>): Diagnostic[] {
  return races
    .filter(({ predicted }) => predicted !== undefined)
    .map((race) => ({ code: 'race/inconclusive', severity: 'info', message: explainRace(race) }));
}
