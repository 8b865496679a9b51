import type { Node, Value } from '@octet/onnx';
import { isLinear } from '../../linear/is-linear.ts';

/**
 * Of the operands of an Add: whether an integer operator makes one of them (`integer` holds them), and which ones a compiler cannot fuse the Add
 * with. It fuses with one linear operator that the Add alone reads: the one at the end of the longer branch.
 */
export function residualOperands(
  operands: readonly Value[],
  integer: ReadonlyMap<Node, unknown>,
): { readonly isResidual: boolean; readonly shortcuts: readonly Value[] } {
  const fusible = operands.filter((v) => v.producer !== undefined && integer.has(v.producer) && isLinear(v.producer) && v.useCount === 1);
  const [longest] = fusible.toSorted((a, b) => branchLength(b) - branchLength(a));
  return { isResidual: operands.some((v) => isMadeBy(v, integer)), shortcuts: operands.filter((v) => v !== longest) };
}

/** Linear operators in a row that make a value, back to one that others read too. */
function branchLength(value: Value): number {
  let length = 0;
  for (let v: Value | undefined = value; v?.producer !== undefined && v.useCount === 1; v = v.producer.input(0)) {
    if (isLinear(v.producer)) length++;
  }
  return length;
}

/** Through what a compiler fuses into the operator before. */
function isMadeBy(value: Value, integer: ReadonlyMap<Node, unknown>): boolean {
  const { producer } = value;
  if (producer === undefined) return false;
  return integer.has(producer) || (fused.has(producer.opType) && isMadeBy(producer.input(0) as Value, integer));
}

const fused: ReadonlySet<string> = new Set(['Relu', 'Clip', 'LeakyRelu', 'Sigmoid', 'HardSigmoid', 'BatchNormalization']);
