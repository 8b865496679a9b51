import type { CpuClass } from './wire/capability.ts';

/** Integer kernels of x86 CPUs without VNNI use vpmaddubsw, which adds two products in int16 and saturates. Arm's dot product does not. */
export const isWithoutVnni = (cpuClass: CpuClass): boolean => cpuClass === 'ort-cpu-avx512' || cpuClass === 'ort-cpu-avx2';

/** For people, wherever such a CPU is named. FP32 time / INT8 time of single kernels: AMD EPYC with AVX2, onnxruntime 1.30, 1 thread. */
export const costWithoutVnni =
  'This CPU has no VNNI: integer convolutions add products by pairs in int16, which may saturate, so its targets guard the weights, and integers gain less. On an EPYC with AVX2 they ran 2.6× as fast as float in 3×3 convolutions, 2.8× in 1×1 and 2.6× in MatMul, but 0.67× in first convolutions and 0.57 to 1.18× in depthwise ones.';
