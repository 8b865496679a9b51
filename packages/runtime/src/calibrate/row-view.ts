import { elementCount } from './element-count.ts';

/**
 * A tensor's memory as outer × rows × width elements. A sample of it is every step-th row from some start, `taken` of them in each of the
 * outer blocks: outer · taken · width elements, the same number whatever the start, so that results have one shape.
 */
export interface RowView {
  readonly outer: number;
  readonly rows: number;
  readonly width: number;
  readonly step: number;
  readonly taken: number;
}

/**
 * Views rank-4 memory [N, C, H, W] as N·C blocks of H rows, as onnxruntime's Slice of axis 2 sees it, and leaves out as many rows as it can
 * while at least `wanted` elements remain. In the NCHWc layout such a "row" is a run of neighbouring pixels with the channels of a block,
 * and the same rule holds. Undefined where single rows of all blocks are already more than four times what is wanted.
 */
export function viewOfRank4(dims: readonly number[], wanted: number): RowView | undefined {
  const [n = 0, c = 0, rows = 0, width = 0] = dims;
  if (dims.length !== 4 || n * c * width > 4 * wanted) return undefined;
  return viewOf(n * c, rows, width, wanted);
}

/** Views any memory as one block of rows as wide as divides it, at most 64. */
export function viewOfMemory(elements: number, wanted: number): RowView {
  let width = Math.min(64, Math.max(1, elements));
  while (elements % width !== 0) width--;
  return viewOf(1, elements / width, width, wanted);
}

/** How a tensor that is at hand whole is sampled. */
export function viewOfTensor(dims: readonly number[], wanted: number): RowView {
  return viewOfRank4(dims, wanted) ?? viewOfMemory(elementCount(dims), wanted);
}

function viewOf(outer: number, rows: number, width: number, wanted: number): RowView {
  const needed = Math.min(rows, Math.max(1, Math.ceil(wanted / Math.max(1, outer * width))));
  const step = Math.max(1, Math.floor(rows / needed));
  return { outer, rows, width, step, taken: Math.floor(rows / step) };
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
  if (view.step === 1 && view.taken === view.rows) return elements;
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
