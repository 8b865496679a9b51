import { create, toBinary } from '@bufbuild/protobuf';
import type { Constant } from '../ir/constant.ts';
import { bytesOf } from '../ir/storage.ts';
import type { Tensor } from '../ir/tensor.ts';
import { Chunks } from './chunks.ts';
import { EncodedTensor } from './decode-tensor.ts';
import { codeOfDType } from './dtype-code.ts';
import { FieldReader } from './field-reader.ts';
import { TensorProtoSchema } from './gen/onnx_pb.js';

/** An initializer's TensorProto. One that came from a file and was not touched is the very bytes of the file, under its present name. */
export function encodeConstant(constant: Constant, name: string): Chunks {
  return constant.encoded === undefined ? encodeNumbers(constant.tensor, name) : renamed(constant.encoded, name);
}

/** An attribute's TensorProto. */
export function encodeTensor(tensor: Tensor): Chunks {
  if (!(tensor instanceof EncodedTensor)) return encodeNumbers(tensor, '');
  return tensor.encoded === undefined ? encodeNumbers(tensor, tensor.name) : new Chunks().add(tensor.encoded);
}

function encodeNumbers({ dtype, dims, data }: Tensor, name: string): Chunks {
  const header = create(TensorProtoSchema, { dims: dims.map(BigInt), dataType: codeOfDType[dtype] });
  if (name !== '') header.name = name;
  if (isStrings(data)) header.stringData = data.map((text) => new TextEncoder().encode(text));
  const chunks = new Chunks().add(toBinary(TensorProtoSchema, header));
  return isStrings(data) ? chunks : chunks.addField(9, bytesOf(data));
}

function isStrings(data: Tensor['data']): data is readonly string[] {
  return Array.isArray(data);
}

/** The message with another name: every field but the name as the range it is. */
function renamed(encoded: Uint8Array, name: string): Chunks {
  const field = new FieldReader(encoded, { start: 0, end: encoded.length }, 'an initializer');
  const chunks = new Chunks();
  let from = 0;
  while (field.next()) {
    if (field.number !== 8) continue;
    if (field.name === name) return new Chunks().add(encoded);
    chunks.add(encoded.subarray(from, field.tagStart));
    from = field.end;
  }
  return chunks.add(encoded.subarray(from)).addField(8, new TextEncoder().encode(name));
}
