import type { Tensor } from '@octet/onnx';
import type { ArraySource } from '../array/array-source.ts';
import type { StoredData } from '../array/stored-dtype.ts';
import { asNumbers } from '../preprocess/convert-elements.ts';

/** One row of a target array (label map, regression target) as float32. Exact for label maps: classes are far below 2^24. */
export function labelTensor(row: StoredData, array: ArraySource): Tensor {
  return { dtype: 'float32', dims: array.dims.slice(1), data: Float32Array.from(asNumbers(row, array.dtype)) };
}
