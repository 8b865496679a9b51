import type { ValueType } from '../ir/foreign-type.ts';
import { allocate } from '../ir/storage.ts';
import { type DType, elementCount, type Tensor, type TensorData } from '../ir/tensor.ts';
import { parseRandomTensor } from './random-tensor.ts';
import type { Scanner } from './scanner.ts';

/** More would be a mistake in a text, and would be allocated before it is noticed. */
const elementLimit = 2 ** 28;

/** The content of a tensor of that type: `{1, 2.5}`, or `random(seed=1, std=0.1)`. */
export function parseTensor(scanner: Scanner, type: ValueType): Tensor {
  const { dtype, dims } = concrete(scanner, type);
  if (scanner.peekWord() === 'random') return parseRandomTensor(scanner, dtype, dims);
  scanner.expect('{', 'before the values');
  const data = dtype === 'string' ? parseStrings(scanner, dims) : parseNumbers(scanner, dtype, dims);
  scanner.expect('}', `after ${data.length} value${data.length === 1 ? '' : 's'}, as the shape says`);
  return { dtype, dims, data };
}

function concrete(scanner: Scanner, type: ValueType): { dtype: DType; dims: readonly number[] } {
  if (type.kind !== 'tensor' || type.dtype === undefined) scanner.fail('only a tensor of a known element type can have values here');
  const dims = type.shape;
  if (dims === undefined || !dims.every((d) => typeof d === 'number' && d >= 0))
    scanner.fail('a tensor with values needs a shape of numbers');
  const count = elementCount(dims as readonly number[]);
  if (count > elementLimit) scanner.fail(`${count} elements are too many for a text; the limit is ${elementLimit}`);
  return { dtype: type.dtype, dims: dims as readonly number[] };
}

function parseStrings(scanner: Scanner, dims: readonly number[]): readonly string[] {
  const values: string[] = [];
  for (let i = 0, n = elementCount(dims); i < n; i++) {
    if (i > 0) scanner.expect(',', `between values (${i} of ${n} are there)`);
    values.push(scanner.string('a string value'));
  }
  return values;
}

/** One number a stored slot: complex types take two an element, sub-byte types are given as their packed bytes. */
function parseNumbers(scanner: Scanner, dtype: Exclude<DType, 'string'>, dims: readonly number[]): Exclude<TensorData, readonly string[]> {
  const data = allocate(dtype, elementCount(dims));
  for (let i = 0; i < data.length; i++) {
    if (i > 0) scanner.expect(',', `between values (${i} of ${data.length} are there)`);
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
      const value = scanner.expectInt('a value');
      data[i] = value;
      if (data[i] !== value) scanner.fail(`${value} does not fit ${dtype}`);
    } else if (data instanceof Float32Array || data instanceof Float64Array) data[i] = scanner.expectNumber('a value');
    else {
      const value = Number(scanner.expectInt('a value'));
      data[i] = value;
      if (data[i] !== value) scanner.fail(`${value} does not fit ${dtype}`);
    }
  }
  return data;
}
