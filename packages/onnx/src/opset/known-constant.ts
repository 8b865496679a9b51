import { constantNodeTensor } from '../ir/constant-node.ts';
import type { Tensor } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';

/** The tensor of an initializer or of a Constant node. */
export function knownTensor(value: Value | undefined): Tensor | undefined {
  if (value?.isConstant) return value.constant?.tensor;
  return constantNodeTensor(value?.producer);
}

/** The integers of such a tensor. */
export function knownIntegers(value: Value | undefined): readonly number[] | undefined {
  const t = knownTensor(value);
  return t?.dtype === 'int64' || t?.dtype === 'int32' ? Array.from(t.data as BigInt64Array | Int32Array, Number) : undefined;
}

/** The float32 numbers of such a tensor. */
export function knownFloats(value: Value | undefined): readonly number[] | undefined {
  const t = knownTensor(value);
  return t?.dtype === 'float32' ? Array.from(t.data as Float32Array) : undefined;
}
