/** A .npy file of float32 values. */
export function npy(values: Float32Array<ArrayBuffer>, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`.padEnd(117);
  const start = Buffer.from(`\x93NUMPY\x01\x00${String.fromCharCode(header.length + 1, 0)}${header}\n`, 'latin1');
  return new Uint8Array([...start, ...new Uint8Array(values.buffer)]);
}
