import type { Node, Value } from '@octet/onnx';

/**
 * The positive constant c of Mul(x, c), a scalar: the same integers read with scale · c. Negative scales are legal ONNX, but fail in
 * some kernels and on other runtimes, so a negative factor stays a Mul.
 */
export function scalarFactor(node: Node): { readonly x: Value; readonly factor: number } | undefined {
  if (node.opType !== 'Mul') return undefined;
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined) return undefined;
  const [x, c] = b.isConstant ? [a, b] : [b, a];
  if (x.isConstant || c.constant?.elementCount !== 1 || c.dtype !== 'float32' || !c.isConstant) return undefined;
  if (c.constant.dims.length > (x.shape?.length ?? 0)) return undefined;
  const factor = Number(c.constant.tensor.data[0]);
  return factor > 0 && Number.isFinite(factor) ? { x, factor } : undefined;
}
