import type { Node } from '@octet/onnx';

/** Why the integers of a movement operator's input cannot stand for its output, or undefined where they can. */
export function movementObjection(node: Node): string | undefined {
  const other = node.outputs.find((o) => o?.dtype !== undefined && o.dtype !== 'float32');
  if (other !== undefined) return `its output "${other.name}" is ${other.dtype}`;
  if (node.opType !== 'Pad') return undefined;
  const value = node.input(2);
  if (value === undefined) return undefined;
  if (!value.isConstant) return 'its pad value is computed at run time';
  const pad = Number(value.constant?.tensor.data[0] ?? 0);
  return pad === 0 ? undefined : `it pads with ${pad}, which the integers of its input may not reach`;
}
