import type { Tensor } from '@octet/onnx';
import { decodeBfloat16, decodeFloat16 } from '../array/float16.ts';
import { DatasetError } from '../errors.ts';
import type { MetricOptions, PairedOutputs } from './metric.ts';

export type Answers = Readonly<Record<string, Tensor>>;

/** A tensor's elements as numbers. */
export function numbersOf({ dtype, data, dims }: Tensor): ArrayLike<number> {
  if (dtype === 'float16') return decodeFloat16(data as Uint16Array);
  if (dtype === 'bfloat16') return decodeBfloat16(data as Uint16Array);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  if (ArrayBuffer.isView(data)) return data as ArrayLike<number> & ArrayBufferView;
  throw new DatasetError('dataset/wrong-dtype', `An output of ${dtype} [${dims.join(', ')}] cannot be compared; choose another output.`);
}

/** Name of the output that answers. */
export function answerName(answers: Answers, options: MetricOptions): string {
  const names = Object.keys(answers);
  const name = options.output ?? names.find((n) => (answers[n] as Tensor).data.length > 1) ?? names[0];
  if (name !== undefined && Object.hasOwn(answers, name)) return name;
  throw new DatasetError(
    'dataset/wrong-name',
    `The model has no output "${name ?? ''}"; it has ${names.map((n) => `"${n}"`).join(', ')}.`,
    {
      where: name ?? 'outputs',
    },
  );
}

/** The two answers to judge, of the same shape. */
export function answerPair(pair: PairedOutputs, name: string): { fp32: Tensor; int8: Tensor } {
  const fp32 = pair.fp32[name];
  const int8 = pair.int8[name];
  if (fp32 === undefined || int8 === undefined) {
    throw new DatasetError(
      'dataset/wrong-name',
      `Output "${name}" is missing from one of the models; compare models with the same outputs.`,
      { where: name },
    );
  }
  if (fp32.data.length !== int8.data.length) {
    throw new DatasetError(
      'dataset/wrong-shape',
      `Output "${name}" is [${fp32.dims.join(', ')}] in FP32 and [${int8.dims.join(', ')}] in INT8; shapes that depend on values cannot be compared.`,
      { where: name },
    );
  }
  return { fp32, int8 };
}

export function classLabel(pair: PairedOutputs): number {
  if (typeof pair.label === 'number') return pair.label;
  throw new DatasetError(
    'dataset/no-labels',
    pair.label === undefined
      ? 'This metric needs a label for every sample; add labels.npy, class folders or labels.csv, or choose agreement or sqnr_db.'
      : 'This metric needs one class a sample, the labels are arrays; choose miou, mse, mae or psnr.',
  );
}

export function targetLabel(pair: PairedOutputs): Tensor {
  if (typeof pair.label === 'object') return pair.label;
  if (typeof pair.label === 'number') return { dtype: 'float32', dims: [], data: Float32Array.of(pair.label) };
  throw new DatasetError(
    'dataset/no-labels',
    'This metric needs a target for every sample; add labels.npy, or choose agreement or sqnr_db.',
  );
}

/** Position of the largest value among those at start, start + stride …; the first of equals; −1 where there is no number. */
export function argmax(values: ArrayLike<number>, at: { start: number; stride: number; count: number }): number {
  let best = -1;
  let bestValue = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < at.count; i++) {
    const v = values[at.start + i * at.stride] as number;
    if (v > bestValue || (best < 0 && v === bestValue)) {
      best = i;
      bestValue = v;
    }
  }
  return best;
}

/** How the classes lie in an output: for each of `outer · inner` positions, `classes` values `inner` apart. */
export interface ClassAxis {
  readonly classes: number;
  readonly outer: number;
  readonly inner: number;
}

/**
 * Where the class axis is: axes of length 1 at the end dropped ([1, C, 1, 1] is [1, C]), then axis 1 of images ([N, C, H, W]) and the last
 * axis of everything else. Undefined where there are fewer than two classes.
 */
export function classAxis(dims: readonly number[]): ClassAxis | undefined {
  let rank = dims.length;
  while (rank > 1 && dims[rank - 1] === 1) rank--;
  const axis = rank >= 4 ? 1 : rank - 1;
  const classes = dims[axis] ?? 1;
  if (classes < 2) return undefined;
  const product = (ds: readonly number[]) => ds.reduce((n, d) => n * d, 1);
  return { classes, outer: product(dims.slice(0, axis)), inner: product(dims.slice(axis + 1)) };
}

/** The class of a sample that has one: the largest score, or the value itself where the output is a class index already. */
export function predictedClass(answer: Tensor): number {
  const values = numbersOf(answer);
  const isIndex = values.length === 1 && !answer.dtype.startsWith('float');
  return isIndex ? (values[0] as number) : argmax(values, { start: 0, stride: 1, count: values.length });
}
