import type { ArraySource } from '../array/array-source.ts';
import { DatasetError } from '../errors.ts';
import { asNumbers } from '../preprocess/convert-elements.ts';
import type { Labels } from '../sample.ts';

/** An array of labels beside `count` samples: classes where it holds one integer a sample, targets otherwise. */
export async function labelsOfArray(array: ArraySource, count: number, offset: number): Promise<Labels> {
  const { dims, where, dtype, name } = array;
  if (dims[0] !== count) {
    throw new DatasetError(
      'dataset/bad-labels',
      `"${where}": "${name}" has ${dims[0] ?? 0} labels for ${count} samples; give one a sample.`,
      { where },
    );
  }
  const single = dims.slice(1).every((d) => d === 1);
  if (!single || dtype === 'float32' || dtype === 'float64' || dtype === 'float16' || dtype === 'bfloat16')
    return { kind: 'targets', dims: dims.slice(1) };
  return classLabels(asNumbers(await array.whole(), dtype), offset, where);
}

/** Stored classes + offset → the model's classes, which start at 0. */
export function classLabels(stored: ArrayLike<number>, offset: number, where: string, names?: readonly string[]): Labels {
  const values = new Int32Array(stored.length);
  for (let i = 0; i < stored.length; i++) {
    const label = (stored[i] as number) + offset;
    if (!Number.isInteger(label) || label < 0 || label > 0x7fffffff) {
      const next = offset === 0 ? 'classes are integers from 0' : `check "label_offset" (${offset})`;
      throw new DatasetError('dataset/bad-labels', `"${where}": label ${i} is ${stored[i]}; ${next}.`, { where });
    }
    values[i] = label;
  }
  return names === undefined ? { kind: 'classes', values } : { kind: 'classes', values, names };
}
