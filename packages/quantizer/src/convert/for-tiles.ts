import type { IntegerWeight } from './quantize-weight.ts';

/**
 * The same weights with the integers and the zero point of the first channel one lower: (q − 1) − (−1) = q, and q − 1 fits int8 because q stops at
 * −127. onnxruntime's symmetric convolution kernel takes zero points of 0 alone; any other makes the convolution a product of matrices, for
 * which MLAS has kernels in tile units (ADR 0012). Channels must come first, as in a Conv.
 */
export function forTiles({ q, scales }: IntegerWeight): { readonly q: Int8Array; readonly zeroPoints: Int8Array } {
  const zeroPoints = new Int8Array(scales.length);
  zeroPoints[0] = -1;
  const channel = q.length / scales.length;
  return { q: q.map((x, i) => (i < channel ? x - 1 : x)), zeroPoints };
}
