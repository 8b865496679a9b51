import { speedResolution } from '@octet/contracts';
import type { LatencyResult, PairedRatio } from '@octet/runtime';

export type RaceVerdict = 'slower' | 'not-slower' | 'again' | 'inconclusive';

/** A race that is close is repeated so often; some seconds in all. */
const heatLimit = 5;

/**
 * Whether INT8 is slower than FP32, by the interval of FP32 time / INT8 time over the rounds of all heats so far: below 1 by more than the
 * instrument resolves it is, from there on it is not, and in between nothing is known. Then another heat is run, unless the machine is busy: the
 * rounds stay paired there, so that a clear interval counts, but more of them tell little.
 */
export function raceVerdict({ low, high }: Pick<PairedRatio, 'low' | 'high'>, heats: { count: number; isBusy: boolean }): RaceVerdict {
  const least = 1 - speedResolution;
  if (high < least) return 'slower';
  if (low >= least) return 'not-slower';
  return heats.isBusy || heats.count >= heatLimit ? 'inconclusive' : 'again';
}

/** Share of the machine from which on others disturb. A machine that is left alone shows 0.02, one busy core of two 0.5. */
const busyLoad = 0.25;

/** Nine runs of ten are within this of the median, or something disturbs them: limits of a container's CPU time do not show as load. 1.1 to 1.3 alone. */
const disturbedSpread = 1.6;

export function isBusy({ otherLoad, models }: Pick<LatencyResult, 'otherLoad' | 'models'>): boolean {
  return otherLoad > busyLoad || Object.values(models).some(({ p50Us, p90Us }) => p90Us > disturbedSpread * p50Us);
}
