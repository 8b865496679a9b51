import { decodeTensorProto, type Tensor } from '@octet/onnx';
import { DatasetError } from '../errors.ts';
import { respellText } from '../model-input.ts';
import { orderedPrefetch } from '../ordered-prefetch.ts';
import type { Sample } from '../sample.ts';
import { readEntry } from '../source/read-entry.ts';
import type { Entry } from '../source/source.ts';
import type { LayoutContext, OpenLayout } from './layout.ts';

const inputFile = /^(?:(.*\/)?test_data_set_(\d+)\/)?input_(\d+)\.pb$/;
const readsAhead = 2;

/** Layout 3, ONNX's own: test_data_set_*\/input_*.pb, a TensorProto an input, in the order of the model's inputs. output_*.pb are not read. */
export async function recogniseOnnxTestData({ entries, inputs, limits, source }: LayoutContext): Promise<OpenLayout | undefined> {
  const sets = new Map<number, Map<number, Entry>>();
  for (const entry of entries) {
    const m = inputFile.exec(entry.name);
    if (m === null) continue;
    const set = Number(m[2] ?? 0);
    const files = sets.get(set) ?? new Map<number, Entry>();
    files.set(Number(m[3]), entry);
    sets.set(set, files);
  }
  if (sets.size === 0) return undefined;
  const ordered = [...sets].sort(([a], [b]) => a - b);
  for (const [set, files] of ordered) {
    const missing = inputs.findIndex((_, i) => !files.has(i));
    if (missing >= 0 || files.size > inputs.length) {
      throw new DatasetError(
        'dataset/wrong-name',
        `"${source.label}": test_data_set_${set} has ${files.size} input files, the model ${inputs.length} inputs (${inputs.map((i) => `"${i.name}"`).join(', ')}); give input_0.pb and so on, one an input.`,
        { where: `test_data_set_${set}` },
      );
    }
  }
  const read = async (index: number): Promise<Sample> => {
    const [set, files] = ordered[index] as [number, Map<number, Entry>];
    const feeds: Record<string, Tensor> = {};
    for (const [i, input] of inputs.entries()) {
      const entry = files.get(i) as Entry;
      const tensor = decode(await readEntry(entry, limits.sampleBytes), entry.name);
      if (tensor.dtype !== input.dtype) {
        throw new DatasetError(
          'dataset/wrong-dtype',
          `"${entry.name}" holds ${tensor.dtype}, the model's input "${input.name}" takes ${input.dtype}.`,
          {
            where: entry.name,
          },
        );
      }
      const { dims } = tensor;
      if (dims.length !== input.shape.length || dims.some((d, k) => typeof input.shape[k] === 'number' && input.shape[k] !== d)) {
        throw new DatasetError(
          'dataset/wrong-shape',
          `"${entry.name}" holds [${dims.join(', ')}], the model's input "${input.name}" takes ${respellText(input.shape)}.`,
          { where: entry.name },
        );
      }
      refuseNonFinite(tensor, entry.name);
      feeds[input.name] = tensor;
    }
    return { index, source: `test_data_set_${set}`, feeds };
  };
  return {
    name: 'onnx-test-data',
    count: ordered.length,
    storedAsBytes: [],
    samples: (indices) => orderedPrefetch(indices ?? ordered.keys(), readsAhead, read),
  };
}

function decode(bytes: Uint8Array, where: string): Tensor {
  try {
    return decodeTensorProto(bytes);
  } catch (cause) {
    throw new DatasetError('dataset/bad-array', `"${where}" is no ONNX TensorProto; write it with onnx.numpy_helper.from_array.`, {
      where,
      cause,
    });
  }
}

function refuseNonFinite({ dtype, data }: Tensor, where: string): void {
  if (dtype !== 'float32' && dtype !== 'float64') return;
  const at = (data as Float32Array).findIndex((v) => !Number.isFinite(v));
  if (at >= 0)
    throw new DatasetError('dataset/non-finite', `"${where}": element ${at} is ${data[at]}; remove or repair the sample.`, { where });
}
