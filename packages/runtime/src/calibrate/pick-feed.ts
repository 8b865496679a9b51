import type { Tensor } from '@octet/onnx';
import type { Feeds } from '@octet/quantizer';
import type { Plan } from './plan.ts';
import { pickInput } from './plan.ts';
import { firstRow, runOf } from './row-view.ts';

/** The feeds of a stack of samples from `first` on, and with them the runs to take of each: int64 [row, run in the row] each. */
export function withPicks(feeds: Feeds, plan: Plan, first: number): Feeds {
  return plan.picks.length === 0 ? feeds : { ...feeds, [pickInput]: picksOf(plan, first) };
}

function picksOf({ picks, stack }: Plan, first: number): Tensor {
  const count = picks.reduce((sum, view) => sum + stack * view.taken, 0);
  const data = new BigInt64Array(2 * count);
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
  return { dtype: 'int64', dims: [count, 2], data };
}
