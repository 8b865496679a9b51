// First: before anything loads onnxruntime.
import './telemetry-off.ts';

export { type BenchmarkOptions, benchmark, type LatencyResult, type ModelLatency } from './bench/benchmark.ts';
export { type PairedRatio, pairedRatio } from './bench/paired-ratio.ts';
export { type CalibratorOptions, createCalibrator } from './calibrate/calibrator.ts';
export { type CpuCapabilities, cpuCapabilities } from './cpu/cpu-capabilities.ts';
export type { CpuClass, CpuFlags } from './cpu/cpu-class.ts';
export { peakMemoryBytes } from './process/peak-memory.ts';
export type { KernelClass } from './proof/kernels.ts';
export { optimizedGraph } from './proof/optimized-graph.ts';
export { type ExecutionProof, type ProvenNode, type ProveOptions, proveIntegers } from './proof/prove-integers.ts';
export { createRunner, type OrtRunner, type RunnerOptions } from './runner/ort-runner.ts';
