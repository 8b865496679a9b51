import type { Node, Value } from '@octet/onnx';

/**
 * The same weights with the integers and the zero point of the first filter one lower: (q − 1) − (−1) = q, and q − 1 fits int8 because q stops at
 * −127. onnxruntime's symmetric convolution kernel takes zero points of 0 alone; any other makes the convolution a product of matrices, for
 * which MLAS has kernels in tile units (ADR 12).
 */
export function moveToTiles(conv: Node): void {
  const weight = conv.input(1)?.producer as Node;
  const [q, , zeroPoint] = weight.inputs as Value[];
  const integers = q?.constant?.tensor.data as Int8Array;
  const zeroPoints = zeroPoint?.constant?.tensor.data as Int8Array;
  const filter = integers.length / zeroPoints.length;
  const lower = (data: Int8Array, count: number) => data.map((x, i) => (i < count ? x - 1 : x));
  weight.setInput(
    0,
    weight.graph.addConstant({ dtype: 'int8', dims: q?.constant?.dims ?? [], data: lower(integers, filter) }, `${q?.name}`),
  );
  weight.setInput(
    2,
    weight.graph.addConstant({ dtype: 'int8', dims: [zeroPoints.length], data: lower(zeroPoints, 1) }, `${zeroPoint?.name}`),
  );
}
