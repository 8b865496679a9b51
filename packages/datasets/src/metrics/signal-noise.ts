import { answerPair, numbersOf } from './answers.ts';
import type { Accumulator, FidelityResult } from './metric.ts';

interface Energy {
  signal: number;
  noise: number;
  maxAbsError: number;
}

const worstKept = 10;

/**
 * SQNR in dB = 10·log10(Σx² / Σ(x − x̂)²), sums over the whole set. +∞ where nothing differs; −∞ where there is an error but no signal, or
 * where an error is not finite, so that a broken model never looks like an exact one.
 */
export function sqnrDb(): Accumulator<FidelityResult> {
  const energies = new Map<string, Energy>();
  const worst: { index: number; sqnrDb: number }[] = [];
  let samples = 0;
  return {
    add(pair) {
      const index = pair.index ?? samples;
      samples++;
      const own: Energy = { signal: 0, noise: 0, maxAbsError: 0 };
      for (const name of Object.keys(pair.fp32)) {
        const { fp32, int8 } = answerPair(pair, name);
        if (fp32.dtype === 'string' || fp32.dtype === 'bool') continue;
        const e = measure(numbersOf(fp32), numbersOf(int8));
        merge(own, e);
        const total = energies.get(name);
        if (total === undefined) energies.set(name, e);
        else merge(total, e);
      }
      worst.push({ index, sqnrDb: ratioDb(own) });
      worst.sort((a, b) => (a.sqnrDb === b.sqnrDb ? a.index - b.index : a.sqnrDb < b.sqnrDb ? -1 : 1));
      if (worst.length > worstKept) worst.pop();
    },
    result() {
      const all: Energy = { signal: 0, noise: 0, maxAbsError: 0 };
      const outputs: Record<string, number> = {};
      const maxAbsError: Record<string, number> = {};
      for (const [name, e] of energies) {
        outputs[name] = ratioDb(e);
        maxAbsError[name] = e.maxAbsError;
        merge(all, e);
      }
      return {
        kind: 'fidelity',
        metric: 'sqnr_db',
        samples,
        total: energies.size === 0 ? null : ratioDb(all),
        outputs,
        maxAbsError,
        worst: worst.map((w) => ({ ...w })),
      };
    },
  };
}

function measure(x: ArrayLike<number>, y: ArrayLike<number>): Energy {
  let signal = 0;
  let noise = 0;
  let maxAbsError = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i] as number;
    // Equal infinities (a masked score) differ by NaN, and by nothing.
    const b = y[i] as number;
    if (a === b) {
      if (Number.isFinite(a)) signal += a * a;
      continue;
    }
    const d = a - b;
    signal += a * a;
    noise += d * d;
    if (!(Math.abs(d) <= maxAbsError)) maxAbsError = Math.abs(d);
  }
  return { signal, noise, maxAbsError };
}

function merge(into: Energy, e: Energy): void {
  into.signal += e.signal;
  into.noise += e.noise;
  if (!(e.maxAbsError <= into.maxAbsError)) into.maxAbsError = e.maxAbsError;
}

function ratioDb({ signal, noise }: Energy): number {
  if (noise === 0) return Number.POSITIVE_INFINITY;
  if (!Number.isFinite(noise) || !Number.isFinite(signal)) return Number.NEGATIVE_INFINITY;
  return 10 * Math.log10(signal / noise);
}
