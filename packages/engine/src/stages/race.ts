import type { Feeds, Race } from '@octet/quantizer';
import { benchmark, type PairedRatio, pairedRatio } from '@octet/runtime';
import { isBusy, raceVerdict } from './race-verdict.ts';

export interface RaceOptions {
  readonly feeds: readonly Feeds[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

const secondsPerHeat = 1;
const roundsPerHeat = 20;
const seed = 20250101;

/**
 * The artifact on integers against the FP32 model. Measured, since depthwise and small convolutions win on one CPU and lose on the next; in
 * interleaved rounds, whose ratios are what counts; in further heats, with the sessions opened again, while it is too close to tell.
 */
export async function race(
  models: { readonly fp32: Uint8Array; readonly int8: Uint8Array },
  { feeds, signal, onProgress }: RaceOptions,
): Promise<Race> {
  const rounds: { readonly fp32: number[]; readonly int8: number[] } = { fp32: [], int8: [] };
  for (let heat = 1; ; heat++) {
    const result = await benchmark({ fp32: models.fp32, int8: models.int8 }, feeds, {
      minSeconds: secondsPerHeat,
      rounds: roundsPerHeat,
      onProgress: (done) => onProgress(Math.round(100 * (heat - 1 + done)), 100 * heat),
      ...(signal === undefined ? {} : { signal }),
    });
    for (const name of ['fp32', 'int8'] as const) rounds[name].push(...(result.models[name]?.roundsUs ?? []));
    const ratio = pairedRatio(rounds.fp32, rounds.int8, { seed });
    const busy = isBusy(result);
    const verdict = raceVerdict(ratio, { count: heat, isBusy: busy });
    if (verdict !== 'again') return { verdict, isBusy: busy, ...measured(ratio) };
  }
}

function measured(ratio: PairedRatio): Omit<Race, 'verdict' | 'isBusy'> {
  const { low, high, confidence, roundCount, baselineUs, candidateUs } = ratio;
  return { speedup: ratio.ratio, low, high, confidence, roundCount, floatUs: baselineUs, integerUs: candidateUs };
}
