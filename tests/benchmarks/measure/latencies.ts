import type { Feeds } from '@octet/quantizer';
import { benchmark, type PairedRatio, pairedRatio } from '@octet/runtime';
import { median } from './page.ts';

/** Latencies of models that were timed in the same rounds. */
export interface Latencies {
  readonly threads: number;
  readonly rounds: number;
  /** Median of the rounds' medians, milliseconds, batch 1. */
  readonly ms: Readonly<Record<string, number>>;
  /** Time of `baseline` over time of `candidate`, paired by round. Above 1: the candidate is faster. */
  ratio(baseline: string, candidate: string): PairedRatio;
}

export interface LatencyEffort {
  readonly rounds: number;
  readonly minSeconds: number;
}

/**
 * Times each session is opened anew: where its weights come to lie in memory stays as it is while it is open, and moves MiniCNN's 8 MB by up to
 * a quarter of its time.
 */
const openings = 5;
const wideInterval = 0.03;
const mostOpenings = 4 * openings;
const seed = 20250101;

/**
 * Times the models in interleaved rounds, spread over several openings of all of them; goes on, up to four times as long, while some model's
 * speed against the first is known worse than to 3 %.
 */
export async function measureLatencies(
  models: Readonly<Record<string, Uint8Array>>,
  feeds: readonly Feeds[],
  options: LatencyEffort & { readonly threads: number },
): Promise<Latencies> {
  const names = Object.keys(models);
  const roundsUs = new Map<string, number[]>(names.map((n) => [n, []]));
  const ratio = (baseline: string, candidate: string) => pairedRatio(roundsUs.get(baseline) ?? [], roundsUs.get(candidate) ?? [], { seed });
  const isWide = (name: string) => {
    const { ratio: r, low, high } = ratio(names[0] as string, name);
    return (high - low) / r > wideInterval;
  };
  const effort = { rounds: Math.ceil(options.rounds / openings), minSeconds: options.minSeconds / openings };
  for (let opened = 0; opened < openings || (opened < mostOpenings && names.slice(1).some(isWide)); opened++) {
    const result = await benchmark(models, feeds, { ...effort, threads: options.threads });
    for (const name of names) roundsUs.get(name)?.push(...(result.models[name]?.roundsUs ?? []));
  }
  return {
    threads: options.threads,
    rounds: roundsUs.get(names[0] as string)?.length ?? 0,
    ms: Object.fromEntries(names.map((n) => [n, median(roundsUs.get(n) ?? []) / 1000])),
    ratio,
  };
}
