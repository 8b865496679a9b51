import type { Feeds } from '@octet/quantizer';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import { checkFeeds } from '../session/check-feeds.ts';
import type { OrtSession, OrtSessionOptions } from '../session/ort-session.ts';
import { openOrtSession } from '../session/ort-session.ts';
import { type BoundRun, bindRun } from '../session/run-session.ts';

/** Times models in one thread: each call is one round of bursts. */
export interface BenchTask extends TaskTypes {
  readonly opening: { readonly models: readonly Uint8Array[]; readonly feeds: readonly Feeds[]; readonly options: OrtSessionOptions };
  /** Untimed runs of each model so far. */
  readonly opened: { readonly warmUpRuns: number };
  /** `order`: indices of the models, in the order of their bursts. */
  readonly call: { readonly order: readonly number[] };
  /** Microseconds of every timed run of the round, by model; fewer where the round was stopped. */
  readonly answer: readonly Float64Array[];
  readonly event: never;
}

/** A burst is long enough to outweigh what the other model left in the caches, short enough that both see the same machine. */
const burstUs = 4000;
const longestBurst = 50;
const warmUpRuns = 3;
/** One more that is not among the results: its time says how many make a burst. */
const sizingRuns = 1;
/** Untimed runs in front of a burst for each of its own. */
const warmUpShare = 1 / 4;

export const openTask: OpenTask<BenchTask> = async ({ models, feeds, options }) => {
  const lanes: Lane[] = [];
  for (const model of models) lanes.push(await openLane(model, feeds, options));
  let round = 0;
  return {
    opened: { warmUpRuns: warmUpRuns + sizingRuns },
    async call({ order }, stop) {
      const times = lanes.map(() => new Float64Array(0));
      for (const i of order) {
        const lane = lanes[i];
        if (lane === undefined) continue;
        // Not timed: brings weights and code back into the caches.
        for (let warm = 0; warm < lane.burst * warmUpShare && !stop.stopped; warm++) await lane.run(round + warm);
        const burst = new Float64Array(lane.burst);
        let count = 0;
        for (; count < burst.length && !stop.stopped; count++) burst[count] = await timed(() => lane.run(round + count));
        times[i] = burst.slice(0, count);
      }
      round++;
      return new Sent(times);
    },
    async close() {
      for (const lane of lanes) await lane.session.native.release();
    },
  };
};

interface Lane {
  readonly session: OrtSession;
  /** Timed runs of one burst. */
  readonly burst: number;
  /** One run, on feed i modulo the feeds: in one round, every model sees the same ones. */
  readonly run: (i: number) => Promise<void>;
}

async function openLane(model: Uint8Array, feeds: readonly Feeds[], options: OrtSessionOptions): Promise<Lane> {
  const session = await openOrtSession(model, options);
  const bound = feeds.map((f) => {
    checkFeeds(f, session.inputs);
    return bindRun(session, f);
  });
  const run = async (i: number) => {
    await (bound[i % bound.length] as BoundRun)();
  };
  for (let i = 0; i < warmUpRuns; i++) await run(i);
  const us = await timed(() => run(warmUpRuns));
  return { session, run, burst: Math.min(Math.max(Math.floor(burstUs / us), 1), longestBurst) };
}

async function timed(run: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) * 1000;
}
