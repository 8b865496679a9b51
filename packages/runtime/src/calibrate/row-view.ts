import type { Observation } from '@octet/quantizer';

/**
 * A tensor's memory as rows × width elements. Of every row the extremes are taken; of every step-th row one run of `run` neighbouring
 * elements, `taken` runs in all.
 */
export interface RowView {
  readonly rows: number;
  readonly width: number;
  /** Divides `width`. */
  readonly run: number;
  readonly step: number;
  readonly taken: number;
}

/** Below this a row's extremes would be too large a part of it. */
const leastWidth = 16;
/** A wide row has many elements that its extremes tell nothing of: outliers that stand together would be taken for one. */
const mostWidth = 128;
/** Where a bound keeps outliers out, a row's extremes tell little of the tail, and the runs enough. */
const mostBoundedWidth = 1024;
/** In the NCHWc layout the 16 channels of a pixel: neighbours in memory that are no neighbours in the image. */
const usualRun = 16;

/**
 * Rows, and elements in runs, for each element wanted. An exact minimum means two extremes a row; where it is sampled, runs have to show that
 * end too.
 */
const shares = {
  zero: { rows: 2 / 3, runs: 1 / 3 },
  exact: { rows: 1 / 3, runs: 1 / 3 },
  sampled: { rows: 1 / 2, runs: 2 / 5 },
  bounded: { rows: 1 / 8, runs: 1 / 6 },
};

export interface Wanted {
  /** Elements to look at of one value and sample. */
  readonly wanted: number;
  readonly minimum: Observation['minimum'];
  readonly bound?: number | undefined;
}

/** How a tensor's memory is sampled; undefined: it is counted whole, for it is small or no width divides it. */
export function viewOf(elements: number, { wanted, minimum, bound }: Wanted): RowView | undefined {
  if (elements <= wanted) return undefined;
  const share = shares[bound === undefined ? minimum : 'bounded'];
  const most = bound === undefined ? mostWidth : mostBoundedWidth;
  const narrowest = Math.min(most, Math.max(leastWidth, Math.ceil(elements / (share.rows * wanted))));
  const width = divisor(elements, narrowest, usualRun) ?? divisor(elements, narrowest, 1);
  if (width === undefined) return undefined;
  const rows = elements / width;
  const run = width % usualRun === 0 ? usualRun : width;
  const step = Math.max(1, Math.floor(rows / Math.ceil((share.runs * wanted) / run)));
  return { rows, width, run, step, taken: Math.floor(rows / step) };
}

/** The first multiple of `of` from `from` to four times that which divides `elements`, and leaves more than one row. */
function divisor(elements: number, from: number, of: number): number | undefined {
  const to = Math.min(4 * from, elements / 2);
  for (let width = Math.ceil(from / of) * of; width <= to; width += of) if (elements % width === 0) return width;
  return undefined;
}

export function sampledCount(view: RowView): number {
  return view.taken * view.run;
}

/**
 * First row of sample `index`, 0 … step − 1. By the golden ratio (Weyl's sequence): after any number of samples all starts have had
 * almost equal turns, so every position of a tensor is met in time, and the choice hangs on nothing but the index.
 */
export function firstRow({ step }: RowView, index: number): number {
  return fraction(Math.imul(index, goldenRatio), step);
}

/** Where in its row the k-th run of sample `index` stands, 0 … width / run − 1. */
export function runOf({ width, run }: RowView, index: number, k: number): number {
  return fraction(Math.imul(index, goldenRatio) + Math.imul(k, otherRatio), width / run);
}

const goldenRatio = 0x9e3779b1;
/** 2^32 · (√2 − 1): keeps no step with the golden ratio. */
const otherRatio = 0x6a09e667;

function fraction(of32Bits: number, parts: number): number {
  return Math.floor((of32Bits >>> 0) * parts * 2 ** -32);
}

/** Where the k-th run of sample `index` begins in memory. */
export function runStart(view: RowView, index: number, k: number): number {
  return (firstRow(view, index) + k * view.step) * view.width + runOf(view, index, k) * view.run;
}

/** The runs of sample `index`, copied together: taken × run elements. */
export function takeRuns<T extends Float32Array | Uint32Array>(elements: T, view: RowView, index: number): T {
  const runs = elements.slice(0, sampledCount(view)) as T;
  for (let k = 0; k < view.taken; k++) {
    const from = runStart(view, index, k);
    runs.set(elements.subarray(from, from + view.run), k * view.run);
  }
  return runs;
}
