import Type, { type Static } from 'typebox';
import type { DeepReadonly } from '../deep-readonly.ts';

// Names of the wire are snake_case, as in the recipe, and end with their unit. Shares are 0 to 1.

export const text = () => Type.String();
export const count = () => Type.Integer({ minimum: 0 });
export const bytes = () => Type.Integer({ minimum: 0 });
export const share = (description = '0 to 1') => Type.Number({ minimum: 0, maximum: 1, description });
export const shape = () => Type.Array(Type.Integer({ minimum: 0 }));
export const qdtype = () => Type.Enum(['int8', 'uint8', 'int32', 'int16', 'uint16']);
export const sha256 = () => Type.String({ pattern: '^[0-9a-f]{64}$' });

/**
 * SQNR in dB = 10·log10(Σx² / Σ(x−x̂)²). JSON knows no infinities: `exact` means no error at all, `no-signal` an error on a
 * signal that is all zero. `decibels` makes one.
 */
export const decibelsSchema = Type.Union([Type.Number(), Type.Literal('exact'), Type.Literal('no-signal')]);
export type Decibels = Static<typeof decibelsSchema>;
export const decibelsOf = (description: string) => Type.Union(decibelsSchema.anyOf, { description });

/** `ratioDb`: 10·log10(signal / noise), +∞ without noise, −∞ without signal, NaN without either (which is exact). */
export function decibels(ratioDb: number): Decibels {
  if (Number.isFinite(ratioDb)) return ratioDb;
  return ratioDb === Number.NEGATIVE_INFINITY ? 'no-signal' : 'exact';
}

/** The number to compare with a threshold or to sort by. */
export function decibelsAsNumber(value: Decibels): number {
  if (typeof value === 'number') return value;
  return value === 'exact' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

export const intervalSchema = Type.Object({
  low: Type.Number(),
  high: Type.Number(),
  confidence: Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1, description: '0.95 for a 95 % interval' }),
  method: Type.String({ description: 'bootstrap, McNemar, Wilson …' }),
});
export type Interval = DeepReadonly<Static<typeof intervalSchema>>;

/** Whether what was measured may well lie on the other side of the threshold: nearer to it than one standard error, by its 95 % interval. */
export function isWithinNoise(measured: number, threshold: number, interval: Interval | undefined): boolean {
  if (interval === undefined) return false;
  const standardError = (interval.high - interval.low) / 2 / 1.96;
  return Math.abs(measured - threshold) <= standardError;
}

/**
 * Two sessions of the same file differ in speed by this share, by where their weights and code happen to lie in memory. No interval over rounds
 * holds it, so a speed-up nearer than this to a threshold tells nothing.
 */
export const speedResolution = 0.02;

/** Equal bins from min to max; counts[i] holds [min + i·w, min + (i+1)·w), the last bin its upper end too. */
export const histogramSchema = Type.Object({ min: Type.Number(), max: Type.Number(), counts: Type.Array(Type.Number({ minimum: 0 })) });
export type Histogram = DeepReadonly<Static<typeof histogramSchema>>;
