import type { Node, Value } from '@octet/onnx';

export type LinearCheck =
  | { readonly ok: true; readonly weight: Value; readonly bias: Value | undefined }
  | { readonly ok: false; readonly reason: string };

const no = (reason: string): LinearCheck => ({ ok: false, reason });

/** Whether a Conv, Gemm or MatMul can run on integers, and if not, why. Weight and bias must be float32 constants. */
export function checkLinear(node: Node): LinearCheck {
  const x = node.input(0);
  const weight = node.input(1);
  const bias = node.input(2);
  if (x === undefined || weight === undefined) return no('an input is missing');
  if (x.isConstant) return no('its input is a constant');
  if (!weight.isConstant) return no(`weight "${weight.name}" is computed at run time`);
  if (weight.dtype !== 'float32') return no(`weight "${weight.name}" is ${weight.dtype}; float32 is quantized`);
  if (x.dtype !== undefined && x.dtype !== 'float32') return no(`input "${x.name}" is ${x.dtype}; float32 is quantized`);
  if (bias !== undefined && !bias.isConstant) return no(`bias "${bias.name}" is computed at run time`);
  const shape = checks[node.opType as keyof typeof checks](node, weight, bias);
  return shape === undefined ? { ok: true, weight, bias } : no(shape);
}

const checks = {
  Conv: (_node: Node, weight: Value) => ((weight.shape?.length ?? 0) >= 3 ? undefined : 'its weight has no spatial dimension'),
  Gemm: (node: Node, weight: Value, bias: Value | undefined) => {
    if (node.intAttr('transA', 0) !== 0) return 'transA is set';
    if (weight.shape?.length !== 2) return 'its weight is not a matrix';
    const n = weight.shape[node.intAttr('transB', 0) === 0 ? 1 : 0];
    const { dims, elementCount } = bias?.constant ?? { dims: [1], elementCount: 1 };
    if (elementCount === 1 || (elementCount === n && dims.at(-1) === n)) return undefined;
    return dims.at(-1) === 1 ? 'its bias differs from row to row' : 'its bias is a matrix';
  },
  MatMul: (_node: Node, weight: Value) => (weight.shape?.length === 2 ? undefined : 'its weight is not a matrix'),
} as const;
