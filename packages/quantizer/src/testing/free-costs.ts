import type { CostTable, DenseCost } from '../backends/onnxruntime-cpu/costs/cost-table.ts';

export const freeDense: DenseCost = { perMacNs: 0, perOutputNs: 0, perTapNs: 0, offGrid: 1 };
const none = { float: 0, integer: 0 };

/** For tests: nothing takes any time. */
export const freeCosts: CostTable = {
  dense: { float: freeDense, integer: freeDense },
  depthwise: { float: [{ channels: 0, perMacNs: 0 }], integer: [{ channels: 0, perMacNs: 0 }] },
  grouped: { float: freeDense, integer: freeDense },
  product: { float: freeDense, integer: freeDense },
  perElementNs: { elementwise: none, lut: none, pool: none, movement: none },
  quantizeNs: 0,
  dequantizeNs: 0,
  perNodeNs: 0,
};
