import { availableParallelism } from 'node:os';
import type { Candidate, Feeds } from '@octet/quantizer';
import { type ExecutionProof, type LatencyResult, proveIntegers } from '@octet/runtime';
import { measureLatency } from './measure-latency.ts';
import { type TimedCandidates, timeCandidates } from './time-candidates.ts';

export interface SpeedOptions {
  /** FP32's file and the artifact's. */
  readonly models: { readonly fp32: Uint8Array; readonly int8: Uint8Array };
  readonly candidates: readonly Candidate[];
  readonly encode: (candidate: Candidate) => Promise<Uint8Array>;
  readonly feeds: readonly Feeds[];
  /** What the times of artifacts that were not chosen may cost. */
  readonly candidateSeconds: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Speed {
  readonly proof: ExecutionProof;
  /** By number of threads, one first. */
  readonly latencies: readonly LatencyResult[];
  readonly timed: TimedCandidates | undefined;
}

/** What the artifact computes in on this CPU, how fast it is beside FP32, and how fast what was not chosen would be. */
export async function measureSpeed({ models, feeds, signal, ...options }: SpeedOptions): Promise<Speed> {
  const proof = await proveIntegers(models.int8, feeds.slice(0, 2), signal === undefined ? {} : { signal });
  const threads = [...new Set([1, Math.min(2, availableParallelism())])];
  const latencies = await measureLatency(models, { feeds: feeds.slice(0, 4), threads, signal, onProgress: options.onProgress });
  const timed = await timeCandidates(options.candidates, {
    fp32: models.fp32,
    artifact: models.int8,
    encode: options.encode,
    feeds: feeds.slice(0, 2),
    secondLimit: options.candidateSeconds(),
    slowestUs: Math.max(...Object.values(latencies[0]?.models ?? {}).map(({ p50Us }) => p50Us)),
    signal,
  });
  return { proof, latencies, timed };
}
