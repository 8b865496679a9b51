import { attr, type Dim, type Maker, type Shape, tensorOf, type Value } from '@octet/onnx';
import { emit } from './emit.ts';

export interface DepthToSpaceOptions {
  /** [rows, columns] of a block. */
  readonly block: readonly [number, number];
  /** Channels of the result. */
  readonly channels: number;
  /** Width of the input, which the reshape must know. */
  readonly width: number;
  /** Which comes first in the input's channel axis: the place in the block (DCR), or the channel (CRD). */
  readonly order: DepthToSpaceOrder;
}

export type DepthToSpaceOrder = 'DCR' | 'CRD';

/** From [N, H, W] and the three parts of the channel axis to [N, H, rows, W, columns, C]. */
const interleave = {
  DCR: [0, 1, 3, 2, 4, 5],
  CRD: [0, 1, 4, 2, 5, 3],
} satisfies Record<DepthToSpaceOrder, readonly number[]>;

/**
 * Depth-to-space of x [N, r·q·C, H, W] to [N, C, r·H, q·W], written on NHWC:
 * Transpose to NHWC, Reshape [N, H, W, r, q, C], Transpose to [N, H, r, W, q, C], Reshape [N, r·H, q·W, C], Transpose to NCHW.
 *
 * onnxruntime keeps integer convolutions in NHWC; there the outer Transposes cancel, while the DepthToSpace op adds two.
 */
export function emitNhwcDepthToSpace(make: Maker, x: Value, options: DepthToSpaceOptions): Value {
  const { block, channels, width, order } = options;
  const [rows, columns] = block;
  const [n, , h] = x.shape ?? [];
  const nhwc = emitTransposeToNhwc(make, x);
  // 0 copies the input's size: batch, height and width are not written into the graph here.
  const parts = order === 'DCR' ? [rows, columns, channels] : [channels, rows, columns];
  const split = emit(make, 'Reshape', [nhwc, make.constant(tensorOf.int64([0, 0, 0, ...parts]))], {
    shape: n === undefined || h === undefined ? undefined : [n, h, width, ...parts],
  });
  const perm = interleave[order];
  const woven = emit(make, 'Transpose', [split], { attributes: { perm: attr.ints(perm) }, shape: permuted(split.shape, perm) });
  const joined = emit(make, 'Reshape', [woven, make.constant(tensorOf.int64([0, -1, width * columns, channels]))], {
    shape: n === undefined || h === undefined ? undefined : [n, times(h, rows), width * columns, channels],
  });
  return emitTransposeToNchw(make, joined);
}

export function emitTransposeToNhwc(make: Maker, x: Value): Value {
  return emit(make, 'Transpose', [x], { attributes: { perm: attr.ints([0, 2, 3, 1]) }, shape: permuted(x.shape, [0, 2, 3, 1]) });
}

export function emitTransposeToNchw(make: Maker, x: Value): Value {
  return emit(make, 'Transpose', [x], { attributes: { perm: attr.ints([0, 3, 1, 2]) }, shape: permuted(x.shape, [0, 3, 1, 2]) });
}

function permuted(shape: Shape | undefined, perm: readonly number[]): Shape | undefined {
  return shape && perm.map((axis) => shape[axis] ?? null);
}

function times(dim: Dim, factor: number): Dim {
  return typeof dim === 'number' ? dim * factor : null;
}
