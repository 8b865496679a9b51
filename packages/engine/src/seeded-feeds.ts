import { elementCount, type Shape, type Tensor } from '@octet/onnx';
import type { Feeds, PortInfo } from '@octet/quantizer';

export interface SeededFeedsOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Size of a free axis; default 1. */
  readonly freeSize?: (axis: number, rank: number) => number;
}

/** Inputs that fit a model, for where shapes are wanted and no data are there: small seeded numbers. */
export function seededFeeds(inputs: readonly PortInfo[], { seed = 1, freeSize = () => 1 }: SeededFeedsOptions = {}): Feeds {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
  return Object.fromEntries(inputs.map(({ name, dtype, shape }) => [name, tensorOfType(dtype, concrete(shape ?? [], freeSize), next)]));
}

function concrete(shape: Shape, freeSize: (axis: number, rank: number) => number): number[] {
  return shape.map((d, axis) => (typeof d === 'number' && d > 0 ? d : freeSize(axis, shape.length)));
}

function tensorOfType(dtype: Tensor['dtype'], dims: number[], next: () => number): Tensor {
  const count = elementCount(dims);
  const fill = <T>(of: () => T) => Array.from({ length: count }, of);
  switch (dtype) {
    case 'float32':
      return { dtype, dims, data: Float32Array.from(fill(() => 2 * next() - 1)) };
    case 'float64':
      return { dtype, dims, data: Float64Array.from(fill(() => 2 * next() - 1)) };
    case 'int64':
      return { dtype, dims, data: BigInt64Array.from(fill(() => 1n)) };
    case 'int32':
      return { dtype, dims, data: Int32Array.from(fill(() => 1)) };
    case 'float16':
      // 0x3800 is 0.5.
      return { dtype, dims, data: Uint16Array.from(fill(() => 0x3800)) };
    case 'string':
      return { dtype, dims, data: fill(() => '') };
    default:
      return { dtype, dims, data: new Uint8Array(count).fill(1) };
  }
}
