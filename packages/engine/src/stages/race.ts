import { speedResolution } from '@octet/contracts';
import type { Feeds } from '@octet/quantizer';
import { benchmark } from '@octet/runtime';

const seconds = 1;

/**
 * Whether the artifact on integers is slower than the FP32 model, as a sentence for the report; undefined where it is not. Measured, since
 * depthwise and small convolutions win on one CPU and lose on the next; interleaved, and only a loss that the interval confirms counts.
 */
export async function slowerThanFloat(
  models: { readonly fp32: Uint8Array; readonly int8: Uint8Array },
  feeds: readonly Feeds[],
  signal?: AbortSignal | undefined,
): Promise<string | undefined> {
  const result = await benchmark({ fp32: models.fp32, int8: models.int8 }, feeds, {
    minSeconds: seconds,
    rounds: 20,
    ...(signal === undefined ? {} : { signal }),
  });
  const race = result.speedups.int8;
  if (race === undefined || race.high >= 1 - speedResolution) return undefined;
  const us = (time: number) => `${time.toFixed(0)} µs`;
  return `slower in integers on this CPU: the whole model took ${us(race.candidateUs)} on integers and ${us(race.baselineUs)} in float (${race.ratio.toFixed(2)}×)`;
}
