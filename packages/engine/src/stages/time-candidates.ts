import type { Candidate, Feeds } from '@octet/quantizer';
import { benchmark, type LatencyResult } from '@octet/runtime';
import { worthTiming } from './worth-timing.ts';

export interface TimingOptions {
  readonly fp32: Uint8Array;
  /** The artifact, which is the chosen candidate. */
  readonly artifact: Uint8Array;
  readonly encode: (candidate: Candidate) => Promise<Uint8Array>;
  readonly feeds: readonly Feeds[];
  /** All of it may take about this long. */
  readonly secondLimit: number;
  /** One run of the slowest, about: what tells how many there is time for. */
  readonly slowestUs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface TimedCandidates {
  readonly result: LatencyResult;
  /** Names in the result, by candidate. */
  readonly names: ReadonlyMap<Candidate, string>;
  readonly seconds: number;
}

const secondsPerCandidate = 0.3;
const rounds = 5;
/** Runs of a candidate that are there in any case: to warm up and to size the burst, then an untimed and a timed one a round. */
const runsPerCandidate = 4 + 2 * rounds;
const candidateLimit = 12;
/** All are in memory at once. */
const byteLimit = 512 * 1024 * 1024;

/**
 * What the candidates cost in time, at one thread, in rounds that hold them all and FP32, so that whatever disturbs the machine disturbs them alike.
 * When all is decided: nothing is chosen by it. Undefined where there is nothing to compare, or no time for it.
 */
export async function timeCandidates(candidates: readonly Candidate[], options: TimingOptions): Promise<TimedCandidates | undefined> {
  const { fp32, artifact, encode, feeds, secondLimit, slowestUs, signal } = options;
  const affordable = Math.floor((secondLimit * 1e6) / (runsPerCandidate * slowestUs)) - 1;
  const inMemory = Math.floor(byteLimit / Math.max(fp32.byteLength, 1));
  const limit = Math.min(candidateLimit, affordable, inMemory);
  if (candidates.length < 2 || limit < 2) return undefined;
  const started = performance.now();
  const names = new Map(worthTiming(candidates, limit).map((candidate, i) => [candidate, `candidate-${i}`]));
  const files: Record<string, Uint8Array> = { fp32 };
  for (const [candidate, name] of names) files[name] = candidate.isChosen ? artifact : await encode(candidate);
  const result = await benchmark(files, feeds, {
    rounds,
    minSeconds: Math.min(secondLimit, secondsPerCandidate * names.size),
    ...(signal === undefined ? {} : { signal }),
  });
  return { result, names, seconds: (performance.now() - started) / 1000 };
}
