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

/** More than in a report: this is to tell 2 % apart. */
export const openings = 9;
const wideInterval = 0.03;
const mostTries = 4;
const seed = 20250101;

/** Times the models in interleaved rounds; goes on, up to four times, while some model's speed against the first is known worse than to 3 %. */
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
  for (let tries = 0; tries < mostTries && (tries === 0 || names.slice(1).some(isWide)); tries++) {
    const result = await benchmark(models, feeds, { ...options, openings });
    for (const name of names) roundsUs.get(name)?.push(...(result.models[name]?.roundsUs ?? []));
  }
  return {
    threads: options.threads,
    rounds: roundsUs.get(names[0] as string)?.length ?? 0,
    ms: Object.fromEntries(names.map((n) => [n, median(roundsUs.get(n) ?? []) / 1000])),
    ratio,
  };
}
