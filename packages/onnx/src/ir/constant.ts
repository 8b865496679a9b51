import type { DType, Tensor } from './tensor.ts';
import { elementCount } from './tensor.ts';

/**
 * A constant value. What was read from a file stays a byte range of that file (`encoded`) until somebody asks for the numbers,
 * so that a model's untouched weights are never copied.
 */
export class Constant {
  readonly dtype: DType;
  readonly dims: readonly number[];
  /** The TensorProto message as it stood in the file, if the constant came from one and was not touched. */
  readonly encoded: Uint8Array | undefined;
  readonly #read: () => Tensor;

  private constructor(dtype: DType, dims: readonly number[], read: () => Tensor, encoded?: Uint8Array) {
    this.dtype = dtype;
    this.dims = dims;
    this.#read = read;
    this.encoded = encoded;
  }

  static of(tensor: Tensor): Constant {
    return new Constant(tensor.dtype, tensor.dims, () => tensor);
  }

  /** `read` is called on each access of `tensor`; a view is cheap, a decode is not kept. */
  static lazy(dtype: DType, dims: readonly number[], read: () => Tensor, encoded?: Uint8Array): Constant {
    return new Constant(dtype, dims, read, encoded);
  }

  get tensor(): Tensor {
    return this.#read();
  }

  get elementCount(): number {
    return elementCount(this.dims);
  }
}
