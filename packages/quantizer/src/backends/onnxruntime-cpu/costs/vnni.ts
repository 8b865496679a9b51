import type { CostTable } from './cost-table.ts';

/**
 * AVX512-VNNI (AMD Zen 4, onnxruntime 1.30): dense convolutions win from the smallest on; depthwise ones and SiLU lose. Not measured there, for no model
 * had them: groups of several channels, taken as twice the Xeon's, products of matrices, taken as its own, and fewer than 16 channels.
 */
export const vnniCosts: CostTable = {
  dense: {
    float: { perMacNs: 0.0169, perOutputNs: 0.051, perTapNs: 0, offGrid: 2 },
    integer: {
      perMacNs: 0.0046,
      perOutputNs: 0.1,
      perTapNs: 0.4,
      offGrid: 2.3,
      narrow: [
        { filters: 0, factor: 1.5 },
        { filters: 17, factor: 1.25 },
        { filters: 33, factor: 1 },
      ],
    },
  },
  depthwise: {
    float: [
      { channels: 0, perMacNs: 0.063 },
      { channels: 16, perMacNs: 0.042 },
      { channels: 32, perMacNs: 0.0315 },
      { channels: 64, perMacNs: 0.035 },
      { channels: 128, perMacNs: 0.049 },
    ],
    integer: [
      { channels: 0, perMacNs: 0.24 },
      { channels: 16, perMacNs: 0.093 },
      { channels: 32, perMacNs: 0.067 },
      { channels: 64, perMacNs: 0.055 },
    ],
  },
  grouped: {
    float: { perMacNs: 0.028, perOutputNs: 0.051, perTapNs: 0, offGrid: 1 },
    integer: { perMacNs: 0.035, perOutputNs: 0.1, perTapNs: 0, offGrid: 1 },
  },
  product: {
    float: { perMacNs: 0.06, perOutputNs: 0.1, perTapNs: 0, offGrid: 1 },
    integer: { perMacNs: 0.016, perOutputNs: 0.1, perTapNs: 0, offGrid: 1 },
  },
  perElementNs: {
    elementwise: { float: 0.15, integer: 0.21 },
    lut: { float: 0.14, integer: 0.24 },
    pool: { float: 0.17, integer: 0.13 },
    movement: { float: 0.1, integer: 0.05 },
  },
  quantizeNs: 0.36,
  dequantizeNs: 0.35,
  perNodeNs: 2500,
};
