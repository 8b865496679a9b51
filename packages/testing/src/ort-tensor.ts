import type { DType, Tensor, TensorData } from '@octet/onnx';
import * as ort from 'onnxruntime-node';

/**
 * Into onnxruntime's tensor. float16 needs a detour: onnxruntime-common insists on a Float16Array where the class exists, and
 * onnxruntime-node 1.30 reads one as empty; so the bit patterns are put in its place.
 */
export function toOrt(tensor: Tensor): ort.Tensor {
  const { dtype, data, dims } = tensor;
  const made = new ort.Tensor(dtype as ort.Tensor.Type, data as never, [...dims]);
  if (dtype === 'float16') Object.assign(made, { cpuData: data });
  return made;
}

export function fromOrt(tensor: ort.Tensor): Tensor {
  const data = tensor.data as ArrayBufferView | string[];
  const bits = data instanceof Float16Array ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
  return { dtype: tensor.type as DType, dims: tensor.dims, data: bits as TensorData };
}
