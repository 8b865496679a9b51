import { paddedChannels } from './nchwc.ts';
import type { RowView } from './row-view.ts';

/**
 * How many of the elements that a blocked tensor's sample takes from row `first` on are padding. Padding stands at the last
 * ⌈C/b⌉·b − C places of every group of b, in the last block of each image.
 */
export function paddingTaken(view: RowView, dims: readonly number[], blockSize: number, first: number): number {
  const [, c = 0, h = 0, w = 0] = dims;
  const padded = paddedChannels(c, blockSize);
  if (padded === c) return 0;
  const blockElements = blockSize * h * w;
  const imageElements = padded * h * w;
  const used = c % blockSize;
  let count = 0;
  for (let block = 0; block < view.outer; block++) {
    for (let k = 0; k < view.taken; k++) {
      const from = (block * view.rows + first + k * view.step) * view.width;
      for (let at = from; at < from + view.width; at++) {
        const inImage = at % imageElements;
        if (inImage >= imageElements - blockElements && inImage % blockSize >= used) count++;
      }
    }
  }
  return count;
}
