import { elementCount, type Node, type Tensor } from '@octet/onnx';

/**
 * Σ x·xᵀ over the inputs x that an operator multiplies a row of its weights with: the patches of a convolution, the rows of a matrix. One
 * matrix a group, lower triangle.
 */
export interface SecondMoments {
  readonly size: number;
  readonly groups: number;
  /** Of group g from g · size² on. */
  readonly sums: Float64Array;
}

/** Longer rows take minutes (the factor goes with the cube of their length). */
const largestSize = 768;
/** Inputs to look at for each of the row's elements, within these numbers. */
const inputsPerElement = 2;
const fewestInputs = 256;
const mostInputs = 2048;

/** Gathers the second moments of one operator's inputs, from as many tensors as are `expected`. */
export class MomentGatherer {
  readonly moments: SecondMoments;
  readonly #patches: Patches;
  readonly #perTensor: number;
  #taken = 0;

  /** Undefined where the operator's weights cannot be taken as rows of products, or the rows are too long. */
  static of(node: Node, expected: number): MomentGatherer | undefined {
    const patches = node.opType === 'Conv' ? convPatches(node) : matrixRows(node);
    return patches === undefined || patches.size > largestSize ? undefined : new MomentGatherer(patches, expected);
  }

  private constructor(patches: Patches, expected: number) {
    const { size, groups } = patches;
    this.#patches = patches;
    this.moments = { size, groups, sums: new Float64Array(groups * size * size) };
    this.#perTensor = Math.ceil(Math.min(mostInputs, Math.max(fewestInputs, inputsPerElement * size)) / expected);
  }

  /** Takes all inputs of a tensor, or some that are spread over it by the golden ratio. */
  add({ data, dims }: Tensor): void {
    const count = this.#patches.count(dims);
    const x = new Float64Array(this.#patches.size);
    for (let i = 0; i < Math.min(count, this.#perTensor); i++) {
      const at = count <= this.#perTensor ? i : Math.floor(((this.#taken++ * goldenRatio) % 1) * count);
      for (let group = 0; group < this.moments.groups; group++) {
        this.#patches.read(data as Float32Array, dims, { at, group }, x);
        this.#accumulate(x, group);
      }
    }
  }

  #accumulate(x: Float64Array, group: number): void {
    const { size, sums } = this.moments;
    for (let i = 0, row = group * size * size; i < size; i++, row += size) {
      const a = x[i] as number;
      if (a !== 0) for (let j = 0; j <= i; j++) sums[row + j] = (sums[row + j] as number) + a * (x[j] as number);
    }
  }
}

const goldenRatio = (Math.sqrt(5) - 1) / 2;

interface Patches {
  readonly size: number;
  readonly groups: number;
  /** How many a tensor of these dimensions has. */
  readonly count: (dims: readonly number[]) => number;
  readonly read: (
    data: Float32Array,
    dims: readonly number[],
    which: { readonly at: number; readonly group: number },
    into: Float64Array,
  ) => void;
}

/** Rows of the left factor of a Gemm or MatMul with a constant matrix. */
function matrixRows(node: Node): Patches | undefined {
  const weight = node.input(1)?.constant?.dims;
  if (!['Gemm', 'MatMul'].includes(node.opType) || weight?.length !== 2 || node.intAttr('transA', 0) !== 0) return undefined;
  const size = weight[node.intAttr('transB', 0) === 1 ? 1 : 0] as number;
  return {
    size,
    groups: 1,
    count: (dims) => elementCount(dims) / size,
    read: (data, _, { at }, into) => into.set(data.subarray(at * size, (at + 1) * size)),
  };
}

/** What the filters of a 2-dimensional convolution see, channel by channel; 0 beyond the border. */
function convPatches(node: Node): Patches | undefined {
  const weight = node.input(1)?.constant?.dims;
  const padsItself = !['NOTSET', 'VALID'].includes(node.stringAttr('auto_pad', 'NOTSET'));
  if (weight?.length !== 4 || padsItself) return undefined;
  const [, channels, high, wide] = weight as [number, number, number, number];
  const [strideY, strideX] = node.intsAttr('strides', [1, 1]) as [number, number];
  const [stepY, stepX] = node.intsAttr('dilations', [1, 1]) as [number, number];
  const [top, left, bottom, right] = node.intsAttr('pads', [0, 0, 0, 0]) as [number, number, number, number];
  const rows = (h: number) => Math.floor((h + top + bottom - stepY * (high - 1) - 1) / strideY) + 1;
  const columns = (w: number) => Math.floor((w + left + right - stepX * (wide - 1) - 1) / strideX) + 1;
  return {
    size: channels * high * wide,
    groups: node.intAttr('group', 1),
    count: ([n = 0, , h = 0, w = 0]) => n * rows(h) * columns(w),
    read(data, [, c = 0, h = 0, w = 0], { at, group }, into) {
      const perImage = rows(h) * columns(w);
      const image = Math.floor(at / perImage);
      const y = Math.floor((at % perImage) / columns(w)) * strideY - top;
      const x = (at % columns(w)) * strideX - left;
      let i = 0;
      for (let channel = 0; channel < channels; channel++) {
        const plane = (image * c + group * channels + channel) * h;
        for (let ky = 0; ky < high; ky++) {
          for (let kx = 0; kx < wide; kx++) {
            const [py, px] = [y + ky * stepY, x + kx * stepX];
            into[i++] = py < 0 || py >= h || px < 0 || px >= w ? 0 : (data[(plane + py) * w + px] as number);
          }
        }
      }
    },
  };
}
