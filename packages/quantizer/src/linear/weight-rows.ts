/** Weights by output channel: each has a row of elements, in the order in which the tensor holds that channel's. */
export interface WeightRows {
  readonly channels: number;
  /** Elements of a row. */
  readonly size: number;
  readonly read: (w: Float32Array, channel: number) => Float32Array;
  readonly write: (q: Int8Array, channel: number, row: Int8Array) => void;
}

/** Of Conv, Gemm and MatMul: channels on the first axis, or on the second of a matrix. */
export function weightRows({ dims, axis }: { readonly dims: readonly number[]; readonly axis: number }): WeightRows {
  const channels = dims[axis] as number;
  const size = dims.reduce((a, b) => a * b, 1) / channels;
  if (axis === 0) {
    return {
      channels,
      size,
      read: (w, c) => w.subarray(c * size, (c + 1) * size),
      write: (q, c, row) => q.set(row, c * size),
    };
  }
  return {
    channels,
    size,
    read(w, c) {
      const row = new Float32Array(size);
      for (let k = 0; k < size; k++) row[k] = w[k * channels + c] as number;
      return row;
    },
    write(q, c, row) {
      for (let k = 0; k < size; k++) q[k * channels + c] = row[k] as number;
    },
  };
}
