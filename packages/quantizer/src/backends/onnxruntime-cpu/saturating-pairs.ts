import type { Node } from '@octet/onnx';
import { convKindOf } from '../../linear/conv-kind.ts';

/**
 * Without VNNI, x86 multiplies by vpmaddubsw: it adds two products u8 · s8 in int16 and saturates. 255 · 128 fits, 255 · 129 does not, so a pair of
 * weights is safe for every input where its positive parts, and its negative parts, add up to no more than this.
 */
export const largestPairSum = 128;

/**
 * By element of an output channel's weights, in the order in which the tensor holds them: the element that it meets in one vpmaddubsw, or −1.
 * Undefined where none meet. Measured on onnxruntime's AVX2 and AVX512 kernels (ADR 20): in the order (kernel row, kernel column, input channel
 * of the group), or (row of the matrix), elements 2k and 2k + 1 meet, and no others; depthwise kernels multiply in wider integers.
 */
export function partnersOf(node: Node): Int32Array | undefined {
  const dims = node.input(1)?.constant?.dims ?? [];
  if (node.opType === 'Conv') return convKindOf(node) === 'depthwise' ? undefined : convPartners(dims);
  if (node.opType !== 'Gemm' && node.opType !== 'MatMul') return undefined;
  return matrixPartners(dims[node.intAttr('transB', 0) === 1 ? 1 : 0] as number);
}

/** Of weights [filters, channels, …kernel] of a convolution that is not depthwise. */
export function convPartners([, channels = 0, ...kernel]: readonly number[]): Int32Array {
  const taps = kernel.reduce((a, b) => a * b, 1);
  return Int32Array.from({ length: channels * taps }, (_, k) => {
    const place = placeOfPartner((k % taps) * channels + Math.floor(k / taps), channels * taps);
    return place < 0 ? -1 : (place % channels) * taps + Math.floor(place / channels);
  });
}

/** Of a matrix with that many elements for each output channel. */
export function matrixPartners(size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, k) => placeOfPartner(k, size));
}

function placeOfPartner(place: number, size: number): number {
  const partner = place % 2 === 0 ? place + 1 : place - 1;
  return partner < size ? partner : -1;
}

/** The largest `sumOf` two weights of an output channel that meet. */
export function largestSumOf(partners: Int32Array, row: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < partners.length; k++) {
    const partner = partners[k] as number;
    if (partner > k) largest = Math.max(largest, sumOf(row[k] as number, row[partner] as number));
  }
  return largest;
}

/** What bounds a pair: the sum of both positive parts or of both negative parts, whichever is larger. */
export function sumOf(a: number, b: number): number {
  return a > 0 === b > 0 ? Math.abs(a + b) : Math.max(Math.abs(a), Math.abs(b));
}
