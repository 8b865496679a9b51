import type { CostTable } from './cost-table.ts';
import { vnniCosts } from './vnni.ts';

/**
 * AVX2 (AMD Zen 4 with its AVX512 and VNNI masked, onnxruntime 1.30, one thread, median of 30 runs, the least of three such medians; the machine was
 * busy). Fitted to 76 kernels as with VNNI on the same day; the quotient of both fits scales VNNI's table. FP32 time / INT8 time: 3×3
 * convolutions 1.8 to 2.2, 1×1 1.3 to 1.9, stem of 3 channels 0.6, depthwise 0.45 to 0.75, MatMul 2.2. An EPYC that has only AVX2 gained more: 2.6,
 * 2.8, 0.67, 0.57 to 1.18 and 2.6.
 */
export const avx2Costs: CostTable = {
  ...vnniCosts,
  dense: {
    float: { perMacNs: 0.0176, perOutputNs: 0.051, perTapNs: 0, offGrid: 2 },
    integer: {
      perMacNs: 0.0092,
      perOutputNs: 0.16,
      perTapNs: 0.36,
      offGrid: 2.3,
      narrow: [
        { filters: 0, factor: 1.45 },
        { filters: 17, factor: 1.25 },
        { filters: 33, factor: 1 },
      ],
    },
  },
  depthwise: {
    float: [
      { channels: 0, perMacNs: 0.045 },
      { channels: 16, perMacNs: 0.05 },
      { channels: 32, perMacNs: 0.037 },
      { channels: 64, perMacNs: 0.042 },
      { channels: 128, perMacNs: 0.06 },
    ],
    integer: [
      { channels: 0, perMacNs: 0.24 },
      { channels: 16, perMacNs: 0.1 },
      { channels: 32, perMacNs: 0.082 },
      { channels: 64, perMacNs: 0.073 },
    ],
  },
  grouped: {
    float: { ...vnniCosts.grouped.float, perMacNs: 0.027 },
    integer: { ...vnniCosts.grouped.integer, perMacNs: 0.045 },
  },
  product: {
    float: { ...vnniCosts.product.float, perMacNs: 0.066 },
    integer: { ...vnniCosts.product.integer, perMacNs: 0.034 },
  },
  quantizeNs: 0.55,
  dequantizeNs: 0.38,
};
