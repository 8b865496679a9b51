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
    results.push(
      await benchmark({ fp32: models.fp32, int8: models.int8 }, options.feeds, {
        threads,
        minSeconds: secondsPerSetting,
        onProgress: (done) => options.onProgress(Math.round(100 * (before + done)), 100 * options.threads.length),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      }),
    );
  }
  return results;
}
