import { elementCount } from './element-count.ts';

/**
 * A tensor's memory as outer × rows × width elements. A sample of it is every step-th row from some start, `taken` of them in each of the
 * outer blocks: the same number whatever the start, so that results have one shape.
 */
export interface RowView {
  readonly outer: number;
  readonly rows: number;
  readonly width: number;
  readonly step: number;
  readonly taken: number;
  /** Axis of the rank-4 tensor that counts the rows: 2, lines of W elements; 1, planes of H·W. */
  readonly axis: 1 | 2;
}

/** Below this a row's extremes would be too large a part of it. */
const leastWidth = 16;

export interface Wanted {
  /** Elements to look at of one value and sample: about half of them the extremes of all rows, the others whole rows. */
  readonly wanted: number;
  /** Rows have two extremes that matter, not one. */
  readonly signed: boolean;
}

/** How a tensor is sampled; undefined: it is counted whole, for it is small or no width divides it. */
export function viewOfTensor(dims: readonly number[], options: Wanted): RowView | undefined {
  return elementCount(dims) <= options.wanted ? undefined : viewOfRows(dims, options);
}

/**
 * Cuts memory in rows that are as narrow as `wanted` allows, since the tail of a histogram is nearly all row extremes. Lines or planes of
 * rank-4 memory [N, C, H, W] are preferred, for other rows cost a Reshape; in the NCHWc layout they are runs of neighbouring pixels with the
 * channels of a block. A channel that stands out does so once a pixel: rows of whole pixels (multiples of 16) catch it best.
 */
export function viewOfRows(dims: readonly number[], { wanted, signed }: Wanted): RowView | undefined {
  const elements = elementCount(dims);
  const narrowest = Math.max(leastWidth, Math.ceil((elements * (signed ? 4 : 2)) / wanted));
  const [n = 0, c = 0, h = 0, w = 0] = dims;
  const fits = (outer: number, width: number) =>
    width % leastWidth === 0 && 2 * width >= narrowest && width <= 2 * narrowest && outer * width <= wanted;
  if (dims.length === 4 && fits(n * c, w)) return viewOf({ outer: n * c, rows: h, width: w, axis: 2 }, wanted / 2);
  if (dims.length === 4 && fits(n, h * w)) return viewOf({ outer: n, rows: c, width: h * w, axis: 1 }, wanted / 2);
  const width =
    divisor(elements, Math.ceil(narrowest / 2 / leastWidth) * leastWidth, leastWidth, 2 * narrowest) ??
    divisor(elements, narrowest, 1, 4 * narrowest);
  return width === undefined ? undefined : viewOf({ outer: 1, rows: elements / width, width, axis: 2 }, wanted / 2);
}

/** The first of `from`, `from + by`, … `to` that divides `elements`. Multiples of 16 come first, for they are whole pixels of NCHWc blocks. */
function divisor(elements: number, from: number, by: number, to: number): number | undefined {
  for (let width = from; width <= to; width += by) if (elements % width === 0) return width;
  return undefined;
}

/** Rank-4 memory with all its rows taken. */
export function allRows(dims: readonly number[]): RowView {
  const [n = 0, c = 0, h = 0, w = 0] = dims;
  return { outer: n * c, rows: h, width: w, step: 1, taken: h, axis: 2 };
}

/** Leaves out as many rows as it can while `wanted` elements remain. */
function viewOf(shape: Pick<RowView, 'outer' | 'rows' | 'width' | 'axis'>, wanted: number): RowView {
  const { outer, rows, width } = shape;
  const needed = Math.min(rows, Math.max(1, Math.ceil(wanted / (outer * width))));
  const step = Math.max(1, Math.floor(rows / needed));
  return { ...shape, step, taken: Math.floor(rows / step) };
}

export function sampledCount(view: RowView): number {
  return view.outer * view.taken * view.width;
}

/**
 * First row of sample `index`, 0 … step − 1. By the golden ratio (Weyl's sequence): after any number of samples all starts have had
 * almost equal turns, so every position of a tensor is met in time, and the choice hangs on nothing but the index.
 */
export function firstRow(step: number, index: number): number {
  return Math.floor((Math.imul(index, 0x9e3779b1) >>> 0) * step * 2 ** -32);
}

/** The rows of sample `index`, copied together: outer × taken × width elements. The tensor itself where all rows are taken. */
export function takeRows<T extends Float32Array | Uint32Array>(elements: T, view: RowView, index: number): T {
  if (view.step === 1) return elements;
  const first = firstRow(view.step, index);
  const rows = elements.slice(0, sampledCount(view)) as T;
  let at = 0;
  for (let block = 0; block < view.outer; block++) {
    for (let row = first, k = 0; k < view.taken; k++, row += view.step, at += view.width) {
      const from = (block * view.rows + row) * view.width;
      rows.set(elements.subarray(from, from + view.width), at);
    }
  }
  return rows;
}
