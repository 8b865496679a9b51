import type { Node, Value } from '@octet/onnx';

/**
 * The same weights with the integers and the zero point of the first filter one lower: (q − 1) − (−1) = q, and q − 1 fits int8 because q stops at
 * −127. onnxruntime's symmetric convolution kernel takes zero points of 0 alone; any other makes the convolution a product of matrices, for
 * which MLAS has kernels in tile units (ADR 12). `made`: constants that were moved already, since convolutions may share their weights.
 */
export function moveToTiles(conv: Node, made: Map<Value, Value>): void {
  const weight = conv.input(1)?.producer as Node;
  const [q, , zeroPoint] = weight.inputs as [Value, Value, Value];
  const perFilter = (q.constant?.elementCount ?? 0) / (zeroPoint.constant?.elementCount ?? 1);
  const lower = (constant: Value, count: number): Value => {
    const { dims, data } = (constant.constant as NonNullable<Value['constant']>).tensor;
    const moved = (data as Int8Array).map((x, i) => (i < count ? x - 1 : x));
    return made.get(constant) ?? weight.graph.addConstant({ dtype: 'int8', dims, data: moved }, constant.name);
  };
  for (const [index, constant, count] of [
    [0, q, perFilter],
    [2, zeroPoint, 1],
  ] as const) {
    const moved = lower(constant, count);
    made.set(constant, moved);
    weight.setInput(index, moved);
  }
}
