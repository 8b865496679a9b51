import type { Graph, Value } from '@octet/onnx';
import { elementCount } from './element-count.ts';

/** Domain of onnxruntime's blocked convolutions; tensors between them are stored [N, C/b, H, W, b] though their shape says [N, C, H, W]. */
export const nchwcDomain = 'com.microsoft.nchwc';

/** Where a blocked tensor is turned back into NCHW for `value` only to be looked at: the blocked tensor. Otherwise undefined. */
export function blockedSource(value: Value): Value | undefined {
  const reorder = value.producer;
  if (reorder?.domain !== nchwcDomain || reorder.opType !== 'ReorderOutput' || reorder.intAttr('channels_last', 0) !== 0) return undefined;
  return reorder.input(0);
}

/**
 * Channels a block that the optimised graph can have been made for, likeliest first. The file does not say; output channels of its
 * convolutions are padded to whole blocks, so any count that 16 does not divide leaves 8. The self-check settles the rest.
 */
export function possibleBlockSizes(graph: Graph): readonly number[] {
  for (const node of graph.nodes()) {
    if (node.domain !== nchwcDomain || node.opType !== 'Conv') continue;
    const channels = node.input(1)?.constant?.dims[0];
    if (channels !== undefined && channels % 16 !== 0) return [8];
  }
  return [16, 8];
}

export function paddedChannels(channels: number, blockSize: number): number {
  return Math.ceil(channels / blockSize) * blockSize;
}

/** The dimensions that Slice and Reduce see of a blocked tensor [N, C, H, W]: C padded. */
export function blockedDims(dims: readonly number[], blockSize: number): readonly number[] {
  return dims.map((d, axis) => (axis === 1 ? paddedChannels(d, blockSize) : d));
}

/** Elements of a blocked tensor, padding included. */
export function blockedCount(dims: readonly number[], blockSize: number): number {
  return elementCount(blockedDims(dims, blockSize));
}

export interface Blocks {
  /** [N, C, H, W]. */
  readonly dims: readonly number[];
  readonly blockSize: number;
  /** What stands in channels that are none. */
  readonly padding: number;
  /** Where to lay them, if not in new memory. */
  readonly into?: Uint32Array;
}

/** [N, C, H, W] → memory of [N, ⌈C/b⌉, H, W, b]. Elements are bit patterns, so that a NaN stays the same. */
export function toBlocked(elements: Uint32Array, { dims, blockSize, padding, into }: Blocks): Uint32Array {
  const [n = 0, c = 0, h = 0, w = 0] = dims;
  const blocks = paddedChannels(c, blockSize) / blockSize;
  const pixels = h * w;
  const length = blockedCount(dims, blockSize);
  const blocked = (into?.subarray(0, length) ?? new Uint32Array(length)).fill(padding);
  for (let i = 0; i < n; i++) {
    for (let channel = 0; channel < c; channel++) {
      const from = (i * c + channel) * pixels;
      const to = (i * blocks + Math.floor(channel / blockSize)) * pixels * blockSize + (channel % blockSize);
      for (let p = 0; p < pixels; p++) blocked[to + p * blockSize] = elements[from + p] as number;
    }
  }
  return blocked;
}
