import type { Tensor } from '@octet/onnx';
import type { ArraySource } from '../array/array-source.ts';
import { openNpy } from '../array/npy.ts';
import { openSafetensors } from '../array/safetensors.ts';
import type { StoredData } from '../array/stored-dtype.ts';
import type { ResolvedInput } from '../contract/resolve-input.ts';
import { DatasetError } from '../errors.ts';
import { respellText } from '../model-input.ts';
import { compilePreprocess, type Preprocess } from '../preprocess/preprocess.ts';
import type { Labels, Sample } from '../sample.ts';
import { extensionOf, keyOf } from '../source/entry-path.ts';
import { labelsOfArray } from './class-labels.ts';
import { labelTensor } from './label-tensor.ts';
import type { LayoutContext, OpenLayout } from './layout.ts';
import { matchInputs, namesAnInput } from './match-inputs.ts';
import { openNpzEntry } from './npz-entry.ts';

const labelAliases = ['label', 'y'];

/** Layout 1: one array an input, sample axis first: `<input>.npy`, or the keys of an npz or a safetensors. */
export async function recogniseArrays(context: LayoutContext): Promise<OpenLayout | undefined> {
  const arrays = await arraysOf(context);
  return arrays === undefined ? undefined : openArrays(arrays, context);
}

async function arraysOf({ entries, inputs, contract, limits, source }: LayoutContext): Promise<readonly ArraySource[] | undefined> {
  const tensors = entries.filter((e) => extensionOf(e.name) === '.safetensors');
  const [first] = tensors;
  if (first !== undefined && tensors.length === 1) return openSafetensors(first, limits);
  if (tensors.length > 1) {
    throw new DatasetError(
      'dataset/unknown-layout',
      `"${source.label}" holds ${tensors.length} .safetensors files; put the arrays into one.`,
    );
  }
  const packs = entries.filter((e) => extensionOf(e.name) === '.npz');
  const npys = entries.filter((e) => extensionOf(e.name) === '.npy');
  const [pack] = packs;
  if (pack !== undefined && packs.length === 1 && npys.length === 0) return openNpzEntry(pack, limits);
  const loose = npys.filter((e) => !e.name.includes('/'));
  if (loose.length !== npys.length) return undefined;
  const names = loose.map((e) => keyOf(e.name));
  const samples = names.filter((n) => n !== contract.labels && !labelAliases.includes(n));
  if (!namesAnInput(inputs, names) && (samples.length !== 1 || entries.some((e) => extensionOf(e.name) === '.csv'))) return undefined;
  return Promise.all(loose.map((e) => openNpy(e, limits)));
}

async function openArrays(arrays: readonly ArraySource[], context: LayoutContext): Promise<OpenLayout> {
  const { inputs, contract, source } = context;
  const isInput = (a: ArraySource) => inputs.some((i) => i.name === a.name);
  const labelled = [contract.labels, ...labelAliases]
    .map((n) => arrays.find((a) => a.name === n && !isInput(a)))
    .find((a) => a !== undefined);
  const candidates = arrays.filter((a) => a !== labelled);
  const found = matchInputs(inputs, candidates, source.label);
  const streams: { input: ResolvedInput; array: ArraySource; preprocess: Preprocess }[] = [];
  const constants: Record<string, Tensor> = {};
  let count: number | undefined;
  for (const input of contract.inputs) {
    const array = found.get(input.name) as ArraySource;
    if (array.dims.length === 0 && inputs.length > 1) {
      constants[input.name] = compilePreprocess(array, input)(await array.whole(), `"${array.where}"`);
      continue;
    }
    const length = array.dims[0];
    if (length === undefined) {
      throw new DatasetError(
        'dataset/wrong-shape',
        `"${array.where}" is a scalar; store samples of ${respellText(input.shape)} with the sample axis first.`,
        {
          where: array.where,
        },
      );
    }
    if (count !== undefined && length !== count) {
      throw new DatasetError(
        'dataset/wrong-shape',
        `"${source.label}": "${array.name}" holds ${length} samples where the arrays before it hold ${count}; give each input as many.`,
        { where: array.where },
      );
    }
    count = length;
    const preprocess = compilePreprocess({ dtype: array.dtype, dims: array.dims.slice(1), where: array.where }, input);
    streams.push({ input, array, preprocess });
  }
  const total = count ?? 1;
  if (total === 0)
    throw new DatasetError('dataset/empty', `"${source.label}" holds 0 samples; add some (at least 32).`, { where: source.label });
  const labels = labelled === undefined ? undefined : await labelsOfArray(labelled, total, contract.label_offset);
  const targets = labels?.kind === 'targets' ? labelled : undefined;
  return {
    name: 'arrays',
    count: total,
    ...(labels === undefined ? {} : { labels }),
    storedAsBytes: streams.filter((s) => s.array.dtype === 'uint8').map((s) => s.input.name),
    samples: (indices) => streamSamples({ streams, constants, count: total, labels, targets }, indices),
  };
}

interface Streams {
  readonly streams: readonly { readonly input: ResolvedInput; readonly array: ArraySource; readonly preprocess: Preprocess }[];
  readonly constants: Readonly<Record<string, Tensor>>;
  readonly count: number;
  readonly labels: Labels | undefined;
  readonly targets: ArraySource | undefined;
}

/** Reads all arrays in step, a row at a time. */
async function* streamSamples(
  { streams, constants, count, labels, targets }: Streams,
  indices?: readonly number[],
): AsyncGenerator<Sample> {
  const readers = streams.map((s) => s.array.rows(indices));
  const targetReader = targets?.rows(indices);
  const next = async (reader: AsyncGenerator<StoredData>) => (await reader.next()).value as StoredData;
  try {
    for (let k = 0; k < (indices?.length ?? count); k++) {
      const index = indices === undefined ? k : (indices[k] as number);
      const feeds: Record<string, Tensor> = { ...constants };
      for (let s = 0; s < streams.length; s++) {
        const { input, array, preprocess } = streams[s] as Streams['streams'][number];
        feeds[input.name] = preprocess(await next(readers[s] as AsyncGenerator<StoredData>), `sample ${index} of "${array.where}"`);
      }
      const source = `${streams[0]?.array.name ?? 'sample'}[${index}]`;
      if (targets !== undefined && targetReader !== undefined) {
        yield { index, source, feeds, label: labelTensor(await next(targetReader), targets) };
      } else if (labels?.kind === 'classes') yield { index, source, feeds, label: labels.values[index] as number };
      else yield { index, source, feeds };
    }
    // Lets the readers see the end of their entries, where wrong sizes come out.
    if (indices === undefined)
      for (const reader of [...readers, ...(targetReader === undefined ? [] : [targetReader])]) await reader.next();
  } finally {
    for (const reader of readers) await reader.return(undefined);
    await targetReader?.return(undefined);
  }
}
