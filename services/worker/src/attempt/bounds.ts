import { availableParallelism } from 'node:os';
import type { Claim } from '@octet/contracts';
import type { JobBounds } from '../sandbox/wrappers.ts';

const MiB = 1024 ** 2;

/** Private memory of Node and the engine, and of each of its threads: measured, 600 and 525 MB. */
const processBytes = 600 * MiB;
const threadBytes = 525 * MiB;
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
