import type { ResolvedContract } from '../contract/resolve-contract.ts';
import type { DatasetLimits } from '../limits.ts';
import type { ModelInput } from '../model-input.ts';
import type { Labels, Sample } from '../sample.ts';
import type { Entry, Source } from '../source/source.ts';

export type LayoutName = 'arrays' | 'images' | 'array-per-sample' | 'onnx-test-data';

/** An archive whose layout was recognised: how many samples, and how to stream them. */
export interface OpenLayout {
  readonly name: LayoutName;
  readonly count: number;
  readonly labels?: Labels;
  /** Inputs whose samples were stored as bytes 0..255: only for these does unstated preprocessing matter. */
  readonly storedAsBytes: readonly string[];
  /** In ascending order, all or those of `indices` (ascending, distinct). */
  samples(indices?: readonly number[]): AsyncGenerator<Sample>;
}

/** What a layout sees: entries with their common folder taken off, dataset.json taken out. */
export interface LayoutContext {
  readonly source: Source;
  readonly entries: readonly Entry[];
  readonly inputs: readonly ModelInput[];
  readonly contract: ResolvedContract;
  readonly limits: DatasetLimits;
}

/** A layout looks whether the archive is one of its own: undefined if not, an error if it is one but wrong. */
export type RecogniseLayout = (context: LayoutContext) => Promise<OpenLayout | undefined>;
