import type { CostTable } from './cost-table.ts';

/**
 * AMX-INT8 (Xeon, onnxruntime 1.30): few filters, depthwise convolutions and SiLU lose; in tile units a multiply-accumulate takes a third of the
 * time, and all that is around it more (ADR 0012).
 */
export const amxCosts = {
  dense: {
    float: { perMacNs: 0.0085, perOutputNs: 0.065, perTapNs: 0, offGrid: 2 },
    integer: {
      perMacNs: 0.0022,
      perOutputNs: 0.14,
      perTapNs: 1,
      offGrid: 2.3,
      narrow: [
        { filters: 0, factor: 1.75 },
        { filters: 17, factor: 1.15 },
        { filters: 33, factor: 1 },
      ],
    },
  },
  depthwise: {
    float: [
      { channels: 0, perMacNs: 0.035 },
      { channels: 16, perMacNs: 0.023 },
    ],
    integer: [
      { channels: 0, perMacNs: 0.23 },
      { channels: 16, perMacNs: 0.09 },
      { channels: 32, perMacNs: 0.058 },
      { channels: 64, perMacNs: 0.045 },
      { channels: 128, perMacNs: 0.037 },
    ],
  },
  grouped: {
    float: { perMacNs: 0.014, perOutputNs: 0.065, perTapNs: 0, offGrid: 1 },
    integer: { perMacNs: 0.017, perOutputNs: 0.14, perTapNs: 0, offGrid: 1 },
  },
  product: {
    float: { perMacNs: 0.06, perOutputNs: 0.1, perTapNs: 0, offGrid: 1 },
    integer: { perMacNs: 0.016, perOutputNs: 0.1, perTapNs: 0, offGrid: 1 },
  },
  perElementNs: {
    elementwise: { float: 0.15, integer: 0.22 },
    lut: { float: 0.14, integer: 0.24 },
    pool: { float: 0.1, integer: 0.05 },
    movement: { float: 0.1, integer: 0.04 },
  },
  quantizeNs: 0.45,
  dequantizeNs: 0.3,
  perNodeNs: 1500,
  tiles: { perMacNs: 0.00068, perOutputNs: 0.39, perPatchNs: 0.023, perTapNs: 1.6 },
} satisfies CostTable;
