/** The words in which patterns are written. */
import type { Node } from '../ir/node.ts';
import type { Tensor } from '../ir/tensor.ts';
import { elementCount } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';
import { areNumbers } from '../shapes/known.ts';

/** The node that makes `value`, if its op name is one of `ops` and `value` is its first output. */
export function producedBy(value: Value | undefined, ...ops: readonly string[]): Node | undefined {
  const node = value?.producer;
  return node !== undefined && value?.outputIndex === 0 && ops.includes(node.opName) ? node : undefined;
}

/** The tensor of a value that no caller can replace at run time. */
export function constantOf(value: Value | undefined): Tensor | undefined {
  return value?.isConstant ? value.constant?.tensor : undefined;
}

/** The number of a constant of one element; undefined for anything else, and for strings and float16 (whose bits are held). */
export function scalarOf(value: Value | undefined): number | undefined {
  if (!value?.isConstant || value.constant?.elementCount !== 1) return undefined;
  const { dtype, data } = value.constant.tensor;
  const first = data[0];
  if (typeof first === 'bigint') return Number(first);
  return typeof first === 'number' && dtype !== 'float16' && dtype !== 'bfloat16' ? first : undefined;
}

/** The numbers of a constant of integers (axes, pads, shapes). */
export function integersOf(value: Value | undefined): readonly number[] | undefined {
  const t = constantOf(value);
  return t?.dtype === 'int64' || t?.dtype === 'int32' ? Array.from(t.data as BigInt64Array | Int32Array, Number) : undefined;
}

export interface ConstantOperand {
  /** What is computed. */
  readonly operand: Value;
  readonly constant: Value;
  readonly tensor: Tensor;
  /** Which input the constant is: for Sub and Div it matters. */
  readonly index: 0 | 1;
}

/** The sides of a binary node that has one constant operand and one computed operand. */
export function constantOperand(node: Node): ConstantOperand | undefined {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined || a.isConstant === b.isConstant) return undefined;
  const [operand, constant, index] = a.isConstant ? ([b, a, 0] as const) : ([a, b, 1] as const);
  const tensor = constantOf(constant);
  return tensor && { operand, constant, tensor, index };
}

/** Dimensions, where all are known numbers. */
export function knownDims(value: Value | undefined): readonly number[] | undefined {
  const shape = value?.shape;
  return areNumbers(shape) ? shape : undefined;
}

/** Along which axis of a rank-`rank` tensor an array of `dims` varies when broadcast to it: 'scalar' for none, undefined for several. */
export function broadcastAxis(dims: readonly number[], rank: number): number | 'scalar' | undefined {
  if (elementCount(dims) === 1) return dims.length <= rank ? 'scalar' : undefined;
  const axes = dims.flatMap((d, i) => (d === 1 ? [] : [i + rank - dims.length]));
  const axis = axes[0];
  return axes.length === 1 && axis !== undefined && axis >= 0 ? axis : undefined;
}
