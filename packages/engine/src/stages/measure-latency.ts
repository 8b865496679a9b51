import type { Feeds } from '@octet/quantizer';
import { benchmark, type LatencyResult } from '@octet/runtime';

export interface LatencyOptions {
  readonly feeds: readonly Feeds[];
  readonly threads: readonly number[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

const secondsPerSetting = 2;

/** FP32 and INT8 in interleaved rounds on real inputs, once for every number of threads. */
export async function measureLatency(
  models: { readonly fp32: Uint8Array; readonly int8: Uint8Array },
  options: LatencyOptions,
): Promise<LatencyResult[]> {
  const results: LatencyResult[] = [];
  for (const threads of options.threads) {
    const before = results.length;
    const setting = {
      threads,
      minSeconds: secondsPerSetting,
      onProgress: (done: number) => options.onProgress(Math.round(100 * (before + done)), 100 * options.threads.length),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    };
    results.push(
      models.int8 === models.fp32
        ? withItself(await benchmark({ fp32: models.fp32 }, options.feeds, setting))
        : await benchmark({ ...models }, options.feeds, setting),
    );
  }
  return results;
}

/** A model that is unchanged needs no race with itself, which noise alone would decide. */
function withItself(result: LatencyResult): LatencyResult {
  const { fp32 } = result.models;
  const us = fp32?.p50Us ?? Number.NaN;
  const same = { ratio: 1, low: 1, high: 1, baselineUs: us, candidateUs: us, confidence: 0.95, roundCount: result.roundCount };
  return fp32 === undefined ? result : { ...result, models: { fp32, int8: fp32 }, speedups: { int8: same } };
}
