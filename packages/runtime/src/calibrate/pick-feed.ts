import type { Tensor } from '@octet/onnx';
import type { Feeds } from '@octet/quantizer';
import type { Plan } from './plan.ts';
import { pickCountInput, pickInput } from './plan.ts';
import { firstRow, type RowView, runOf } from './row-view.ts';
import { takesRuns } from './takes-runs.ts';

/** The feeds of a stack of samples from `first` on, and with them the runs to take of each. */
export function withPicks(feeds: Feeds, { picks, stack }: Plan, first: number): Feeds {
  if (picks.length === 0) return feeds;
  const counts = picks.map((view) => (takesRuns(first, stack) ? stack * view.taken : 0));
  const total = counts.reduce((a, b) => a + b);
  const data = new BigInt64Array(2 * total);
  if (total > 0) fill(data, picks, { first, stack });
  const runs: Tensor = { dtype: 'int64', dims: [total, 2], data };
  const each: Tensor = { dtype: 'int64', dims: [counts.length], data: BigInt64Array.from(counts, BigInt) };
  return { ...feeds, [pickInput]: runs, [pickCountInput]: each };
}

function fill(data: BigInt64Array, picks: readonly RowView[], { first, stack }: { readonly first: number; readonly stack: number }): void {
  // Numbers below 2^31, written as the low words of little-endian int64: a BigInt each would cost more than the rest of it.
  const words = new Int32Array(data.buffer);
  let at = 0;
  for (const view of picks) {
    for (let member = 0; member < stack; member++) {
      const index = first + member;
      const start = member * view.rows + firstRow(view, index);
      for (let k = 0; k < view.taken; k++, at += 4) {
        words[at] = start + k * view.step;
        words[at + 2] = runOf(view, index, k);
      }
    }
  }
}
