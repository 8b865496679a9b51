import type { DType, Tensor } from '@octet/onnx';
import { DatasetError } from '../errors.ts';

const descrs: Readonly<Partial<Record<DType, string>>> = {
  float32: '<f4',
  float64: '<f8',
  float16: '<f2',
  int8: '|i1',
  uint8: '|u1',
  int16: '<i2',
  uint16: '<u2',
  int32: '<i4',
  uint32: '<u4',
  int64: '<i8',
  uint64: '<u8',
  bool: '|b1',
};

/**
 * The header and the elements of an .npy file, version 1.0, C order, little-endian, the header padded so that the elements start at a
 * multiple of 64. The elements are a view.
 */
export function npyBytes({ dtype, dims, data }: Tensor): { header: Uint8Array; elements: Uint8Array } {
  const descr = descrs[dtype];
  if (descr === undefined || !ArrayBuffer.isView(data)) {
    throw new DatasetError('dataset/wrong-dtype', `An .npy file cannot hold ${dtype}; convert the tensor to float32 first.`);
  }
  const shape = dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(', ')})`;
  const literal = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const room = Math.ceil((10 + literal.length + 1) / 64) * 64;
  const header = new Uint8Array(room).fill(0x20);
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(header.buffer).setUint16(8, room - 10, true);
  header.set(Buffer.from(literal, 'latin1'), 10);
  header[room - 1] = 0x0a;
  return { header, elements: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
