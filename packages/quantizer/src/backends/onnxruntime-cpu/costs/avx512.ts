import type { CostTable } from './cost-table.ts';
import { vnniCosts } from './vnni.ts';

/**
 * AVX512 without VNNI (AMD Zen 4 with its AVX512-VNNI masked, onnxruntime 1.30, one thread, median of 30 runs, the least of three such medians; the
 * machine was busy). Float kernels are VNNI's: measured within 2 %. What integers take was fitted to 76 kernels as with VNNI on the same day, and the
 * quotient of both fits scales VNNI's table. FP32 time / INT8 time: 3×3 convolutions 1.8 to 2.0, 1×1 1.6 to 1.9, stem of 3 channels 0.6, depthwise
 * 0.44 to 0.57, MatMul 2.0.
 */
export const avx512Costs: CostTable = {
  ...vnniCosts,
  dense: {
    float: vnniCosts.dense.float,
    integer: {
      perMacNs: 0.0091,
      perOutputNs: 0.11,
      perTapNs: 0.36,
      offGrid: 2.3,
      narrow: [
        { filters: 0, factor: 1.3 },
        { filters: 17, factor: 1.2 },
        { filters: 33, factor: 1 },
      ],
    },
  },
  depthwise: {
    float: vnniCosts.depthwise.float,
    integer: [
      { channels: 0, perMacNs: 0.24 },
      { channels: 16, perMacNs: 0.11 },
      { channels: 32, perMacNs: 0.086 },
      { channels: 64, perMacNs: 0.076 },
    ],
  },
  grouped: { float: vnniCosts.grouped.float, integer: { ...vnniCosts.grouped.integer, perMacNs: 0.04 } },
  product: { float: vnniCosts.product.float, integer: { ...vnniCosts.product.integer, perMacNs: 0.031 } },
};
