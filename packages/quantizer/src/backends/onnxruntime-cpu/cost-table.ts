/**
 * Times of onnxruntime's kernels on one core, fitted to single convolutions between integer 1x1 ones (ADR 0006 says how and on what). Placement
 * compares sums of these, never a clock, so that the artifact does not depend on the machine's mood; how fast it truly is, the benchmark says.
 */
export interface CostTable {
  /** Convolutions with group 1. */
  readonly dense: { readonly float: DenseCost; readonly integer: DenseCost };
  /** One filter a channel; ns per multiply-accumulate, by the number of channels at or above which it holds, ascending. */
  readonly depthwise: { readonly float: readonly ChannelCost[]; readonly integer: readonly ChannelCost[] };
  /** Integer convolutions with group 1 as products of matrices in tile units (AMX), where the CPU has them. */
  readonly tiles?: TileCost;
  readonly grouped: { readonly float: DenseCost; readonly integer: DenseCost };
  /** Gemm and MatMul. */
  readonly product: { readonly float: DenseCost; readonly integer: DenseCost };
  /** ns per element of the output. */
  readonly perElementNs: Readonly<
    Record<'elementwise' | 'lut' | 'pool' | 'movement', { readonly float: number; readonly integer: number }>
  >;
  /** ns per element of going from float to integers, and back, with the change of layout that comes with it. */
  readonly quantizeNs: number;
  readonly dequantizeNs: number;
  readonly perNodeNs: number;
}

/** ns = perMac · MACs + perOutput · output elements + perTap · output pixels · taps (kernels of more than 1x1), times `offGrid` where it applies. */
export interface DenseCost {
  readonly perMacNs: number;
  readonly perOutputNs: number;
  readonly perTapNs: number;
  /** Factor where channel counts do not fit the kernel's grid. */
  readonly offGrid: number;
  /** Factor on perMac by the number of filters at or above which it holds, ascending: few of them leave registers unused. Absent: 1. */
  readonly narrow?: readonly { readonly filters: number; readonly factor: number }[];
}

/**
 * ns = perMac · MACs + perOutput · output elements + perPatch · output pixels · taps · channels (the matrix that is packed) + perTap · output
 * pixels · taps (kernels of more than 1x1, which im2col copies together).
 */
export interface TileCost {
  readonly perMacNs: number;
  readonly perOutputNs: number;
  readonly perPatchNs: number;
  readonly perTapNs: number;
}

export interface ChannelCost {
  readonly channels: number;
  readonly perMacNs: number;
}

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
