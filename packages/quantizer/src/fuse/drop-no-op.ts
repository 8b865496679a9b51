import type { Node, Value } from '@octet/onnx';
import { constantOf, integersOf, knownDims, ok, refuse, rule, scalarOf } from '@octet/onnx';

/**
 * Nodes that answer their first input: Identity, Dropout at inference, Pad by 0, Reshape to the shape that is there, Cast to the same type,
 * Transpose that moves nothing, x + 0, x·1, Clip without bounds, Concat of one …
 */
export const dropNoOp = rule({
  name: 'drop-no-op',
  roots: [
    'Identity',
    'Dropout',
    'Pad',
    'Reshape',
    'Flatten',
    'Expand',
    'Cast',
    'Transpose',
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Pow',
    'Clip',
    'MaxPool',
    'Concat',
    'Sum',
    'Max',
    'Min',
    'Mean',
  ],
  pattern(node) {
    const input = noOps[node.opType as NoOp](node);
    return input && { nodes: [node], node, input };
  },
  check({ node }) {
    const second = node.outputs[1];
    const read = second !== undefined && (second.useCount > 0 || second.isOutput);
    return read ? refuse(`its second output "${second.name}" is read`) : ok;
  },
  rewrite: ({ input }) => input,
});

type NoOp = keyof typeof noOps;

/** The input that the node answers, where it is a no-op. */
const noOps = {
  Identity: (node: Node) => node.input(0),
  Dropout: (node: Node) => (node.input(2) === undefined || scalarOf(node.input(2)) === 0 ? node.input(0) : undefined),
  Pad: (node: Node) => (integersOf(node.input(1))?.every((p) => p === 0) ? node.input(0) : undefined),
  Reshape: (node: Node) => (keepsShape(node) ? node.input(0) : undefined),
  Flatten: (node: Node) => (node.input(0)?.shape?.length === 2 && node.intAttr('axis', 1) === 1 ? node.input(0) : undefined),
  Expand: (node: Node) => {
    const shape = integersOf(node.input(1));
    return shape?.every((d) => d === 1) && shape.length <= (node.input(0)?.shape?.length ?? 0) ? node.input(0) : undefined;
  },
  Cast: (node: Node) => (node.output.dtype !== undefined && node.input(0)?.dtype === node.output.dtype ? node.input(0) : undefined),
  Transpose: (node: Node) => (node.intsAttr('perm')?.every((p, i) => p === i) ? node.input(0) : undefined),
  Add: (node: Node) => neutral(node, 0, [0, 1]),
  Sub: (node: Node) => neutral(node, 0, [1]),
  Mul: (node: Node) => neutral(node, 1, [0, 1]),
  Div: (node: Node) => neutral(node, 1, [1]),
  Pow: (node: Node) => neutral(node, 1, [1]),
  Clip: (node: Node) => (node.attributes.size === 0 && node.inputs.slice(1).every((v) => v === undefined) ? node.input(0) : undefined),
  MaxPool: (node: Node) => {
    const still = node.intsAttr('kernel_shape')?.every((k) => k === 1) && node.intsAttr('strides', []).every((s) => s === 1);
    return still && node.intsAttr('pads', []).every((p) => p === 0) ? node.input(0) : undefined;
  },
  Concat: single,
  Sum: single,
  Max: single,
  Min: single,
  Mean: single,
} satisfies Record<string, (node: Node) => Value | undefined>;

function single(node: Node): Value | undefined {
  return node.inputs.length === 1 ? node.input(0) : undefined;
}

/** The other operand, where one of the operands `at` is a constant of nothing but `element` that does not make the other one larger. */
function neutral(node: Node, element: number, at: readonly number[]): Value | undefined {
  for (const i of at) {
    const constant = constantOf(node.input(i));
    const other = node.input(1 - i);
    if (constant === undefined || other?.isConstant || !fits(node.input(i), other)) continue;
    const { data, dtype } = constant;
    if (dtype === 'float16' || dtype === 'bfloat16' || dtype === 'string') continue;
    if (Array.prototype.every.call(data, (x: number | bigint) => Number(x) === element)) return other;
  }
  return undefined;
}

/** Whether `small` broadcasts to `large` without changing the shape of `large`. */
function fits(small: Value | undefined, large: Value | undefined): boolean {
  const dims = small?.constant?.dims ?? [];
  if (dims.length === 0) return true;
  const rank = large?.shape?.length;
  if (rank === undefined || dims.length > rank) return false;
  return dims.every((d, i) => d === 1 || d === large?.shape?.[rank - dims.length + i]);
}

/**
 * Reshape to the dimensions that are there. One dimension may be −1, which then is what is left; and if the dimensions were measured on
 * one sample, another sample that the Reshape accepts has them too.
 */
function keepsShape(node: Node): boolean {
  const target = integersOf(node.input(1));
  const dims = knownDims(node.input(0));
  if (target === undefined || dims === undefined || target.length !== dims.length) return false;
  if (target.filter((d) => d === -1).length > 1) return false;
  const copies = node.intAttr('allowzero', 0) === 0;
  return target.every((d, i) => d === -1 || d === dims[i] || (d === 0 && copies));
}
