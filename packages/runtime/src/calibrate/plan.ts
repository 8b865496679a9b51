import type { RowView } from './row-view.ts';

/**
 * What the measuring graph returns and how to read it. Plain records: they cross to the worker threads.
 *
 * A value is measured in one of three ways. `fed`: it is a graph input and lies at hand. `whole`: the graph returns it as it is, since it is
 * small. `reduced`: the graph returns the extremes of all its rows and the elements of some, packed with those of other values into a few
 * outputs.
 */
export interface Plan {
  readonly values: readonly PlannedValue[];
  readonly extremes: readonly PackedOutput[];
  readonly rows: readonly PackedOutput[];
  /** Slices of the graph: 2 int64 each (first row, end) in the input `windowInput`, different for every sample. */
  readonly windows: readonly RowWindow[];
  readonly rate: SampleRate;
}

/** How many elements of a value are looked at in a sample: some of every value, and a share of what it has. */
export interface SampleRate {
  readonly least: number;
  readonly share: number;
}

export interface PlannedValue {
  readonly name: string;
  readonly kind: 'fed' | 'whole' | 'reduced';
  readonly nonNegative: boolean;
  /** Dimensions at sample 0. */
  readonly dims: readonly number[];
  /** Of a reduced value. */
  readonly view?: RowView;
  /** Of a reduced value in onnxruntime's NCHWc layout: channels a block. */
  readonly blockSize?: number;
}

/** Several values' results in one output: `repeats` runs of `stride` elements, and in each of them every part at the same place. */
export interface PackedOutput {
  readonly name: string;
  readonly repeats: number;
  readonly stride: number;
  readonly parts: readonly PackedPart[];
}

export interface PackedPart {
  /** Index into `Plan.values`. */
  readonly value: number;
  readonly first: number;
  readonly length: number;
  readonly end: 'min' | 'max' | 'rows';
}

export interface RowWindow {
  readonly step: number;
  readonly taken: number;
}

export const windowInput = 'octet_row_windows';
