import type { Feeds } from '@octet/quantizer';
import { QuantizerError } from '@octet/quantizer';
import { StopFlag } from '../pool/stop-flag.ts';
import { throwIfCanceled } from '../pool/stream-samples.ts';
import { WorkerPool } from '../pool/worker-pool.ts';
import { Sent } from '../pool/worker-task.ts';
import { buffersOf, copyToMove } from '../session/movable.ts';
import type { BenchTask } from './bench-task.ts';
import { burstOrders } from './burst-orders.ts';
import { watchOtherLoad } from './other-load.ts';
import { type PairedRatio, pairedRatio } from './paired-ratio.ts';
import { medianOf, quantileOf } from './quantile.ts';

export interface BenchmarkOptions {
  /** Rounds at least; default 10. Each is one burst of runs per model. */
  readonly rounds?: number;
  /** Goes on until they took this long, too; default 3. */
  readonly minSeconds?: number;
  /**
   * Times that all models are opened anew, the rounds spread over them; default 3. Where a session's weights come to lie in memory stays as it
   * is while it is open, and moves a model of 8 MB by up to a quarter of its time.
   */
  readonly openings?: number;
  /** Intra-op threads of each session; default 1. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /** `done`: part of the work, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

export interface ModelLatency {
  /** Every timed run in the order it ran, microseconds. */
  readonly runsUs: Float64Array;
  /** Median run of each round, microseconds. */
  readonly roundsUs: readonly number[];
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly samplesPerSecond: number;
}

export interface LatencyResult {
  readonly models: Readonly<Record<string, ModelLatency>>;
  /** The first model's time over each other model's. */
  readonly speedups: Readonly<Record<string, PairedRatio>>;
  readonly threads: number;
  /** Length of the first axis of the first input: samples in one run. */
  readonly batch: number;
  readonly roundCount: number;
  /** Untimed runs of each model behind an opening, besides those in front of every burst. */
  readonly warmUpRuns: number;
  /** Share of the machine that others took meanwhile, 0 to 1 (other-load.ts). */
  readonly otherLoad: number;
}

const benchTask = new URL('./bench-task.ts', import.meta.url);
const bootstrapSeed = 20250101;

/**
 * Times models against each other on the same inputs: rounds of short bursts, in another order every round, in a thread of its own; the
 * sessions are opened anew a few times meanwhile. The first model is the baseline of the ratios. Rejects with 'runtime/load-failed',
 * 'runtime/run-failed' or 'canceled'.
 */
export async function benchmark(
  models: Readonly<Record<string, Uint8Array>>,
  feeds: readonly Feeds[],
  options: BenchmarkOptions = {},
): Promise<LatencyResult> {
  const { rounds = 10, minSeconds = 3, openings = 3, threads = 1, signal } = options;
  const names = Object.keys(models);
  const firstFeeds = feeds[0];
  if (firstFeeds === undefined) throw new QuantizerError('calibration/no-samples', 'a benchmark needs at least one input');
  throwIfCanceled(signal);
  await using pool = new WorkerPool(1);
  const stop = new StopFlag();
  const onAbort = () => stop.stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  const orders = burstOrders(names.length);
  const bursts: Float64Array[][] = names.map(() => []);
  const roundsEach = Math.ceil(rounds / openings);
  const secondsEach = minSeconds / openings;
  const otherLoad = watchOtherLoad();
  let round = 0;
  let warmUpRuns = 0;
  const timeOpening = async (opening: number) => {
    await using task = await pool.openTask<BenchTask>(benchTask, {
      opening: () => {
        const own = Object.values(models).map((m) => new Uint8Array(m));
        const ownFeeds = feeds.map(copyToMove);
        const transfer = [...own.map((m) => m.buffer), ...buffersOf(ownFeeds)];
        return new Sent({ models: own, feeds: ownFeeds, options: { threads } }, transfer);
      },
    });
    throwIfCanceled(signal);
    warmUpRuns = task.opened[0]?.warmUpRuns ?? 0;
    const start = performance.now();
    for (let own = 1, done = 0; done < 1; own++, round++) {
      const answer = await task.call(0, new Sent({ order: orders[round % orders.length] ?? [] }), stop);
      throwIfCanceled(signal);
      for (const [i, burst] of answer.entries()) bursts[i]?.push(burst);
      const seconds = (performance.now() - start) / 1000;
      done = Math.min(1, own / roundsEach, secondsEach > 0 ? seconds / secondsEach : 1);
      options.onProgress?.((opening + done) / openings);
    }
  };
  try {
    for (let opening = 0; opening < openings; opening++) await timeOpening(opening);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  const batch = Object.values(firstFeeds)[0]?.dims[0] ?? 1;
  const latencies = bursts.map((b) => latencyOf(b, batch));
  const baseline = latencies[0]?.roundsUs ?? [];
  return {
    models: Object.fromEntries(names.map((name, i) => [name, latencies[i] as ModelLatency])),
    speedups: Object.fromEntries(
      names.slice(1).map((name, i) => [name, pairedRatio(baseline, latencies[i + 1]?.roundsUs ?? [], { seed: bootstrapSeed })]),
    ),
    threads,
    batch,
    roundCount: round,
    warmUpRuns,
    otherLoad: otherLoad(),
  };
}

function latencyOf(bursts: readonly Float64Array[], batch: number): ModelLatency {
  const runsUs = Float64Array.from(bursts.flatMap((b) => [...b]));
  const ascending = runsUs.toSorted();
  let totalUs = 0;
  for (const us of runsUs) totalUs += us;
  return {
    runsUs,
    roundsUs: bursts.map(medianOf),
    p50Us: quantileOf(ascending, 0.5),
    p90Us: quantileOf(ascending, 0.9),
    p99Us: quantileOf(ascending, 0.99),
    samplesPerSecond: (runsUs.length * batch * 1e6) / totalUs,
  };
}
