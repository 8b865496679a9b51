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
