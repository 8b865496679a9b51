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

/** Rows are neither so short that their extremes are most of them, nor so long that one extreme says little. */
const leastWidth = 16;
const mostWidth = 64;

/**
 * Views rank-4 memory [N, C, H, W] by its lines, or by its planes where lines are short, and leaves out as many rows as it can while at
 * least `wanted` elements remain. In the NCHWc layout such a row is a run of neighbouring pixels with the channels of a block, and the
 * same rule holds. Undefined where one row of all blocks would be more than four times what is wanted, or has too few elements.
 */
export function viewOfRank4(dims: readonly number[], wanted: number): RowView | undefined {
  if (dims.length !== 4) return undefined;
  const [n = 0, c = 0, h = 0, w = 0] = dims;
  if (w >= leastWidth && n * c * w <= 4 * wanted) return viewOf({ outer: n * c, rows: h, width: w, axis: 2 }, wanted);
  if (h * w >= leastWidth && n * h * w <= 4 * wanted) return viewOf({ outer: n, rows: c, width: h * w, axis: 1 }, wanted);
  return undefined;
}

/** Views any memory as one block of rows as wide as divides it; undefined where no width will do. */
export function viewOfMemory(elements: number, wanted: number): RowView | undefined {
  for (let width = mostWidth; width >= leastWidth; width--) {
    if (elements % width === 0) return viewOf({ outer: 1, rows: elements / width, width, axis: 2 }, wanted);
  }
  return undefined;
}

/** How a tensor that is at hand whole is sampled; undefined: it is counted whole. */
export function viewOfTensor(dims: readonly number[], wanted: number): RowView | undefined {
  const elements = elementCount(dims);
  return elements <= wanted ? undefined : (viewOfRank4(dims, wanted) ?? viewOfMemory(elements, wanted));
}

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
