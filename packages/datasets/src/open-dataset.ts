import type { DatasetContract } from './contract/contract.ts';
import { checkContract, parseContract } from './contract/parse-contract.ts';
import { type ResolvedContract, resolveContract } from './contract/resolve-contract.ts';
import { DatasetError } from './errors.ts';
import { recogniseArrayPerSample } from './layout/array-per-sample.ts';
import { recogniseArrays } from './layout/arrays.ts';
import { recogniseImages } from './layout/images.ts';
import type { LayoutContext, LayoutName, RecogniseLayout } from './layout/layout.ts';
import { recogniseOnnxTestData } from './layout/onnx-test-data.ts';
import { type DatasetLimits, defaultLimits } from './limits.ts';
import type { ModelInput } from './model-input.ts';
import type { Labels, Sample } from './sample.ts';
import { withoutCommonFolder } from './source/common-folder.ts';
import { extensionOf } from './source/entry-path.ts';
import { openSource } from './source/open-source.ts';
import { readText } from './source/read-entry.ts';
import type { Entry, Source } from './source/source.ts';

export interface OpenDatasetOptions {
  /** The model's inputs: names, types and shapes that the samples must meet. */
  readonly inputs: readonly ModelInput[];
  /** Takes the place of the archive's dataset.json. */
  readonly contract?: DatasetContract;
  readonly limits?: Partial<DatasetLimits>;
}

/** Samples of an archive, opened but not read. */
export interface Dataset extends AsyncDisposable {
  /** File name of the archive. */
  readonly label: string;
  readonly layout: LayoutName;
  readonly count: number;
  readonly labels?: Labels;
  readonly contract: ResolvedContract;
  readonly inputs: readonly ModelInput[];
  /** Inputs whose samples were stored as bytes 0..255. */
  readonly storedAsBytes: readonly string[];
  /**
   * Streams samples in ascending order: all, or those of `indices`, in whatever order these are given. May be called again and at the same
   * time. Every sample has tensors of its own. Rejects with a DatasetError that names the sample.
   */
  samples(indices?: readonly number[]): AsyncIterable<Sample>;
  close(): Promise<void>;
}

const layouts: readonly RecogniseLayout[] = [recogniseOnnxTestData, recogniseArrays, recogniseImages, recogniseArrayPerSample];

/** Opens an archive (.zip .tar .tar.gz .npz .npy .safetensors) or a folder as samples for a model. */
export async function openDataset(path: string, options: OpenDatasetOptions): Promise<Dataset> {
  const limits = { ...defaultLimits, ...options.limits };
  const source = await openSource(path, limits);
  try {
    const context = await prepare(source, limits, options);
    for (const recognise of layouts) {
      const layout = await recognise(context);
      if (layout === undefined) continue;
      const { name, count, labels, storedAsBytes } = layout;
      return {
        label: source.label,
        layout: name,
        count,
        ...(labels === undefined ? {} : { labels }),
        contract: context.contract,
        inputs: options.inputs,
        storedAsBytes,
        samples: (indices) => layout.samples(indices === undefined ? undefined : ascending(indices, count)),
        close: () => source.close(),
        [Symbol.asyncDispose]: () => source.close(),
      };
    }
    throw unrecognised(source);
  } catch (cause) {
    await source.close();
    throw cause;
  }
}

const contractFile = 'dataset.json';

async function prepare(source: Source, limits: DatasetLimits, { inputs, contract }: OpenDatasetOptions): Promise<LayoutContext> {
  if (source.entries.length === 0) throw unrecognised(source);
  const entries = withoutCommonFolder(source.entries);
  const file = entries.find((e) => e.name === contractFile);
  const stated =
    contract !== undefined
      ? checkContract(contract, 'contract')
      : file === undefined
        ? {}
        : parseContract(await readText(file, limits.textBytes), contractFile);
  return { source, entries: entries.filter((e) => e !== file), inputs, contract: resolveContract(inputs, stated), limits };
}

function ascending(indices: readonly number[], count: number): readonly number[] {
  const sorted = [...new Set(indices)].sort((a, b) => a - b);
  for (const i of sorted) if (!Number.isInteger(i) || i < 0 || i >= count) throw new RangeError(`no sample ${i} among ${count}`);
  return sorted;
}

const archives: ReadonlySet<string> = new Set(['.zip', '.tar', '.gz', '.tgz', '.7z', '.rar', '.bz2', '.xz', '.zst']);

function unrecognised(source: Source): DatasetError {
  const { label, entries } = source;
  const where = label;
  const inner = entries.find((e: Entry) => archives.has(extensionOf(e.name)));
  if (inner !== undefined) {
    return new DatasetError(
      'dataset/hostile-archive',
      `"${label}" holds the archive "${inner.name}"; unpack it, archives inside archives are not opened.`,
      {
        where: inner.name,
      },
    );
  }
  if (entries.every((e) => e.name === contractFile))
    return new DatasetError('dataset/empty', `"${label}" holds no samples; add some (at least 32).`, { where });
  const seen = [...new Set(entries.map((e) => extensionOf(e.name) || 'no extension'))].slice(0, 6).join(', ');
  return new DatasetError(
    'dataset/unknown-layout',
    `"${label}" holds no samples in a known layout (files seen: ${seen}); store <input>.npy arrays, png/jpeg/webp images, test_data_set_*/input_*.pb, or one .npy/.npz a sample.`,
    { where },
  );
}
