import type { ResolvedInput } from '../contract/resolve-input.ts';
import { DatasetError } from '../errors.ts';
import { decodeImage, imageExtensions } from '../image/decode-image.ts';
import { respellText } from '../model-input.ts';
import { orderedPrefetch } from '../ordered-prefetch.ts';
import { compilePreprocess, type Preprocess } from '../preprocess/preprocess.ts';
import type { Sample } from '../sample.ts';
import { extensionOf } from '../source/entry-path.ts';
import { readEntry } from '../source/read-entry.ts';
import type { Entry } from '../source/source.ts';
import { labelsOfFiles } from './file-labels.ts';
import type { LayoutContext, OpenLayout } from './layout.ts';

const decodesAhead = 4;

/** Layout 2: a png, jpeg or webp a sample, in class-named folders or side by side. For models with one input. */
export async function recogniseImages(context: LayoutContext): Promise<OpenLayout | undefined> {
  const { entries, contract, source, limits } = context;
  const files = entries.filter((e) => imageExtensions.has(extensionOf(e.name)));
  const [input, second] = contract.inputs;
  if (files.length === 0 || input === undefined) return undefined;
  if (second !== undefined) {
    throw new DatasetError(
      'dataset/unknown-layout',
      `"${source.label}" holds images, but the model has ${contract.inputs.length} inputs; store an array for each (<input>.npy).`,
      { where: source.label },
    );
  }
  if (input.layout === null) {
    throw new DatasetError(
      'dataset/bad-contract',
      `The channel axis of input "${input.name}" ${respellText(input.shape)} is ambiguous; state "layout" (and "color") in dataset.json.`,
      { where: `inputs.${input.name}.layout` },
    );
  }
  if (input.channels !== null && input.channels !== 1 && input.channels !== 3) {
    throw new DatasetError(
      'dataset/wrong-shape',
      `Input "${input.name}" takes ${input.channels} channels, which no image has; store arrays.`,
      {
        where: input.name,
      },
    );
  }
  const labels = await labelsOfFiles(files, context);
  const compiled = new Map<string, Preprocess>();
  const read = async (index: number): Promise<Sample> => {
    const file = files[index] as Entry;
    const image = await decodeImage(await readEntry(file, limits.sampleBytes), input, file.name, limits);
    const preprocess = compiledFor(compiled, image.dims, input, file.name);
    const sample = { index, source: file.name, feeds: { [input.name]: preprocess(image.pixels, `"${file.name}"`) } };
    return labels?.kind === 'classes' ? { ...sample, label: labels.values[index] as number } : sample;
  };
  return {
    name: 'images',
    count: files.length,
    ...(labels === undefined ? {} : { labels }),
    storedAsBytes: [input.name],
    samples: (indices) => orderedPrefetch(indices ?? files.keys(), decodesAhead, read),
  };
}

/** One preprocessing a size: where the model leaves the size open, images may differ. */
function compiledFor(compiled: Map<string, Preprocess>, dims: readonly number[], input: ResolvedInput, where: string): Preprocess {
  const key = dims.join('x');
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = compilePreprocess({ dtype: 'uint8', dims, where }, input);
  compiled.set(key, made);
  return made;
}
