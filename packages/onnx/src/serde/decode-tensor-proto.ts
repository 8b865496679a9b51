import type { Tensor } from '../ir/tensor.ts';
import { decodeContext } from './decode-context.ts';
import { decodeTensor } from './decode-tensor.ts';

/** Reads a file that is one TensorProto, such as `test_data_set_0/input_0.pb`. Throws an OnnxError with the place where it is none. */
export function decodeTensorProto(bytes: Uint8Array): Tensor {
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { dtype, dims, data } = decodeTensor(decodeContext(plain, undefined), { start: 0, end: plain.length }, 'tensor');
  return { dtype, dims, data };
}
