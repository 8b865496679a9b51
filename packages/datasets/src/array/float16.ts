/// <reference lib="esnext.float16" />

/** IEEE 754 binary16 bit patterns → float32. Exact. */
export function decodeFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(new Float16Array(bits.buffer, bits.byteOffset, bits.length));
}

/** Numbers → binary16 bit patterns, ties to even; beyond ±65504 becomes ±Infinity. */
export function encodeFloat16(values: ArrayLike<number>): Uint16Array {
  const half = Float16Array.from(values);
  return new Uint16Array(half.buffer, half.byteOffset, half.length);
}

/** bfloat16 bit patterns are the upper half of a float32. Exact. */
export function decodeBfloat16(bits: Uint16Array): Float32Array {
  const wide = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = (bits[i] as number) << 16;
  return new Float32Array(wide.buffer);
}
