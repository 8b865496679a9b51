/** So many samples tell how the elements lie that are no row's extreme. */
const firstSamples = 64;
const everyNthStack = 8;

/**
 * Whether runs are taken of sample `index`, and so of all of its stack: of the first samples, and of some stacks after them. What decides where
 * to clip is the tail, and of that the rows' extremes tell, which are counted in every sample; the bulk below it lies alike in all. A fixed
 * rule on the index, so that the same samples are counted alike by any number of workers.
 */
export function takesRuns(index: number, stack: number): boolean {
  return index < firstSamples || Math.floor(index / stack) % everyNthStack === 0;
}
