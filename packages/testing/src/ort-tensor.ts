import type { DType, Tensor, TensorData } from '@octet/onnx';
import * as ort from 'onnxruntime-node';

/** Into onnxruntime's tensor; float16 bits become a Float16Array view, as onnxruntime wants on Node 24. */
export function toOrt(tensor: Tensor): ort.Tensor {
  const { dtype, data } = tensor;
  const held = dtype === 'float16' && data instanceof Uint16Array ? new Float16Array(data.buffer, data.byteOffset, data.length) : data;
  return new ort.Tensor(dtype as ort.Tensor.Type, held as never, [...tensor.dims]);
}

export function fromOrt(tensor: ort.Tensor): Tensor {
  const data = tensor.data as ArrayBufferView | string[];
  const bits = data instanceof Float16Array ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
  return { dtype: tensor.type as DType, dims: tensor.dims, data: bits as TensorData };
}
