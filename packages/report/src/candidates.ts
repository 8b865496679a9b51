import { type Actions, decibelsAsNumber } from '@octet/contracts';
import { visible } from './visible.ts';

export type Candidate = NonNullable<NonNullable<Actions['search']>['candidates']>[number];

const namedLimit = 3;

/** What sets a candidate apart from the others, in words. */
export function candidateWords({ kind, float_layers: layers }: Candidate): string {
  if (kind === 'weights-only') return 'all layers compute in float, weights stored as int8';
  if (layers.length === 0) return 'no layer in float for accuracy';
  const named = layers.slice(0, namedLimit).map((layer) => visible(layer, 64));
  const more = layers.length > namedLimit ? ` and ${layers.length - namedLimit} more` : '';
  return `in float: ${named.join(', ')}${more}`;
}

export interface Placed {
  readonly candidate: Candidate;
  readonly ms: number;
  readonly db: number;
}

/** Measured, or else predicted, microseconds; ∞ where neither is known. */
export const timeUs = ({ measured, predicted_us }: Candidate): number => measured?.p50_us ?? predicted_us ?? Number.POSITIVE_INFINITY;

/** The candidates that have a place in the plane of latency and SQNR, the fastest first. */
export function placed(candidates: readonly Candidate[]): Placed[] {
  const all = candidates.map((candidate) => ({ candidate, ms: timeUs(candidate) / 1e3, db: decibelsAsNumber(candidate.sqnr_db) }));
  return all.filter(({ ms, db }) => Number.isFinite(ms) && Number.isFinite(db)).sort((a, b) => a.ms - b.ms || b.db - a.db);
}

/** Those that no other beats in both, the fastest first. Measured ones only: a prediction beats nothing. */
export function paretoFront(points: readonly Placed[]): Placed[] {
  const measured = points.filter(({ candidate }) => candidate.measured !== undefined);
  return measured.filter((a) => !measured.some((b) => b.ms <= a.ms && b.db >= a.db && (b.ms < a.ms || b.db > a.db)));
}
