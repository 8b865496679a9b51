import type { Tensor } from '@octet/onnx';

/** A float32 tensor, longer along one axis: zeros behind what it held. */
export function zeroPadded({ data, dims }: Tensor, { axis, size }: { readonly axis: number; readonly size: number }): Tensor {
  const inner = dims.slice(axis).reduce((a, d) => a * d, 1);
  const grown = dims.with(axis, size);
  const step = grown.slice(axis).reduce((a, d) => a * d, 1);
  const outer = dims.slice(0, axis).reduce((a, d) => a * d, 1);
  const result = new Float32Array(outer * step);
  for (let i = 0; i < outer; i++) result.set((data as Float32Array).subarray(i * inner, (i + 1) * inner), i * step);
  return { dtype: 'float32', dims: grown, data: result };
}
