import type { DType, Tensor, TensorData } from '@octet/onnx';
import { Tensor as OrtTensor } from 'onnxruntime-node';
import { Fault } from '../pool/fault.ts';

/** onnxruntime-node's name of each element type; null: it cannot pass such tensors in or out (they may still occur inside a graph). */
const ortTypes = {
  float32: 'float32',
  float64: 'float64',
  float16: 'float16',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  uint64: 'uint64',
  bool: 'bool',
  string: 'string',
  uint4: 'uint4',
  int4: 'int4',
  bfloat16: null,
  complex64: null,
  complex128: null,
  float8e4m3fn: null,
  float8e4m3fnuz: null,
  float8e5m2: null,
  float8e5m2fnuz: null,
  float4e2m1: null,
  float8e8m0: null,
  uint2: null,
  int2: null,
} as const satisfies Record<DType, string | null>;

/** The tensor for onnxruntime, over the same memory. `name`: whose value it is, for the error. */
export function toOrtTensor(tensor: Tensor, name: string): OrtTensor {
  const type = ortTypes[tensor.dtype];
  if (type === null) {
    const detail = `input "${name}" is ${tensor.dtype}, which onnxruntime-node cannot be fed with. Change the model's input to float32.`;
    throw new Fault('runtime/run-failed', detail, { where: name });
  }
  try {
    // The constructor's overloads pair each type name with its array; the table above has paired them.
    return new (OrtTensor as new (type: string, data: TensorData, dims: readonly number[]) => OrtTensor)(type, tensor.data, tensor.dims);
  } catch (cause) {
    const detail = `input "${name}": ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new Fault('runtime/run-failed', detail, { where: name, cause });
  }
}

/** onnxruntime's tensor as ours, over the same memory. */
export function fromOrtTensor(tensor: OrtTensor): Tensor {
  const { type, data } = tensor;
  // float16 comes as Float16Array in a thread that has the class (worker-entry.ts); ours holds bit patterns.
  const own = type === 'float16' && !Array.isArray(data) ? bitPatterns(data as unknown as ArrayBufferView) : data;
  return { dtype: type, dims: [...tensor.dims], data: own as TensorData };
}

function bitPatterns(view: ArrayBufferView): Uint16Array {
  return new Uint16Array(view.buffer, view.byteOffset, view.byteLength / 2);
}
