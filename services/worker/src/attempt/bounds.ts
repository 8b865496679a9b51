import { availableParallelism } from 'node:os';
import type { Claim } from '@octet/contracts';
import type { JobBounds } from '../sandbox/wrappers.ts';

const MiB = 1024 ** 2;

/**
 * Private writable memory, which is what is limited, of an engine with a tiny model: 2.2 GB for one thread, 3.0 for two, more than 3.4 for
 * three (the least of steps of 0.4 GB with which the job was done; Node 24, x64).
 */
const processBytes = 1400 * MiB;
const threadBytes = 800 * MiB;
/** As it came, as a graph, as onnxruntime holds it. */
const copiesOfModel = 3;

/** Engine threads that fit into the memory beside the model; at least one. */
export function threadsFor(memoryBytes: number, modelBytes: number, cores: number = availableParallelism()): number {
  const fitting = Math.floor((memoryBytes - processBytes - copiesOfModel * modelBytes) / threadBytes);
  return Math.max(1, Math.min(cores, fitting));
}

/** The wall clock ends a job before its CPU time does; that one holds where this worker is stopped itself. */
export function boundsOf(claim: Pick<Claim, 'max_run_seconds' | 'model'>): JobBounds {
  return {
    cpuSeconds: claim.max_run_seconds * availableParallelism() + 30,
    // The engine writes an artifact, reports, and onnxruntime's optimized models and profiles.
    fileBytes: 2048 * MiB + 4 * claim.model.bytes,
  };
}
