import type { Node, Value } from '@octet/onnx';

const variadic = new Set(['Concat', 'Max', 'Min']);
const binary = new Set(['Add', 'Mul']);

/** The inputs that carry the values an operator works on; the others are shapes, axes, bounds. */
export function dataInputs(node: Node): Value[] {
  return node.inputs.filter((v, i): v is Value => v !== undefined && isDataInput(node, i));
}

export function isDataInput(node: Node, index: number): boolean {
  return index === 0 || variadic.has(node.opType) || (index === 1 && binary.has(node.opType));
}
