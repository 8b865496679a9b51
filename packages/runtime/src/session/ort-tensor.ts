import type { DType, Tensor, TensorData } from '@octet/onnx';
import { Tensor as OrtTensor } from 'onnxruntime-node';
import { Fault } from '../pool/fault.ts';

/** onnxruntime-node cannot pass such tensors in or out (they may still occur inside a graph). Its names of the others are ours. */
const unfeedable: ReadonlySet<DType> = new Set([
  'bfloat16',
  'complex64',
  'complex128',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'float4e2m1',
  'float8e8m0',
  'uint2',
  'int2',
] as const);

/** The tensor for onnxruntime, over the same memory. `name`: whose value it is, for the error. */
export function toOrtTensor(tensor: Tensor, name: string): OrtTensor {
  const { dtype } = tensor;
  if (unfeedable.has(dtype)) {
    const detail = `input "${name}" is ${dtype}, which onnxruntime-node cannot be fed with. Change the model's input to float32.`;
    throw new Fault('runtime/run-failed', detail, { where: name });
  }
  try {
    // The constructor's overloads pair each type name with its array, as Tensor does.
    return new (OrtTensor as new (type: string, data: TensorData, dims: readonly number[]) => OrtTensor)(dtype, tensor.data, tensor.dims);
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
