import { paddedChannels } from './nchwc.ts';
import { type RowView, runStart } from './row-view.ts';

/**
 * How many of the elements that are taken of a blocked tensor in sample `index` are padding. Padding stands at the last ⌈C/b⌉·b − C places of
 * every group of b, in the last block of each image. Without a view all elements are taken.
 */
export function paddingTaken(
  view: RowView | undefined,
  { dims, blockSize }: { readonly dims: readonly number[]; readonly blockSize: number },
  index: number,
): number {
  const [n = 0, c = 0, h = 0, w = 0] = dims;
  const padded = paddedChannels(c, blockSize);
  if (padded === c) return 0;
  if (view === undefined) return n * (padded - c) * h * w;
  const lastBlock = padded - blockSize;
  const used = c % blockSize;
  let count = 0;
  for (let k = 0; k < view.taken; k++) {
    const from = runStart(view, index, k);
    for (let at = from; at < from + view.run; at++) if (at % (padded * h * w) >= lastBlock * h * w && at % blockSize >= used) count++;
  }
  return count;
}
