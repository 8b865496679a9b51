import type { Tensor } from '@octet/onnx';
import type { ArraySource } from '../array/array-source.ts';
import { openNpy } from '../array/npy.ts';
import type { ResolvedInput } from '../contract/resolve-input.ts';
import { DatasetError } from '../errors.ts';
import { orderedPrefetch } from '../ordered-prefetch.ts';
import { compilePreprocess } from '../preprocess/preprocess.ts';
import type { Sample } from '../sample.ts';
import { extensionOf, keyOf } from '../source/entry-path.ts';
import type { Entry } from '../source/source.ts';
import { labelsOfFiles } from './file-labels.ts';
import type { LayoutContext, OpenLayout } from './layout.ts';
import { matchInputs } from './match-inputs.ts';
import { openNpzEntry } from './npz-entry.ts';

const readsAhead = 2;

/** Layout 4: one .npy (models with one input) or .npz (keys = inputs) a sample, in class-named folders or side by side. */
export async function recogniseArrayPerSample(context: LayoutContext): Promise<OpenLayout | undefined> {
  const { entries, contract, source, limits } = context;
  const files = entries.filter((e) => isSample(e, contract.labels));
  const [first] = files;
  if (first === undefined) return undefined;
  const extension = extensionOf(first.name);
  const other = files.find((f) => extensionOf(f.name) !== extension);
  if (other !== undefined) {
    throw new DatasetError(
      'dataset/unknown-layout',
      `"${source.label}" mixes .npy and .npz samples ("${first.name}", "${other.name}"); use one of them.`,
      {
        where: other.name,
      },
    );
  }
  // The members of an .npz are arrays by name, never samples by name: two strange names there are two wrong names.
  const isOneNpz = extensionOf(source.label) === '.npz';
  if (extension === '.npy' && (contract.inputs.length > 1 || isOneNpz)) {
    matchInputs(
      context.inputs,
      files.map((f) => ({ name: keyOf(f.name) })),
      source.label,
    );
  }
  const labels = await labelsOfFiles(files, context);
  const arraysOf = async (file: Entry) => (extension === '.npz' ? openNpzEntry(file, limits) : [await openNpy(file, limits)]);
  const head = await arraysOf(first);
  matchInputs(context.inputs, head, first.name);
  const read = async (index: number): Promise<Sample> => {
    const file = files[index] as Entry;
    const found = matchInputs(context.inputs, await arraysOf(file), file.name);
    const feeds: Record<string, Tensor> = {};
    for (const input of contract.inputs) feeds[input.name] = await feedOf(found.get(input.name) as ArraySource, input);
    const sample = { index, source: file.name, feeds };
    return labels?.kind === 'classes' ? { ...sample, label: labels.values[index] as number } : sample;
  };
  return {
    name: 'array-per-sample',
    count: files.length,
    ...(labels === undefined ? {} : { labels }),
    storedAsBytes: head
      .filter((a) => a.dtype === 'uint8')
      .map((a) => (contract.inputs.length === 1 ? (contract.inputs[0]?.name ?? a.name) : a.name)),
    samples: (indices) => orderedPrefetch(indices ?? files.keys(), readsAhead, read),
  };
}

/** The file may hold the sample with or without the batch axis of 1; both shapes of a known rank differ, so there is one reading. */
async function feedOf(array: ArraySource, input: ResolvedInput): Promise<Tensor> {
  const batched = array.dims.length === input.shape.length && array.dims[0] === 1 && input.shape[0] !== undefined;
  const dims = batched ? array.dims.slice(1) : array.dims;
  return compilePreprocess({ dtype: array.dtype, dims, where: array.where }, input)(await array.whole(), `"${array.where}"`);
}

function isSample(entry: Entry, labels: string): boolean {
  const extension = extensionOf(entry.name);
  if (extension !== '.npy' && extension !== '.npz') return false;
  return entry.name.includes('/') || keyOf(entry.name) !== labels;
}
